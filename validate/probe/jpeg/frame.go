package jpeg

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// frame is what the frame header says (T.81, B.2.2).
type frame struct {
	marker        byte
	precision     int
	width, height int
	components    []component
	maxH, maxV    int
}

type component struct {
	id, h, v, tq int
	// scanned is true once a scan holds the component.
	scanned bool
	// bits tells for each coefficient the lowest bit that progressive scans gave so far; unsent before the first.
	bits [64]int8
	// wide and high count the blocks that a scan of the component alone holds.
	wide, high int
	// known has a bit for each coefficient that is not zero, per block; for progressive frames.
	known []uint64
}

const unsent = -1

func (f *frame) progressive() bool { return f.marker == sof2 || f.marker == sof10 }

// checkable tells whether the scans can be decoded here: Huffman coding of blocks.
func (f *frame) checkable() bool { return f.marker <= sof2 }

// coding names the process of a frame marker (T.81, table B.1).
func coding(m byte) string {
	switch m {
	case sof0:
		return "baseline"
	case sof1:
		return "extended"
	case sof2:
		return "progressive"
	case sof3, sof11:
		return "lossless"
	case sof9, sof10:
		return "arithmetic"
	case sof55:
		return "jpeg-ls"
	}
	return "hierarchical"
}

// frameHeader reads the frame header. It returns false when decoders give up on it.
func (p *parser) frameHeader(m byte, c *source.Cursor) bool {
	if p.framed {
		return p.corrupt("a second frame header (marker 0x%02x) follows the first", m)
	}
	p.framed = true
	f := frame{marker: m, precision: int(c.U8()), height: int(c.U16()), width: int(c.U16())}
	n := int(c.U8())
	pic := p.facts.Picture
	pic.Codec, pic.Bits, pic.Width, pic.Height = coding(m), f.precision, f.width, f.height
	pic.Interlaced = f.progressive()
	if m == sof55 {
		p.facts.MIME, p.facts.Name, p.facts.Extension, p.facts.Kind = "image/jls", "JPEG-LS image", ".jls", media.Other
	}
	if !c.OK() || c.Left() != 3*n {
		return p.corrupt("the frame header names %d components, but has %d bytes for them", n, c.Left())
	}
	for range n {
		id, hv, tq := c.U8(), int(c.U8()), int(c.U8())
		f.components = append(f.components, component{id: int(id), h: hv >> 4, v: hv & 15, tq: tq})
	}
	p.frame = f
	if flaw := p.frame.flaw(); flaw != "" {
		return p.corrupt("%s", flaw)
	}
	p.frame.lay()
	pic.Subsampling = p.frame.subsampling()
	return true
}

// flaw tells why no decoder can read the frame; empty when nothing speaks against it.
func (f *frame) flaw() string {
	for _, c := range f.components {
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.tq > 3 {
			return fmt.Sprintf("component %d is sampled %d × %d with table %d; each factor is 1 to 4, each table 0 to 3", c.id, c.h, c.v, c.tq)
		}
	}
	switch n := len(f.components); {
	case n < 1 || n > 4:
		return fmt.Sprintf("the picture has %d components; pictures have 1 to 4", n)
	case !f.precisionFits():
		return fmt.Sprintf("samples of %d bits do not go with %s coding", f.precision, coding(f.marker))
	case f.width == 0:
		return "the picture is 0 pixels wide"
	case f.height == 0:
		return "the picture's height is left to a DNL segment, which decoders do not read"
	}
	return ""
}

// precisionFits holds the sample precision against the coding (T.81, table B.2).
func (f *frame) precisionFits() bool {
	switch coding(f.marker) {
	case "baseline":
		return f.precision == 8
	case "lossless", "jpeg-ls", "hierarchical":
		return f.precision >= 2 && f.precision <= 16
	}
	return f.precision == 8 || f.precision == 12
}

// lay works out how many blocks each component has (T.81, A.1.1 and A.2).
func (f *frame) lay() {
	for _, c := range f.components {
		f.maxH, f.maxV = max(f.maxH, c.h), max(f.maxV, c.v)
	}
	for i := range f.components {
		c := &f.components[i]
		c.wide = ceil(ceil(f.width*c.h, f.maxH), 8)
		c.high = ceil(ceil(f.height*c.v, f.maxV), 8)
		for k := range c.bits {
			c.bits[k] = unsent
		}
	}
}

// mcus counts the minimum coded units of a scan that holds several components.
func (f *frame) mcus() int { return ceil(f.width, 8*f.maxH) * ceil(f.height, 8*f.maxV) }

func ceil(a, b int) int { return (a + b - 1) / b }

// subsampling names how chroma is sampled where there is a name, else it lists the factors.
func (f *frame) subsampling() string {
	if len(f.components) < 3 {
		return ""
	}
	first, factors := f.components[0], ""
	named := true
	for i, c := range f.components {
		factors += fmt.Sprintf(" %dx%d", c.h, c.v)
		named = named && (i == 0 || i == 3 || c.h == f.components[1].h && c.v == f.components[1].v)
	}
	chroma := f.components[1]
	if !named || first.h%chroma.h != 0 || first.v%chroma.v != 0 {
		return factors[1:]
	}
	switch [2]int{first.h / chroma.h, first.v / chroma.v} {
	case [2]int{1, 1}:
		return "4:4:4"
	case [2]int{2, 1}:
		return "4:2:2"
	case [2]int{2, 2}:
		return "4:2:0"
	case [2]int{1, 2}:
		return "4:4:0"
	case [2]int{4, 1}:
		return "4:1:1"
	case [2]int{4, 2}:
		return "4:1:0"
	}
	return factors[1:]
}

// hierarchical notes a frame of frames, which no common decoder reads.
func (p *parser) hierarchical() bool {
	p.facts.Picture.Codec = "hierarchical"
	p.facts.Undecide("pixels", "hierarchical coding is not decoded here")
	return false
}
