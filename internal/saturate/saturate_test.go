package saturate_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/wamedia/wamedia/internal/saturate"
)

// edges are the numbers at which 64-bit arithmetic goes wrong.
func edges() []int64 {
	return []int64{
		math.MinInt64, math.MinInt64 + 1, -1 << 32, -3, -1, 0, 1, 2, 512, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32,
		3037000499, 3037000500, math.MaxInt64 - 1, math.MaxInt64,
	}
}

// nearest is the 64-bit number nearest to an exact result.
func nearest(exact *big.Int) int64 {
	switch {
	case exact.IsInt64():
		return exact.Int64()
	case exact.Sign() < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}

func TestResultsAreTheNearest(t *testing.T) {
	t.Parallel()
	for _, a := range edges() {
		for _, b := range edges() {
			x, y := big.NewInt(a), big.NewInt(b)
			if got, want := saturate.Mul(a, b), nearest(new(big.Int).Mul(x, y)); got != want {
				t.Errorf("%d × %d = %d, want %d", a, b, got, want)
			}
			if got, want := saturate.Add(a, b), nearest(new(big.Int).Add(x, y)); got != want {
				t.Errorf("%d + %d = %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestArea(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		width, height int
		want          int64
	}{
		{3, 4, 12}, {1<<32 - 1, 1<<32 - 1, math.MaxInt64}, {math.MaxInt, math.MaxInt, math.MaxInt64}, {-1, -1, 0}, {0, 7, 0},
		{math.MinInt, math.MaxInt, 0},
	} {
		if got := saturate.Area(test.width, test.height); got != test.want {
			t.Errorf("%d × %d = %d, want %d", test.width, test.height, got, test.want)
		}
	}
}

func TestInt(t *testing.T) {
	t.Parallel()
	for f, want := range map[float64]int{
		1.9: 1, -1.9: -1, 1e300: math.MaxInt, -1e300: math.MinInt, math.Inf(1): math.MaxInt, math.Inf(-1): math.MinInt,
	} {
		if got := saturate.Int(f); got != want {
			t.Errorf("Int(%g) = %d, want %d", f, got, want)
		}
	}
	if got := saturate.Int(math.NaN()); got != 0 {
		t.Errorf("Int(NaN) = %d, want 0", got)
	}
}
