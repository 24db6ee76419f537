package gif

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// frame reads an image descriptor and the data behind it (GIF89a, 20 to 22).
func (p *parser) frame() {
	at := p.pos
	c := source.NewCursor(p.r.Bytes(at, 10))
	c.Skip(1)
	x, y, w, h := int(c.LE16()), int(c.LE16()), int(c.LE16()), int(c.LE16())
	flags := c.U8()
	if !c.OK() {
		p.cut("an image descriptor")
		return
	}
	p.pos += 10
	p.describe(x+w, y+h, flags)
	bits := source.NewCursor(p.r.Bytes(p.pos, 1)).U8()
	p.pos++
	data := p.pos
	whole := p.skip()
	if whole {
		p.count()
	}
	switch {
	case !whole:
		p.truncated(data)
	case bits < 1 || bits > 8:
		p.flaw(media.Corrupt, "has codes of %d bits to begin with; want 1 to 8", bits)
	case w == 0 || h == 0:
		p.flaw(media.Corrupt, "is %d × %d pixels", w, h)
	case p.deep:
		p.judgePixels(data, int(bits), w*h)
		if covers := x == 0 && y == 0 && w >= p.facts.Picture.Width && h >= p.facts.Picture.Height; p.frames == 1 && covers {
			p.lookForAlpha(data, int(bits), w*h)
		}
	}
}

// describe notes what a frame adds to the facts; right and bottom are where it ends.
func (p *parser) describe(right, bottom int, flags byte) {
	pic := p.facts.Picture
	bits := p.global
	if flags&0x80 != 0 {
		bits = int(flags&7) + 1
		p.pos += 3 << bits
	}
	pic.Bits = max(pic.Bits, bits)
	pic.Interlaced = pic.Interlaced || flags&0x40 != 0
	if p.frames == 0 { // decoders widen a screen that the first frame does not fit
		pic.Width, pic.Height = max(pic.Width, right), max(pic.Height, bottom)
	}
}

func (p *parser) count() {
	p.frames++
	p.facts.Picture.AddStored(p.facts.MIME, p.ms, 1)
	p.ms = 0
}

// truncated judges the frame that the file ends in.
func (p *parser) truncated(data int64) {
	if data < p.r.Size() {
		p.count() // decoders show as much of it as there is
	}
	p.broken = true
	p.facts.Damagef(media.Truncated, "the file ends at byte %d inside frame %d", p.r.Size(), max(p.frames, 1))
}

// flaw notes what is wrong with the last frame, once per file.
func (p *parser) flaw(kind media.DamageKind, format string, args ...any) {
	if p.flawed {
		return
	}
	p.flawed = true
	p.facts.Damagef(kind, "frame %d "+format, append([]any{p.frames}, args...)...)
}

// judgePixels follows the codes of the last frame.
func (p *parser) judgePixels(data int64, bits, want int) {
	switch pixels, sound := count(&subBlocks{r: p.r, pos: data}, bits, want); {
	case !sound:
		p.flaw(media.Corrupt, "holds a wrong LZW code after %d of %d pixels", pixels, want)
	case pixels < want:
		p.flaw(media.Corrupt, "holds only %d of %d pixels", pixels, want)
	}
}
