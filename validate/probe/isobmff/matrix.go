package isobmff

import (
	"math"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// matrix is the part of a transformation matrix that turns and scales: a, b, c, d (ISO/IEC 14496-12, 6.2.2).
type matrix [4]float64

var identity = matrix{1, 0, 0, 1}

// readMatrix reads nine fixed-point numbers.
func readMatrix(c *source.Cursor) matrix {
	fixed := func() float64 { return float64(int32(c.U32())) / (1 << 16) }
	a, b := fixed(), fixed()
	c.Skip(4)
	cc, d := fixed(), fixed()
	c.Skip(4 + 12)
	if !c.OK() {
		return identity
	}
	return matrix{a, b, cc, d}
}

// times applies m first and n after it.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
	}
}

// rotation is the turn in degrees clockwise: 0, 90, 180 or 270. Other angles count as none, as players do.
func (m matrix) rotation() int {
	if m[0] == 0 && m[1] == 0 {
		return 0
	}
	angle := math.Atan2(m[1], m[0]) * 180 / math.Pi
	quarter := math.Round(angle / 90)
	if math.Abs(angle-90*quarter) > 1 {
		return 0
	}
	return (int(quarter)*90 + 360) % 360
}
