package webp

import "github.com/wamedia/wamedia/validate/probe/source"

// image is one coded picture.
type image struct {
	data          span
	width, height int
	lossless      bool
	alpha         bool // as a lossless picture says itself
}

// header reads the header of a coded picture.
func (p *parser) header(name string, s span) (image, string) {
	if name == "VP8L" {
		return p.losslessHeader(s)
	}
	return p.lossyHeader(s)
}

// lossyHeader reads the frame header of a VP8 key frame (RFC 6386, 9.1).
func (p *parser) lossyHeader(s span) (image, string) {
	c := source.NewCursor(p.r.Bytes(s.off, int(min(s.size, 10))))
	tag, start := c.LE24(), c.U24()
	m := image{data: s, width: int(c.LE16()) & 0x3fff, height: int(c.LE16()) & 0x3fff}
	switch {
	case !c.OK():
		return m, "it ends inside its header"
	case tag&1 != 0:
		return m, "it is not a key frame"
	case tag>>1&7 > 3 || tag>>4&1 == 0:
		return m, "it is of a profile that is not shown"
	case start != 0x9d012a:
		return m, "its start code is wrong"
	case m.width == 0 || m.height == 0:
		return m, "it has no pixels"
	case int64(tag>>5) >= s.size-10:
		return m, "its first partition is longer than itself"
	}
	return m, ""
}

// losslessHeader reads the header of a lossless picture (WebP Lossless Bitstream Specification, 3).
func (p *parser) losslessHeader(s span) (image, string) {
	c := source.NewCursor(p.r.Bytes(s.off, int(min(s.size, 5))))
	sign, b := c.U8(), c.LE32()
	m := image{data: s, lossless: true, width: int(b&0x3fff) + 1, height: int(b>>14&0x3fff) + 1, alpha: b>>28&1 != 0}
	switch {
	case !c.OK():
		return m, "it ends inside its header"
	case sign != 0x2f || b>>29 != 0:
		return m, "its signature or version is wrong"
	}
	return m, ""
}
