// Package raster recognises the picture formats that no message takes, by their first bytes: BMP, icons, Photoshop,
// JPEG XL, JPEG 2000, the PNM family, metafiles and many more. Size, depth and transparency are read where they are
// cheap; pixels are not decoded at any depth, but a file that is too short for them is told.
package raster

import (
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/polyglot"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// format is one picture format.
type format struct {
	at              int
	magic           string
	mime, name, ext string
	// read reads more facts and returns false when the bytes are not of the format after all. Without it, the magic
	// is the proof.
	read func(p *parser) bool
}

// formats are asked in this order; those with a weak mark come last.
var formats = [...]format{
	{0, "8BPS", "image/vnd.adobe.photoshop", "Photoshop image", ".psd", readPhotoshop},
	{0, "\xff\x0a", "image/jxl", "JPEG XL image", ".jxl", readBareJXL},
	{0, "\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl", "JPEG XL image", ".jxl", readBoxedJXL},
	{0, "\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2", "JPEG 2000 image", ".jp2", readJP2},
	{0, "\xff\x4f\xff\x51", "image/jp2", "JPEG 2000 codestream", ".j2k", readCodestream},
	{0, "v/1\x01", "image/x-exr", "OpenEXR image", ".exr", readEXR},
	{0, "BPG\xfb", "image/bpg", "BPG image", ".bpg", readBPG},
	{0, "DDS ", "image/vnd-ms.dds", "DirectDraw surface", ".dds", little32(16, 12)},
	{0, "qoif", "image/qoi", "QOI image", ".qoi", readQOI},
	{0, "farbfeld", "image/x-farbfeld", "farbfeld image", ".ff", big32(8, 12)},
	{0, "gimp xcf ", "image/x-xcf", "GIMP image", ".xcf", big32(14, 18)},
	{0, "\x8aMNG\r\n\x1a\n", "video/x-mng", "MNG animation", ".mng", big32(16, 20)},
	{0, "\x8bJNG\r\n\x1a\n", "image/x-jng", "JNG image", ".jng", big32(16, 20)},
	{0, "#?RADIANCE", "image/vnd.radiance", "Radiance HDR image", ".hdr", nil},
	{0, "#?RGBE", "image/vnd.radiance", "Radiance HDR image", ".hdr", nil},
	{0, "FLIF", "image/flif", "FLIF image", ".flif", nil},
	{0, "icns", "image/x-icns", "Apple icon", ".icns", nil},
	{0, "\x59\xa6\x6a\x95", "image/x-sun-raster", "Sun raster image", ".ras", big32(4, 8)},
	{0, "SDPX", "image/x-dpx", "DPX image", ".dpx", big32(772, 776)},
	{0, "XPDS", "image/x-dpx", "DPX image", ".dpx", little32(772, 776)},
	{0, "SIMPLE  =", "image/fits", "FITS image", ".fits", nil},
	{0, "\xabKTX ", "image/ktx", "KTX texture", ".ktx", nil},
	{0, "II\xbc\x01", "image/jxr", "JPEG XR image", ".jxr", nil},
	{0, "FUJIFILMCCD-RAW", "image/x-fuji-raf", "Fujifilm raw photo (RAF)", ".raf", nil},
	{0, "IIRO", "image/x-olympus-orf", "Olympus raw photo (ORF)", ".orf", nil},
	{0, "IIRS", "image/x-olympus-orf", "Olympus raw photo (ORF)", ".orf", nil},
	{0, "MMOR", "image/x-olympus-orf", "Olympus raw photo (ORF)", ".orf", nil},
	{0, "IIU\x00", "image/x-panasonic-rw2", "Panasonic raw photo (RW2)", ".rw2", nil},
	{6, "HEAPCCDR", "image/x-canon-crw", "Canon raw photo (CRW)", ".crw", nil},
	{0, "/* XPM */", "image/x-xpixmap", "XPM image", ".xpm", nil},
	{8, "ILBM", "image/x-ilbm", "ILBM image", ".iff", big16(20, 22)},
	{40, " EMF", "image/emf", "Windows enhanced metafile", ".emf", readEMF},
	{0, "\xd7\xcd\xc6\x9a", "image/wmf", "Windows metafile", ".wmf", readPlaceable},
	{2, "\x09\x00\x00\x03", "image/wmf", "Windows metafile", ".wmf", readMetafile},
	{2, "\x09\x00\x00\x01", "image/wmf", "Windows metafile", ".wmf", readMetafile},
	{0, "BM", "image/bmp", "BMP image", ".bmp", readBMP},
	{0, "\x00\x00\x01\x00", "image/x-icon", "icon", ".ico", readIcon},
	{0, "\x00\x00\x02\x00", "image/x-win-bitmap", "cursor", ".cur", readIcon},
	{0, "P", "image/x-portable-anymap", "PNM image", ".pnm", readPNM},
	{0, "\x01\xda", "image/x-sgi", "SGI image", ".sgi", readSGI},
	{0, "\x0a", "image/x-pcx", "PCX image", ".pcx", readPCX},
	{0, "", "image/x-tga", "Targa image", ".tga", readTGA},
}

// Probe reads the facts of a picture in one of these formats; the zero Facts when it is in none.
func Probe(r *source.Reader, deep bool) media.Facts {
	for _, f := range formats {
		if !strings.HasPrefix(string(r.Head()[min(len(r.Head()), f.at):min(len(r.Head()), f.at+len(f.magic))]), f.magic) {
			continue
		}
		p := &parser{r: r, end: -1, facts: media.Facts{
			Size: r.Size(), MIME: f.mime, Name: f.name, Extension: f.ext, Kind: media.Image,
			Picture: &media.Picture{Frames: 1},
		}}
		if f.read == nil || f.read(p) {
			polyglot.Note(&p.facts, r, p.end, deep)
			return p.facts
		}
	}
	return media.Facts{}
}

// parser holds what is read of one file.
type parser struct {
	r     *source.Reader
	facts media.Facts
	end   int64 // of the picture; -1 where it is not known
}

// at reads from an offset on.
func (p *parser) at(off int64, n int) *source.Cursor { return source.NewCursor(p.r.Bytes(off, n)) }

// size notes width and height; false when one is not that of a picture.
func (p *parser) size(w, h int) bool {
	p.facts.Picture.Width, p.facts.Picture.Height = max(w, 0), max(h, 0)
	return w > 0 && h > 0
}

// sized notes width and height; a picture without pixels is corrupt.
func (p *parser) sized(w, h int) {
	if !p.size(w, h) {
		p.facts.Damagef(media.Corrupt, "the picture is %d × %d pixels", w, h)
	}
}

// needs tells a file that ends before the byte where its pixels end.
func (p *parser) needs(end int64) {
	if end > p.r.Size() {
		p.facts.Damagef(media.Truncated, "the file ends at byte %d; its pixels end at byte %d", p.r.Size(), end)
	}
}

// big32, big16 and little32 read width and height from fixed places.
func big32(w, h int64) func(*parser) bool {
	return func(p *parser) bool {
		p.sized(int(p.at(w, 4).U32()), int(p.at(h, 4).U32()))
		return true
	}
}

func big16(w, h int64) func(*parser) bool {
	return func(p *parser) bool {
		p.sized(int(p.at(w, 2).U16()), int(p.at(h, 2).U16()))
		return true
	}
}

func little32(w, h int64) func(*parser) bool {
	return func(p *parser) bool {
		p.sized(int(p.at(w, 4).LE32()), int(p.at(h, 4).LE32()))
		return true
	}
}
