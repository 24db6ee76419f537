// Package sizesearch finds the best quality whose output stays within a limit, in as few encodes as it can.
package sizesearch

import (
	"math"
	"sort"
)

// goodEnough is the share of the limit that ends a search which does not say its own.
const goodEnough = 0.9

// Search says what is looked for. Sizes of most encoders follow a power of some measure of coarseness, so two
// encodes foretell a third well.
type Search struct {
	// Limit in bytes that the result must not pass.
	Limit int
	// Ceiling and Floor are the qualities that are tried at most and at least.
	Ceiling, Floor int
	// Start is the first quality to try; 0 is Ceiling.
	Start int
	// First is what Start gives, where that is known already.
	First []byte
	// Coarseness maps a quality to a number whose logarithm goes against that of the size in a line.
	Coarseness func(quality int) float64
	// Slope of that line, to begin with: how much the logarithm of the size falls per unit of that of coarseness.
	Slope float64
	// Use is the share of Limit that is good enough; default 0.9.
	Use float64
	// Tries is the most encodes; default 6.
	Tries int
}

// Found is the end of a Search.
type Found struct {
	// Data is the best output within the limit; nil when none was.
	Data []byte
	// Quality of Data, or the lowest that was tried when there is none.
	Quality int
	// Smallest is the least size met.
	Smallest int
	// Encodes that were made.
	Encodes int
}

// point is one encode.
type point struct{ quality, size int }

// Run encodes at one quality after another.
func (s Search) Run(encode func(quality int) ([]byte, error)) (Found, error) {
	if s.Use == 0 {
		s.Use = goodEnough
	}
	if s.Tries == 0 {
		s.Tries = 6
	}
	if s.Start == 0 {
		s.Start = s.Ceiling
	}
	var points []point
	var found Found
	quality, data := s.Start, s.First
	for {
		if data == nil {
			var err error
			if data, err = encode(quality); err != nil {
				return found, err
			}
			found.Encodes++
		}
		points = append(points, point{quality, len(data)})
		found.note(quality, data, s.Limit)
		next, more := s.next(points)
		if !more {
			return found, nil
		}
		quality, data = next, nil
	}
}

// note takes an encode into account.
func (f *Found) note(quality int, data []byte, limit int) {
	if f.Smallest == 0 || len(data) < f.Smallest {
		f.Smallest = len(data)
	}
	switch {
	case len(data) <= limit && (f.Data == nil || quality > f.Quality):
		f.Data, f.Quality = data, quality
	case f.Data == nil:
		f.Quality = quality
	}
}

// next is the quality to try after points; false when the search is over.
func (s Search) next(points []point) (int, bool) {
	low, high := s.Floor-1, s.Ceiling+1 // the best that fits and the worst that does not
	best := 0
	for _, p := range points {
		if p.size <= s.Limit && p.quality > low {
			low, best = p.quality, p.size
		}
		if p.size > s.Limit && p.quality < high {
			high = p.quality
		}
	}
	enough := best > 0 && float64(best) >= s.Use*float64(s.Limit)
	if high-low <= 1 || enough || len(points) >= s.Tries {
		return 0, false
	}
	return min(max(s.predict(points), low+1), high-1), true
}

// Guess is the quality to start with where one is foretold to give a size.
func (s Search) Guess(quality, size int) int {
	if s.Use == 0 {
		s.Use = goodEnough
	}
	return s.predict([]point{{quality, size}})
}

// sure is how near to the limit a prediction may come where the next step is further from what is aimed at.
const sure = 0.985

// predict is the quality whose size should be a little under the limit.
func (s Search) predict(points []point) int {
	a, slope := s.line(points)
	target := float64(s.Limit) * (1 + s.Use) / 2
	above := math.Inf(1)
	for q := s.Ceiling; q > s.Floor; q-- {
		size := float64(a.size) * math.Pow(s.Coarseness(q)/s.Coarseness(a.quality), -slope)
		if size > target {
			above = size
			continue
		}
		if above-target < target-size && above <= sure*float64(s.Limit) {
			return q + 1
		}
		return q
	}
	return s.Floor
}

// line is the point nearest to the limit and the slope there: to the nearest on the other side of the limit, or else to the
// next one.
func (s Search) line(points []point) (point, float64) {
	p := append([]point(nil), points...)
	distance := func(p point) float64 { return math.Abs(math.Log(float64(p.size) / float64(s.Limit))) }
	sort.SliceStable(p, func(i, j int) bool { return distance(p[i]) < distance(p[j]) })
	over := func(p point) bool { return p.size > s.Limit }
	sort.SliceStable(p[1:], func(i, j int) bool { return over(p[1+i]) != over(p[0]) && over(p[1+j]) == over(p[0]) })
	if len(p) == 1 {
		return p[0], s.Slope
	}
	run := math.Log(s.Coarseness(p[1].quality)) - math.Log(s.Coarseness(p[0].quality))
	rise := math.Log(float64(p[0].size)) - math.Log(float64(p[1].size))
	if slope := rise / run; slope > s.Slope/4 && slope < s.Slope*4 {
		return p[0], slope
	}
	return p[0], s.Slope
}

// JPEG is the coarseness of a quality of libjpeg: the factor of its quantisation tables, in per cent.
func JPEG(quality int) float64 {
	if quality < 50 {
		return 5000 / float64(max(1, quality))
	}
	return max(1, 200-2*float64(quality))
}

// WebP is the coarseness of a quality of libwebp: its quantiser, with an offset that makes sizes follow a power of
// it up to quality 100.
func WebP(quality int) float64 {
	linear := float64(quality) / 100
	if linear < 0.75 {
		linear *= 2.0 / 3
	} else {
		linear = 2*linear - 1
	}
	return 8 + 127*(1-math.Cbrt(linear))
}
