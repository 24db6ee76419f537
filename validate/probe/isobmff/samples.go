package isobmff

import "math"

// samples sums up where the samples of a track are.
type samples struct {
	n       int64 // samples found
	bytes   int64
	outside int64 // of them, samples that end behind the end of the file
	missing int64 // offset of the first byte of the first such sample
	inside  int64 // samples that overlap the header which speaks of them
	first   piece // the first sample that holds anything
}

// place is where samples may be.
type place struct {
	size   int64 // of the file
	header box   // where no sample can be: moov or moof
}

// add counts the samples of p and tells whether all of them are inside the file.
func (s *samples) add(p piece, where place) bool {
	s.n = clipSum(s.n, p.n)
	s.bytes = clipSum(s.bytes, p.bytes())
	if s.first.n == 0 && p.size > 0 && p.n > 0 {
		s.first = p
	}
	if p.size > 0 && p.off < where.header.end && p.end() > where.header.start {
		s.inside = clipSum(s.inside, p.n)
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
