package raster

import "github.com/wamedia/wamedia/validate/media"

// readBoxedJXL finds the codestream in the boxes of a JPEG XL file (ISO/IEC 18181-2).
func readBoxedJXL(p *parser) bool {
	const maxBoxes = 1000
	at := int64(12)
	for range maxBoxes {
		c := p.at(at, 16)
		size, name, body := int64(c.U32()), string(c.Take(4)), at+8
		if size == 1 {
			size, body = int64(c.U64()), at+16
		}
		if size < 8 || size > p.r.Size()-at {
			size = p.r.Size() - at // the last box may leave its size open
		}
		switch name {
		case "jxlc":
			return p.jxl(body)
		case "jxlp":
			return p.jxl(body + 4)
		case "Exif", "xml ", "brob":
			p.facts.Picture.MetadataBytes += size
		}
		if at += size; body > p.r.Size() {
			break
		}
	}
	p.facts.Damagef(media.Truncated, "the file ends before its picture")
	return true
}

func readBareJXL(p *parser) bool { return p.jxl(0) }

// jxl reads the headers of a codestream at off (ISO/IEC 18181-1, annex D).
func (p *parser) jxl(off int64) bool {
	b := &lsbReader{data: p.r.Bytes(off+2, 64)}
	pic := p.facts.Picture
	p.sized(b.size())
	pic.Codec, pic.Bits, pic.Color = "jxl", 8, "rgb"
	if b.take(1) == 1 { // all defaults
		return b.whole(p)
	}
	if b.take(1) == 0 { // no extra fields
		b.colours(pic)
		return b.whole(p)
	}
	pic.Orientation = int(b.take(3)) + 1
	if b.take(1) == 1 { // the size it is meant to be shown at
		b.size()
	}
	if b.take(1) == 1 { // a preview: what follows it is not read
		return b.whole(p)
	}
	if b.take(1) == 1 {
		p.facts.Name = "JPEG XL image (animated)"
		b.animation()
	}
	b.colours(pic)
	return b.whole(p)
}

// whole notes a codestream that ends inside its headers.
func (b *lsbReader) whole(p *parser) bool {
	if b.pos > 8*len(b.data) {
		p.facts.Damagef(media.Truncated, "the file ends inside the picture's header")
	}
	return true
}

// lsbReader reads bits, the lowest of each byte first.
type lsbReader struct {
	data []byte
	pos  int
}

func (b *lsbReader) take(n int) uint32 {
	var v uint32
	for i := range n {
		if k := b.pos + i; k/8 < len(b.data) {
			v |= uint32(b.data[k/8]>>(k%8)&1) << i
		}
	}
	b.pos += n
	return v
}

// length reads a width or height: a selector, then 9, 13, 18 or 30 bits.
func (b *lsbReader) length() int {
	return int(b.take([...]int{9, 13, 18, 30}[b.take(2)])) + 1
}

// size reads a size header.
func (b *lsbReader) size() (w, h int) {
	small := b.take(1) == 1
	side := func() int {
		if small {
			return 8 * (int(b.take(5)) + 1)
		}
		return b.length()
	}
	h = side()
	switch b.take(3) {
	case 1:
		return h, h
	case 2:
		return h * 12 / 10, h
	case 3:
		return h * 4 / 3, h
	case 4:
		return h * 3 / 2, h
	case 5:
		return h * 16 / 9, h
	case 6:
		return h * 5 / 4, h
	case 7:
		return h * 2, h
	}
	return side(), h
}
