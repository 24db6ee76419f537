package tiff

import (
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/icc"
)

// describe fills in the facts from the first directory.
func (p *parser) describe(d directory) {
	pic := p.facts.Picture
	pic.Width, pic.Height = int(d.first(tagWidth)), int(d.first(tagHeight))
	pic.Bits = max(1, int(d.first(tagBits)))
	pic.Color, pic.Codec = color(d.first(tagPhotometric)), codec(d.first(tagCompression))
	if o := d.first(tagOrientation); o >= 1 && o <= 8 {
		pic.Orientation = int(o)
	}
	for i := range min(d.fields[tagExtra].count, 8) {
		if v := d.value(tagExtra, i); v == 1 || v == 2 {
			pic.Alpha = true
		}
	}
	for _, tag := range [...]int{tagXMP, tagIPTC, tagPhotoshop, tagICC} {
		f := d.fields[tag]
		pic.MetadataBytes += f.count * int64(f.width)
	}
	pic.MetadataBytes = min(pic.MetadataBytes, p.r.Size())
	if f := d.fields[tagICC]; f.count >= icc.HeaderSize {
		pic.ICC = icc.Space(p.r.Bytes(f.off, icc.HeaderSize))
	}
	if d.has(tagDNG) {
		p.facts.MIME, p.facts.Name, p.facts.Extension = "image/x-adobe-dng", "DNG raw photo", ".dng"
	} else if p.facts.MIME == "image/tiff" {
		p.camera(d)
	}
}

// camera names raw photos that are built like TIFF: they say what camera took them, and begin with the sensor's values,
// or with a small copy of the picture while those stand in directories of their own.
func (p *parser) camera(d directory) {
	const mosaic = 32803 // TIFF/EP: one colour for each pixel
	small := d.first(tagSubfile)&reduced != 0 && d.has(tagSubDirectories)
	if !d.has(tagMake) || !small && d.first(tagPhotometric) != mosaic {
		return
	}
	p.facts.MIME, p.facts.Name = "image/x-dcraw", "raw photo"
	f := d.fields[tagMake]
	made := string(p.r.Bytes(f.off, int(min(f.count, 8))))
	for _, c := range [...]struct{ maker, mime, name, ext string }{
		{"NIKON", "image/x-nikon-nef", "Nikon raw photo (NEF)", ".nef"},
		{"SONY", "image/x-sony-arw", "Sony raw photo (ARW)", ".arw"},
		{"PENTAX", "image/x-pentax-pef", "Pentax raw photo (PEF)", ".pef"},
		{"SAMSUNG", "image/x-samsung-srw", "Samsung raw photo (SRW)", ".srw"},
	} {
		if strings.HasPrefix(made, c.maker) {
			p.facts.MIME, p.facts.Name, p.facts.Extension = c.mime, c.name, c.ext
		}
	}
}

// color names a photometric interpretation.
func color(v int64) string {
	switch v {
	case 0, 1:
		return "gray"
	case 2, 6:
		return "rgb"
	case 3:
		return "palette"
	case 5:
		return "cmyk"
	case 8, 9, 10:
		return "lab"
	}
	return ""
}

// codec names a compression.
func codec(v int64) string {
	switch v {
	case 0, 1:
		return "none"
	case 2, 3, 4:
		return "ccitt"
	case 5:
		return "lzw"
	case 6, 7:
		return "jpeg"
	case 8, 32946:
		return "deflate"
	case 32773:
		return "packbits"
	case 34712:
		return "jpeg2000"
	case 34925:
		return "lzma"
	case 50000:
		return "zstd"
	case 50001:
		return "webp"
	}
	return "other"
}

// judge tells whether a page has a size, and whether its strips or tiles lie within the file. The first flaw is told.
func (p *parser) judge(d directory, page int) {
	if len(p.facts.Damage) > 0 {
		return
	}
	if d.first(tagWidth) == 0 || d.first(tagHeight) == 0 {
		p.facts.Damagef(media.Corrupt, "page %d is %d × %d pixels", page, d.first(tagWidth), d.first(tagHeight))
		return
	}
	for _, t := range [...][2]int{{tagStrips, tagStripBytes}, {tagTiles, tagTileBytes}} {
		if d.has(t[0]) {
			p.judgePieces(d, t[0], t[1], page)
			return
		}
	}
	const jpegStream = 513 // raw photos keep their pixels there
	if !d.has(tagSubDirectories) && !d.has(jpegStream) {
		p.facts.Damagef(media.NoContent, "page %d has no pixels", page)
	}
}

// judgePieces counts the strips or tiles that end outside the file.
func (p *parser) judgePieces(d directory, offsets, sizes, page int) {
	n := min(d.fields[offsets].count, p.pieces)
	p.pieces -= n
	outside := 0
	for i := int64(0); i < n; i += block {
		from, length := d.values(offsets, i), d.values(sizes, i)
		for k := range from {
			end := from[k]
			if k < len(length) {
				end += length[k]
			}
			if end > p.r.Size() {
				outside++
			}
		}
	}
	if outside > 0 {
		p.facts.Damagef(media.Truncated, "%d of the %d pieces of page %d lie outside the file's %d bytes", outside, n, page, p.r.Size())
	}
}
