package png

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// animation is what the chunks of an animated PNG say (PNG, third edition, 11.3.6).
type animation struct {
	frames uint32 // that acTL announces; 0 without a valid one
	there  int    // frames that are there
	open   bool   // the last frame has no data yet
	width  uint32 // of the last frame
	height uint32
	flaw   string // the first
}

// control reads acTL, which counts only before the picture data.
func (a *animation) control(p *parser, c chunk) {
	b := source.NewCursor(p.r.Bytes(c.off, int(min(c.size, 8))))
	frames, plays := b.U32(), int(b.U32())
	if !b.OK() || frames == 0 || p.data > 0 || a.frames > 0 {
		return
	}
	a.frames = frames
	p.facts.Name = "PNG image (animated)"
	p.facts.Picture.Loop = &plays
}

// frame reads fcTL.
func (a *animation) frame(p *parser, c chunk) {
	b := source.NewCursor(p.r.Bytes(c.off, int(min(c.size, 26))))
	b.Skip(4)
	w, h, x, y := b.U32(), b.U32(), b.U32(), b.U32()
	num, den := int(b.U16()), int(b.U16())
	if a.frames == 0 || !b.OK() {
		return
	}
	if den == 0 {
		den = 100
	}
	width, height := uint64(p.header.width), uint64(p.header.height)
	if w == 0 || h == 0 || uint64(x)+uint64(w) > width || uint64(y)+uint64(h) > height {
		a.note("frame %d does not lie inside the picture", a.there+1)
	}
	if a.open {
		a.note("frame %d has no data", a.there)
	}
	a.there++
	p.facts.Picture.AddStored(p.facts.MIME, num*1000/den, 1)
	a.width, a.height, a.open = w, h, true
	if p.data == 0 {
		a.open = false // its data is the picture's
	}
}

// data reads fdAT; with deep, the data of the frame that it starts.
func (a *animation) data(p *parser, c chunk) {
	if a.frames == 0 || !a.open {
		return
	}
	a.open = false
	if !p.deep || a.flaw != "" {
		return
	}
	flaw := p.inflate(&stream{r: p.r, name: "fdAT", skip: 4, pos: c.off - 8}, a.width, a.height)
	p.blame(fmt.Sprintf("frame %d", a.there), flaw)
}

func (a *animation) note(format string, args ...any) {
	if a.flaw == "" {
		a.flaw = fmt.Sprintf(format, args...)
	}
}

// judge fills in the frames that are there, and holds them against what was announced.
func (a *animation) judge(p *parser) {
	if a.frames == 0 {
		return
	}
	p.facts.Picture.Frames = max(1, a.there)
	if a.open {
		a.note("frame %d has no data", a.there)
	}
	if int64(a.there) != int64(a.frames) {
		a.note("%d frames are announced and %d are there", a.frames, a.there)
	}
	switch {
	case a.flaw == "":
	case p.end < 0:
		p.facts.Damagef(media.Truncated, "the animation is cut: %s", a.flaw)
	default:
		p.facts.Damagef(media.Suspect, "the animation is flawed: %s", a.flaw)
	}
}
