package validate

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
)

// Set judges files by what they have in common with those before them: the cards of a carousel, one folder each. It
// keeps what it compares and nothing else. The zero value is ready.
type Set struct {
	first map[string]ratio
}

// ratio of the first file of a folder, and its name.
type ratio struct {
	value float64
	name  string
}

// ratioSlack is how far, in parts, two ratios may differ and still look one.
const ratioSlack = 0.02

// Add compares a judged file with those before it and adds to its findings. Files are to be added in a stable order.
func (s *Set) Add(p Policy, r *Result) {
	rules := rulesProfile
	rule := &rules[slices.IndexFunc(rules, func(r Rule) bool { return r.ID == carouselRatio })]
	severity := p.severity(rule)
	if p.Profile != rule.Profile || severity == Off {
		return
	}
	r.add(rule, severity, s.compare(r))
}

func (s *Set) compare(r *Result) Outcome {
	w, h := uprightSize(&r.Facts)
	if w == 0 || h == 0 {
		return Outcome{}
	}
	mine := ratio{value: float64(w) / float64(h), name: filepath.Base(r.Name)}
	dir := filepath.Dir(r.Name)
	before, ok := s.first[dir]
	if !ok {
		if s.first == nil {
			s.first = map[string]ratio{}
		}
		s.first[dir] = mine
		return Outcome{}
	}
	if math.Abs(math.Log(mine.value/before.value)) <= ratioSlack {
		return Outcome{}
	}
	return fail(fmt.Sprintf("%d×%d pixels, %.2f:1", w, h, mine.value), fmt.Sprintf("%.2f:1 as %s has", before.value, before.name))
}
