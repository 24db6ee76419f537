package isobmff

import (
	"slices"

	"github.com/wamedia/wamedia/validate/media"
)

// A sample table may lead to the same bytes many times. A file of a few kilobytes then takes hours to decode.

// maxShared is how many times the bytes between its first and its last one the samples of a track may have together.
// Editors let a few samples share their bytes.
const maxShared = 4

func (s span) size() int64 { return s.end - s.start }

// extend widens the span of all samples by those of p.
func (s *samples) extend(p piece) {
	if p.size <= 0 || p.n <= 0 {
		return
	}
	if s.within.size() == 0 {
		s.within = span{p.off, p.end()}
		return
	}
	s.within.start, s.within.end = min(s.within.start, p.off), max(s.within.end, p.end())
}

// shared reports whether most samples stand in bytes of others.
func (s *samples) shared() bool {
	return s.bytes/maxShared > s.within.size()
}

// checkTotal looks whether the samples of all tracks, of so many bytes together, find room in the file. Samples behind
// its end have been noted already, as has a track whose samples share their bytes.
func (p *prober) checkTotal(bytes int64) {
	certain := func(d media.Damage) bool { return d.Kind != media.Suspect }
	if bytes <= p.r.Size() || slices.ContainsFunc(p.facts.Damage, certain) {
		return
	}
	p.facts.Damagef(media.Corrupt, "the samples say that they have %d bytes together, and the file has %d: many are the same bytes",
		bytes, p.r.Size())
}
