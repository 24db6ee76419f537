package isobmff

import (
	"math"
	"sort"
)

// samples sums up where the samples of a track are.
type samples struct {
	n       int64 // samples found
	bytes   int64
	outside int64 // of them, samples that end behind the end of the file
	missing int64 // offset of the first byte of the first such sample
	inside  int64 // samples that overlap the header which speaks of them
	astray  int64 // samples that stand in the file, but not in its media data (mdat)
	first   piece // the first sample that holds anything
	within  span  // from the lowest first byte to the highest last one
}

// place is where samples may be.
type place struct {
	size   int64 // of the file
	boxed  int64 // where its boxes end
	header box   // where no sample can be: moov or moof
	media  []span
}

// span is a stretch of the file.
type span struct{ start, end int64 }

// holds reports whether a piece stands in one of the spans as a whole.
func (w place) holds(p piece) bool {
	i := sort.Search(len(w.media), func(i int) bool { return w.media[i].end > p.off })
	return i < len(w.media) && w.media[i].start <= p.off && p.end() <= w.media[i].end
}

// trails reports whether a piece stands behind all boxes: what wrote the file gave the media data too small a size.
func (w place) trails(p piece) bool {
	return len(w.media) > 0 && p.off >= w.media[len(w.media)-1].start && w.size > w.boxed && p.end() > w.boxed
}

// add counts the samples of p and tells whether all of them are inside the file.
func (s *samples) add(p piece, where place) bool {
	s.n = clipSum(s.n, p.n)
	s.bytes = clipSum(s.bytes, p.bytes())
	s.extend(p)
	if s.first.n == 0 && p.size > 0 && p.n > 0 {
		s.first = p
	}
	if p.size > 0 && p.off < where.header.end && p.end() > where.header.start {
		s.inside = clipSum(s.inside, p.n)
	}
	if p.size > 0 && p.n > 0 && p.end() <= where.size && !where.holds(p) && !where.trails(p) {
		s.astray = clipSum(s.astray, p.n)
	}
	if p.end() <= where.size || p.size == 0 {
		return true
	}
	inside := max(0, where.size-p.off) / p.size
	if s.outside == 0 {
		s.missing = p.off + inside*p.size
	}
	s.outside = clipSum(s.outside, p.n-inside)
	return false
}

func clipSum(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
