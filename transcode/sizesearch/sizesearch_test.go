package sizesearch_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/wamedia/wamedia/transcode/sizesearch"
)

// encoder is one whose sizes follow a power of coarseness, with a wobble, as those of real ones do.
func encoder(scale, power, wobble float64, coarseness func(int) float64) func(int) ([]byte, error) {
	return func(quality int) ([]byte, error) {
		size := scale * math.Pow(coarseness(quality), -power) * (1 + wobble*math.Sin(float64(7*quality)))
		return make([]byte, int(size)), nil
	}
}

func TestSearchFillsTheLimitInFewEncodes(t *testing.T) {
	t.Parallel()
	const limit = 100_000
	measures := map[string]func(int) float64{"jpeg": sizesearch.JPEG, "webp": sizesearch.WebP}
	for name, coarseness := range measures {
		for _, power := range []float64{0.4, 0.65, 0.9, 1.3} {
			for _, times := range []float64{1.05, 1.2, 1.5, 1.75} { // over the limit at the ceiling
				t.Run(fmt.Sprint(name, power, times), func(t *testing.T) {
					t.Parallel()
					search := sizesearch.Search{Limit: limit, Ceiling: 90, Floor: 10, Coarseness: coarseness, Slope: 0.65}
					scale := times * limit * math.Pow(coarseness(90), power)
					found, err := search.Run(encoder(scale, power, 0.002, coarseness))
					if err != nil {
						t.Fatal(err)
					}
					if n := len(found.Data); n > limit || n < limit*85/100 {
						t.Errorf("%d bytes at quality %d, want a little under %d", n, found.Quality, limit)
					}
					if found.Encodes > 5 {
						t.Errorf("%d encodes, want at most 5", found.Encodes)
					}
				})
			}
		}
	}
}

func TestSearchEnds(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		size    func(quality int) int
		fits    bool
		quality int
		encodes int
	}{
		"fits at the ceiling":       {func(int) int { return 10 }, true, 90, 1},
		"fits at the limit":         {func(int) int { return 1000 }, true, 90, 1},
		"fits nowhere":              {func(q int) int { return 5000 + q }, false, 10, 3},
		"only the floor fits":       {func(q int) int { return 900 + 200*(q-10) }, true, 10, 6},
		"one step over the ceiling": {func(q int) int { return 1000 + 100*(q-89) }, true, 89, 3},
		"sizes do not fall":         {func(q int) int { return 1001 }, false, 10, 6},
		"sizes fall off a cliff":    {func(q int) int { return map[bool]int{true: 1 << 20, false: 1}[q > 50] }, true, 50, 6},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			search := sizesearch.Search{Limit: 1000, Ceiling: 90, Floor: 10, Coarseness: sizesearch.JPEG, Slope: 0.65, Tries: 6}
			tried := map[int]bool{}
			found, err := search.Run(func(q int) ([]byte, error) {
				if tried[q] || q < 10 || q > 90 {
					t.Errorf("quality %d tried again or out of bounds", q)
				}
				tried[q] = true
				return make([]byte, test.size(q)), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if (found.Data != nil) != test.fits || len(found.Data) > 1000 {
				t.Errorf("fits: %v with %d bytes, want %v", found.Data != nil, len(found.Data), test.fits)
			}
			if found.Encodes > test.encodes || found.Encodes != len(tried) {
				t.Errorf("%d encodes of %v, want at most %d", found.Encodes, tried, test.encodes)
			}
			if test.fits && found.Quality > test.quality {
				t.Errorf("quality %d, want at most %d", found.Quality, test.quality)
			}
		})
	}
}

func TestSearchTakesAKnownStart(t *testing.T) {
	t.Parallel()
	search := sizesearch.Search{
		Limit: 1000, Ceiling: 90, Floor: 10, Start: 50, First: make([]byte, 950), Coarseness: sizesearch.WebP, Slope: 1,
	}
	found, err := search.Run(func(q int) ([]byte, error) { return nil, fmt.Errorf("quality %d encoded for nothing", q) })
	if err != nil || found.Quality != 50 || found.Encodes != 0 || len(found.Data) != 950 {
		t.Errorf("got %d bytes at %d after %d encodes, %v", len(found.Data), found.Quality, found.Encodes, err)
	}
}

func TestSearchPassesErrorsOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	search := sizesearch.Search{Limit: 1, Ceiling: 90, Floor: 10, Coarseness: sizesearch.JPEG, Slope: 1}
	if _, err := search.Run(func(int) ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

func TestCoarsenessFalls(t *testing.T) {
	t.Parallel()
	for name, coarseness := range map[string]func(int) float64{"jpeg": sizesearch.JPEG, "webp": sizesearch.WebP} {
		for q := 1; q <= 100; q++ {
			if a, b := coarseness(q-1), coarseness(q); !(b <= a) || b < 1 {
				t.Errorf("%s: %v at %d, %v at %d", name, a, q-1, b, q)
			}
		}
	}
}
