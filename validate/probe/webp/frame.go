package webp

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// frameHeader is the size of what stands in ANMF before the picture.
const frameHeader = 16

// readFrame reads one frame of an animation.
func (p *parser) readFrame(s span) {
	c := source.NewCursor(p.r.Bytes(s.off, int(min(s.size, frameHeader))))
	x, y := int(c.LE24())*2, int(c.LE24())*2
	w, h := int(c.LE24())+1, int(c.LE24())+1
	ms := int(c.LE24())
	c.Skip(1)
	if !c.OK() {
		p.frameFlaw("is cut after %d bytes", s.size)
		return
	}
	p.frames++
	pic := p.facts.Picture
	pic.AddStored(p.facts.MIME, ms, 1)
	m, alpha, flaw := p.content(span{s.off + frameHeader, s.size - frameHeader})
	switch {
	case flaw != "":
	case x+w > pic.Width || y+h > pic.Height:
		flaw = "lies partly outside the canvas"
	case m.width != w || m.height != h:
		flaw = fmt.Sprintf("is %d × %d pixels, but holds a picture of %d × %d", w, h, m.width, m.height)
	}
	if flaw != "" {
		p.frameFlaw("%s", flaw)
		return
	}
	p.note(m, alpha)
	if p.deep {
		p.repeats.note(p, s, alpha == nil && !m.alpha)
	}
	p.decode(fmt.Sprintf("frame %d", p.frames), m, alpha)
}

// frameFlaw notes the flaw of a frame; decoders refuse the whole animation for it.
func (p *parser) frameFlaw(format string, args ...any) {
	p.fail(media.Corrupt, "frame %d %s", max(1, p.frames), fmt.Sprintf(format, args...))
}

// content finds the picture in a frame, and the alpha before it.
func (p *parser) content(s span) (m image, alpha *span, flaw string) {
	end := s.off + s.size
	for at := s.off; at+8 <= end; {
		c := source.NewCursor(p.r.Bytes(at, 8))
		name, size := string(c.Take(4)), int64(c.LE32())
		if !c.OK() || at+8+size > end {
			return m, nil, fmt.Sprintf("holds chunk %q, which runs over its end", name)
		}
		body := span{at + 8, size}
		switch name {
		case "ALPH":
			alpha = &body
		case "VP8 ", "VP8L":
			m, flaw = p.header(name, body)
			if m.lossless {
				alpha = nil
			}
			if flaw != "" {
				flaw = "cannot be decoded: " + flaw
			}
			return m, alpha, flaw
		}
		at = body.off + size + size&1
	}
	return m, nil, "holds no picture"
}
