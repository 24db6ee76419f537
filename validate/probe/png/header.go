package png

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Colour types (PNG, third edition, table 11.1).
const (
	grayColor      = 0
	rgbColor       = 2
	paletteColor   = 3
	grayAlphaColor = 4
	rgbaColor      = 6
)

const headerSize = 13

// header is what IHDR says.
type header struct {
	width, height             uint32
	depth, color              byte
	compression, filter, laps byte
}

// readHeader reads IHDR, or what there is of it.
func (p *parser) readHeader(c chunk) {
	if p.header.width > 0 {
		p.fail(media.Corrupt, "a second IHDR stands at byte %d", c.off-8)
		return
	}
	b := source.NewCursor(p.r.Bytes(c.off, headerSize))
	h := header{b.U32(), b.U32(), b.U8(), b.U8(), b.U8(), b.U8(), b.U8()}
	if !b.OK() {
		return
	}
	p.header = h
	p.describe()
	switch {
	case c.size != headerSize:
		p.fail(media.Corrupt, "IHDR is %d bytes long; want %d", c.size, headerSize)
	case h.width == 0 || h.height == 0 || h.width > 1<<31-1 || h.height > 1<<31-1:
		p.fail(media.Corrupt, "the picture is %d × %d pixels; want 1 to 2147483647 each way", h.width, h.height)
	case h.channels() == 0 || !h.depthFits():
		p.fail(media.Corrupt, "colour type %d with %d bits is not a colour model of PNG", h.color, h.depth)
	case h.compression != 0 || h.filter != 0 || h.laps > 1:
		p.fail(media.Corrupt, "compression %d, filter %d, interlace %d: want 0, 0 and 0 or 1", h.compression, h.filter, h.laps)
	}
}

func (p *parser) describe() {
	pic, h := p.facts.Picture, p.header
	pic.Width, pic.Height, pic.Bits = int(h.width), int(h.height), int(h.depth)
	pic.Interlaced = h.laps == 1
	pic.Alpha = h.color == grayAlphaColor || h.color == rgbaColor
	switch h.color {
	case grayColor, grayAlphaColor:
		pic.Color = "gray"
	case rgbColor, rgbaColor:
		pic.Color = "rgb"
	case paletteColor:
		pic.Color = "palette"
	}
}

// channels counts the samples of a pixel; 0 for a colour type that is none.
func (h header) channels() int {
	switch h.color {
	case grayColor, paletteColor:
		return 1
	case grayAlphaColor:
		return 2
	case rgbColor:
		return 3
	case rgbaColor:
		return 4
	}
	return 0
}

// depthFits holds the bit depth against the colour type (PNG, third edition, table 11.1).
func (h header) depthFits() bool {
	switch h.depth {
	case 1, 2, 4:
		return h.color == grayColor || h.color == paletteColor
	case 8:
		return true
	case 16:
		return h.color != paletteColor
	}
	return false
}

// rowBytes is the length of a row of so many pixels, its filter included.
func (h header) rowBytes(width uint32) int64 {
	return (int64(width)*int64(h.channels())*int64(h.depth)+7)/8 + 1
}
