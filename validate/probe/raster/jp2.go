package raster

import (
	"github.com/wamedia/wamedia/internal/saturate"
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
			p.compareCodestream(body)
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

// compareCodestream compares the codestream at off with the header of the file: readers trust one or the other, and some
// crash where they differ.
func (p *parser) compareCodestream(off int64) {
	pic := p.facts.Picture
	width, height := pic.Width, pic.Height
	s := p.siz(off)
	if !s.ok || len(p.facts.Damage) > 0 {
		return
	}
	if s.width != int64(width) || s.height != int64(height) {
		p.facts.Damagef(media.Corrupt, "the header says %d × %d pixels, the codestream %d × %d", width, height, s.width, s.height)
		return
	}
	s.judge(p)
}

// readCodestream reads a bare codestream.
func readCodestream(p *parser) bool {
	p.facts.Picture.Codec = "jpeg2000"
	s := p.siz(0)
	p.sized(int(s.width), int(s.height))
	p.components(s.components, s.bits)
	if s.ok && s.width > 0 && s.height > 0 {
		s.judge(p)
	}
	return true
}

// siz is what the SIZ segment of a codestream says (ISO/IEC 15444-1, A.5.1).
type siz struct {
	ok                    bool
	width, height         int64
	tileWidth, tileHeight int64
	tileLeft, tileTop     int64
	left, top             int64
	components, bits      int
	sampled               [2]uint8 // of the component that is sampled the least: 0 is not allowed
}

// siz reads the SIZ segment of the codestream at off.
func (p *parser) siz(off int64) siz {
	c := p.at(off+2, 43)
	marker := c.U16()
	c.Skip(4)
	x1, y1 := int64(c.U32()), int64(c.U32())
	s := siz{left: int64(c.U32()), top: int64(c.U32())}
	s.width, s.height = x1-s.left, y1-s.top
	s.tileWidth, s.tileHeight = int64(c.U32()), int64(c.U32())
	s.tileLeft, s.tileTop = int64(c.U32()), int64(c.U32())
	s.components, s.bits = int(c.U16()), int(c.U8()&0x7f)+1
	s.sampled = [2]uint8{c.U8(), c.U8()}
	s.ok = c.OK() && marker == 0xff51
	each := p.at(off+42, 3*min(s.components, 1<<14))
	for range min(s.components, 1<<14) {
		each.Skip(1)
		h, v := each.U8(), each.U8()
		if each.OK() && h*v == 0 {
			s.sampled = [2]uint8{h, v}
		}
	}
	return s
}

// judge notes sizes that no picture has, and at which readers crash.
func (s siz) judge(p *parser) {
	const maxTiles = 65535
	switch {
	case s.components == 0 || s.components > 1<<14:
		p.facts.Damagef(media.Corrupt, "the codestream of %d × %d pixels has %d components; want 1 to 16384", s.width, s.height, s.components)
	case s.sampled[0] == 0 || s.sampled[1] == 0:
		p.facts.Damagef(media.Corrupt, "a component of the %d × %d pixels is sampled every %d × %d", s.width, s.height, s.sampled[0], s.sampled[1])
	case s.tileWidth == 0 || s.tileHeight == 0 || s.tileLeft > s.left || s.tileTop > s.top ||
		s.tileLeft+s.tileWidth <= s.left || s.tileTop+s.tileHeight <= s.top:
		p.facts.Damagef(media.Corrupt, "tiles of %d × %d from %d, %d on do not cover the %d × %d pixels", s.tileWidth, s.tileHeight, s.tileLeft, s.tileTop, s.width, s.height)
	case saturate.Mul((s.width-1)/s.tileWidth+1, (s.height-1)/s.tileHeight+1) > maxTiles:
		p.facts.Damagef(media.Corrupt, "tiles of %d × %d for %d × %d pixels are more than %d", s.tileWidth, s.tileHeight, s.width, s.height, maxTiles)
	}
}
