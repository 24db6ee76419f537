package raster

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/icc"
)

// readJP2 walks the boxes of a JPEG 2000 file (ISO/IEC 15444-1, annex I).
func readJP2(p *parser) bool {
	p.facts.Picture.Codec = "jpeg2000"
	const maxBoxes = 1000
	found := false
	at, end := int64(12), p.r.Size()
	for range maxBoxes {
		c := p.at(at, 16)
		size, name, body := int64(c.U32()), string(c.Take(4)), at+8
		switch size {
		case 0:
			size = end - at
		case 1:
			size, body = int64(c.U64()), at+16
		}
		if size < 8 || body > end {
			break
		}
		switch name {
		case "jp2h": // its boxes follow
			at = body
			continue
		case "ihdr":
			c := p.at(body, 11)
			h, w, n, bits := int(c.U32()), int(c.U32()), int(c.U16()), int(c.U8()&0x7f)+1
			p.sized(w, h)
			p.components(n, bits)
		case "colr":
			p.jp2Color(body)
		case "xml ", "uuid":
			p.facts.Picture.MetadataBytes += min(size, end-at)
		case "jp2c":
			found = true
			if size > end-at {
				p.facts.Damagef(media.Truncated, "the codestream at byte %d is %d bytes long; the file ends after %d", at, size, end-at)
			}
		}
		if size > end-at {
			break
		}
		at += size
	}
	if !found && len(p.facts.Damage) == 0 {
		p.facts.Damagef(media.Truncated, "the file ends before its picture")
	}
	return true
}

func (p *parser) components(n, bits int) {
	pic := p.facts.Picture
	pic.Bits, pic.Color, pic.Alpha = bits, "rgb", n == 2 || n == 4
	if n < 3 {
		pic.Color = "gray"
	}
}

// jp2Color reads a colour specification box.
func (p *parser) jp2Color(body int64) {
	const enumerated, profile = 1, 2
	const cmyk = 12
	c := p.at(body, 3+icc.HeaderSize)
	method := c.U8()
	c.Skip(2)
	switch {
	case method == enumerated && c.U32() == cmyk:
		p.facts.Picture.Color, p.facts.Picture.Alpha = "cmyk", false
	case method == profile:
		p.facts.Picture.ICC = icc.Space(c.Take(icc.HeaderSize))
	}
}

// readCodestream reads the SIZ segment of a bare codestream (ISO/IEC 15444-1, A.5.1).
func readCodestream(p *parser) bool {
	c := p.at(8, 32)
	x1, y1, x0, y0 := c.U32(), c.U32(), c.U32(), c.U32()
	c.Skip(16)
	c = p.at(40, 3)
	n, bits := int(c.U16()), int(c.U8()&0x7f)+1
	p.facts.Picture.Codec = "jpeg2000"
	p.sized(int(x1)-int(x0), int(y1)-int(y0))
	p.components(n, bits)
	return true
}
