package isobmff

import (
	"slices"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/polyglot"
)

// describeRest says what stands behind the boxes, what else the bytes are, and what could not be read.
func (p *prober) describeRest() {
	polyglot.Note(&p.facts, p.r, p.top.junk, p.deep)
	if p.top.film {
		p.facts.Second = append(p.facts.Second, "MP4 video")
	}
	if pic := p.facts.Picture; pic != nil && slices.Contains(p.facts.Second, "MP4 video") {
		pic.Beside = append(pic.Beside, media.MotionFilm)
	}
	if p.w.left == 0 {
		p.facts.Undecide("structure", "the file has more boxes than are read of one file")
	}
	if p.w.full {
		p.facts.Undecide("structure", "descriptions and tables are longer than are read of one file")
	}
	p.facts.Unread(p.r.Err())
}
