// Package saturate does arithmetic on numbers that a file claims. A result that does not fit becomes the nearest number
// that does, so that no claim makes a size small, negative or undefined.
package saturate

import (
	"math"
	"math/bits"
)

// Mul is the product of a and b.
func Mul(a, b int64) int64 {
	high, low := bits.Mul64(magnitude(a), magnitude(b))
	negative := (a < 0) != (b < 0)
	switch {
	case (high > 0 || low > math.MaxInt64) && negative:
		return math.MinInt64
	case high > 0 || low > math.MaxInt64:
		return math.MaxInt64
	case negative:
		return -int64(low)
	}
	return int64(low)
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// Add is the sum of a and b.
func Add(a, b int64) int64 {
	switch sum := a + b; {
	case a > 0 && b > 0 && sum < 0:
		return math.MaxInt64
	case a < 0 && b < 0 && sum >= 0:
		return math.MinInt64
	default:
		return sum
	}
}

// Area is width times height; 0 where one of them is not positive.
func Area(width, height int) int64 {
	return Mul(int64(max(0, width)), int64(max(0, height)))
}

// Int is f without its fraction; 0 for what is no number.
func Int(f float64) int {
	switch {
	case math.IsNaN(f):
		return 0
	case f >= math.MaxInt:
		return math.MaxInt
	case f <= math.MinInt:
		return math.MinInt
	}
	return int(f)
}
