package raster

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
)

// readPhotoshop reads the file header of PSD and PSB.
func readPhotoshop(p *parser) bool {
	c := p.at(4, 22)
	version := c.U16()
	c.Skip(6)
	channels, h, w, bits, mode := int(c.U16()), int(c.U32()), int(c.U32()), int(c.U16()), c.U16()
	if version != 1 && version != 2 {
		return false
	}
	if !c.OK() {
		p.facts.Damagef(media.Truncated, "the file ends inside its header")
		return true
	}
	p.sized(w, h)
	pic := p.facts.Picture
	pic.Bits = bits
	own := 3 // channels of the colour model
	switch mode {
	case 0, 1, 8:
		pic.Color, own = "gray", 1
	case 2:
		pic.Color, own = "palette", 1
	case 3:
		pic.Color = "rgb"
	case 4:
		pic.Color, own = "cmyk", 4
	case 9:
		pic.Color = "lab"
	}
	pic.Alpha = channels > own
	return true
}

func readQOI(p *parser) bool {
	c := p.at(4, 9)
	p.sized(int(c.U32()), int(c.U32()))
	p.components(int(c.U8()), 8)
	return true
}

// readEXR looks for the data window among the attributes of the header.
func readEXR(p *parser) bool {
	head := p.r.Head()
	p.facts.Picture.Color = "rgb"
	i := bytes.Index(head, []byte("dataWindow\x00box2i\x00"))
	if i < 0 {
		p.facts.Undecide("dimensions", "the data window does not stand at the start of the header")
		return true
	}
	c := p.at(int64(i+len("dataWindow\x00box2i\x00")), 20)
	c.Skip(4)
	x0, y0, x1, y1 := int32(c.LE32()), int32(c.LE32()), int32(c.LE32()), int32(c.LE32())
	p.sized(int(x1)-int(x0)+1, int(y1)-int(y0)+1)
	return true
}

// readBPG reads the header of a BPG file (BPG specification, 2).
func readBPG(p *parser) bool {
	c := p.at(4, 16)
	first, second := c.U8(), c.U8()
	number := func() int { // seven bits a byte, the highest first
		v := 0
		for range 5 {
			b := c.U8()
			v = v<<7 | int(b&0x7f)
			if b < 0x80 {
				break
			}
		}
		return v
	}
	p.sized(number(), number())
	pic := p.facts.Picture
	pic.Codec, pic.Bits, pic.Alpha, pic.Color = "hevc", int(first&15)+8, first>>4&1 != 0 || second>>2&1 != 0, "rgb"
	if first>>5 == 0 {
		pic.Color = "gray"
	}
	return true
}

// readEMF reads the bounds in an enhanced metafile's header.
func readEMF(p *parser) bool {
	c := p.at(0, 24)
	record := c.LE32()
	c.Skip(4)
	x0, y0, x1, y1 := int32(c.LE32()), int32(c.LE32()), int32(c.LE32()), int32(c.LE32())
	p.size(int(x1)-int(x0)+1, int(y1)-int(y0)+1)
	return record == 1
}

// readPlaceable reads the bounding box of a placeable metafile. Its unit is a fraction of an inch.
func readPlaceable(p *parser) bool {
	c := p.at(6, 8)
	x0, y0, x1, y1 := int16(c.LE16()), int16(c.LE16()), int16(c.LE16()), int16(c.LE16())
	w, h := int(x1)-int(x0), int(y1)-int(y0)
	p.size(max(w, -w), max(h, -h))
	return true
}

// readMetafile accepts a metafile without bounds: in memory or on disk, of version 1 or 3.
func readMetafile(p *parser) bool {
	kind := p.at(0, 2).LE16()
	return kind == 1 || kind == 2
}

func readSGI(p *parser) bool {
	c := p.at(2, 10)
	storage, bytes, dimensions := c.U8(), int(c.U8()), c.U16()
	w, h, channels := int(c.U16()), int(c.U16()), int(c.U16())
	if storage > 1 || bytes < 1 || bytes > 2 || dimensions < 1 || dimensions > 3 || channels > 4 {
		return false
	}
	p.components(channels, 8*bytes)
	return p.size(w, h)
}

func readPCX(p *parser) bool {
	c := p.at(1, 11)
	version, encoding, bits := c.U8(), c.U8(), int(c.U8())
	x0, y0, x1, y1 := int(c.LE16()), int(c.LE16()), int(c.LE16()), int(c.LE16())
	if p.r.Size() < 128 || version > 5 || encoding > 1 || bits != 1 && bits != 2 && bits != 4 && bits != 8 {
		return false
	}
	p.facts.Picture.Bits = bits
	return p.at(64, 1).U8() == 0 && p.size(x1-x0+1, y1-y0+1)
}

// readTGA recognises Targa, which has no mark at its start: by the mark at its end, or by a header of which every field
// is legal and whose pixels just fill the file.
func readTGA(p *parser) bool {
	c := p.at(0, 18)
	id, mapped, kind := int64(c.U8()), c.U8(), c.U8()
	c.Skip(2)
	colors, colorBits := int64(c.LE16()), int64(c.U8())
	c.Skip(4)
	w, h, bits, descriptor := int(c.LE16()), int(c.LE16()), int(c.U8()), c.U8()
	const mark = "TRUEVISION-XFILE.\x00"
	marked := string(p.r.Bytes(p.r.Size()-int64(len(mark)), len(mark))) == mark
	if !c.OK() || mapped > 1 || kind == 0 || kind&^8 > 3 || !p.size(w, h) {
		return false
	}
	pic := p.facts.Picture
	pic.Alpha, pic.Bits, pic.Color = descriptor&15 != 0, 8, "rgb"
	switch kind &^ 8 {
	case 1:
		pic.Color = "palette"
	case 3:
		pic.Color = "gray"
	}
	legal := bits == 8 || bits == 15 || bits == 16 || bits == 24 || bits == 32
	if marked || kind > 3 || !legal || descriptor>>6 != 0 || mapped == 0 && colors+colorBits != 0 {
		return marked && legal
	}
	pixels := 18 + id + colors*((colorBits+7)/8) + int64(w)*int64(h)*int64((bits+7)/8)
	return pixels == p.r.Size()
}
