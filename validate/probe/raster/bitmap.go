package raster

import (
	"fmt"
	"slices"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/validate/media"
)

// Sizes of the header that follows the file header of a bitmap; each names a version of the format.
const (
	coreHeader = 12
	infoHeader = 40
	fileHeader = 14
)

// readBMP reads a Windows or OS/2 bitmap.
func readBMP(p *parser) bool {
	c := p.at(10, 4+4)
	pixels, header := int64(c.LE32()), int(c.LE32())
	if !c.OK() || !slices.Contains([]int{coreHeader, 16, infoHeader, 52, 56, 64, 108, 124}, header) {
		return false
	}
	b := p.bitmap(fileHeader, header)
	if b.compression == 0 && b.legal() && pixels > 0 {
		p.needs(saturate.Add(pixels, saturate.Mul(b.row(), int64(b.height))))
	}
	return true
}

// bitmap is the header of a device-independent bitmap.
type bitmap struct {
	width, height, bits int
	compression         uint32
}

// legal tells whether pixels can have so many bits.
func (b bitmap) legal() bool { return slices.Contains([]int{1, 2, 4, 8, 16, 24, 32}, b.bits) }

// row is how many bytes a row takes, filled up to four.
func (b bitmap) row() int64 { return (int64(b.width)*int64(b.bits) + 31) / 32 * 4 }

// bitmap reads the bitmap header of a size at off and notes what it says.
func (p *parser) bitmap(off int64, header int) bitmap {
	c := p.at(off+4, header-4)
	var b bitmap
	if header == coreHeader {
		b.width, b.height = int(c.LE16()), int(c.LE16())
	} else {
		b.width, b.height = int(int32(c.LE32())), int(int32(c.LE32()))
	}
	c.Skip(2)
	b.bits = int(c.LE16())
	if header >= infoHeader {
		b.compression = c.LE32()
	}
	b.height = max(b.height, -b.height) // negative: rows from top to bottom
	p.sized(b.width, b.height)
	pic := p.facts.Picture
	pic.Bits, pic.Color, pic.Codec = 8, "rgb", "none"
	switch {
	case b.bits <= 8:
		pic.Bits, pic.Color = b.bits, "palette"
	case b.bits == 16:
		pic.Bits = 5
	}
	if b.compression == 1 || b.compression == 2 {
		pic.Codec = "rle"
	}
	if header == 56 || header > 64 { // those with a mask for alpha
		c.Skip(32)
		pic.Alpha = b.bits == 32 && c.LE32() != 0
	}
	embedded := b.compression == 4 || b.compression == 5 // a JPEG or PNG stands inside
	if !b.legal() && !embedded {
		p.facts.Damagef(media.Corrupt, "pixels of %d bits; want 1, 2, 4, 8, 16, 24 or 32", b.bits)
	}
	return b
}

// readIcon reads the directory of an icon or cursor; the facts are those of its largest picture.
func readIcon(p *parser) bool {
	const entry = 16
	n := int(p.at(4, 2).LE16())
	first := int64(6 + entry*n)
	if n < 1 || n > 256 || p.at(9, 1).U8() != 0 || int64(p.at(18, 4).LE32()) < first {
		return false
	}
	var best, bestSize int64
	largest := -1
	for i := range n {
		c := p.at(int64(6+entry*i), entry)
		w, h := side(c.U8()), side(c.U8())
		c.Skip(6)
		size, off := int64(c.LE32()), int64(c.LE32())
		p.end = max(p.end, off+size)
		if w*h > largest {
			largest, best, bestSize = w*h, off, size
			p.size(w, h)
		}
	}
	p.needs(p.end)
	if p.end > p.r.Size() {
		p.end = -1
	}
	p.embedded(best, bestSize)
	if n > 1 {
		p.facts.Name += fmt.Sprintf(" (%d pictures)", n)
	}
	return true
}

// side is a length in an icon's directory, where 0 stands for 256.
func side(b uint8) int {
	if b == 0 {
		return 256
	}
	return int(b)
}

// embedded reads the header of a picture in an icon: PNG, or a bitmap whose height counts its mask too.
func (p *parser) embedded(off, size int64) {
	pic := p.facts.Picture
	if string(p.r.Bytes(off, 4)) == "\x89PNG" {
		c := p.at(off+16, 10)
		p.sized(int(c.U32()), int(c.U32()))
		pic.Bits, pic.Codec, pic.Alpha, pic.Color = int(c.U8()), "deflate", true, "rgb"
		switch c.U8() {
		case 0, 4:
			pic.Color = "gray"
		case 3:
			pic.Color = "palette"
		}
		return
	}
	if header := p.at(off, 4).LE32(); header == infoHeader && size >= infoHeader {
		p.bitmap(off, infoHeader)
		pic.Height /= 2
		pic.Alpha = true
	}
}
