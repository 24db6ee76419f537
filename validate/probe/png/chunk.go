package png

import (
	"bytes"
	"compress/zlib"
	"io"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/exif"
	"github.com/wamedia/wamedia/validate/probe/icc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// read reads one chunk. The order of chunks is as decoders want it (PNG, third edition, 5.6).
func (p *parser) read(c chunk) {
	switch {
	case c.name == "IHDR":
		p.readHeader(c)
	case c.name == "CgBI":
		p.facts.Name = "PNG image (Apple's CgBI)"
		p.fail(media.Corrupt, "the file is in Apple's CgBI form, which only Apple's programs read")
		p.apple(c)
	case p.header.width == 0:
		p.fail(media.Corrupt, "the first chunk is %s; want IHDR", c.name)
	case c.name == "IDAT":
		p.readData(c)
	default:
		p.closed = p.data > 0
		p.readOther(c)
	}
}

// apple reads the header behind a CgBI chunk.
func (p *parser) apple(c chunk) {
	if next, ok := p.next(); ok && next.name == "IHDR" {
		p.readHeader(next)
	}
}

func (p *parser) readOther(c chunk) {
	pic := p.facts.Picture
	switch c.name {
	case "IEND":
		p.end = p.pos
	case "PLTE":
		p.readPalette(c)
	case "tRNS":
		pic.Alpha = true
		p.transparency = p.r.Bytes(c.off, int(min(c.size, 256)))
	case "acTL":
		p.animation.control(p, c)
	case "fcTL":
		p.animation.frame(p, c)
	case "fdAT":
		p.animation.data(p, c)
	case "cICP":
		pic.Primaries, pic.Transfer = coding(p.r.Bytes(c.off, int(min(c.size, 4))))
	case "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "hIST", "pHYs", "mDCV", "cLLI":
	default:
		p.readMetadata(c)
	}
}

// readMetadata counts what is not the picture.
func (p *parser) readMetadata(c chunk) {
	if c.critical() {
		p.derail("decoders do not know the critical chunk %s at byte %d and give up there", c.name, c.off-8)
		return
	}
	p.facts.Picture.MetadataBytes += c.size + 12
	switch c.name {
	case "eXIf":
		p.facts.Picture.Orientation = exif.Orientation(p.r, c.off, c.size)
	case "iCCP":
		p.facts.Picture.ICC = p.profile(c)
	}
}

func (p *parser) readPalette(c chunk) {
	p.palette = true
	flawed := c.size == 0 || c.size > 3*256 || c.size%3 != 0
	switch {
	case p.header.color == paletteColor && flawed:
		p.fail(media.Corrupt, "the palette is %d bytes long; want 3 for each of up to 256 colours", c.size)
	case p.header.color == grayColor || p.header.color == grayAlphaColor || flawed:
		p.facts.Damagef(media.Suspect, "decoders pass over the palette at byte %d: it does not go with the picture", c.off-8)
	}
}

// readData notes where the picture data starts. Data behind another chunk is seen by no decoder.
func (p *parser) readData(c chunk) {
	if p.data == 0 {
		p.data = c.off - 8
		if p.header.color == paletteColor && !p.palette {
			p.fail(media.Corrupt, "the picture has palette colours but no palette before its data")
		}
	}
	if p.closed && c.size > 0 {
		p.doubt, p.split = true, true
	}
}

// coding names what a cICP chunk says (ITU-T H.273).
func coding(b []byte) (primaries, transfer string) {
	c := source.NewCursor(b)
	return media.PrimariesOf(int(c.U8())), media.TransferOf(int(c.U8()))
}

// profile reads the colour space of a compressed ICC profile.
func (p *parser) profile(c chunk) string {
	const longestName = 79
	b := p.r.Bytes(c.off, int(min(c.size, longestName+1)))
	name := bytes.IndexByte(b, 0)
	if name < 0 {
		return ""
	}
	z, err := zlib.NewReader(p.r.Section(c.off+int64(name)+2, c.off+c.size))
	if err != nil {
		return ""
	}
	head := make([]byte, icc.HeaderSize)
	if _, err := io.ReadFull(z, head); err != nil {
		return ""
	}
	return icc.Space(head)
}
