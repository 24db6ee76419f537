package scenes

import (
	"image"
	"math"
	"math/rand/v2"
)

// NewCutout makes a part of a photograph on nothing, with an edge that fades over some pixels.
func NewCutout(w, h int, seed uint64, grain float64) *image.NRGBA {
	out := NewPhoto(w, h, seed, grain).Image()
	size := float64(min(w, h))
	outline := blob(rand.New(rand.NewPCG(seed, 4)), float64(w)/2, float64(h)/2, 0.38*size)
	fade := 0.03 * size
	for y := range h {
		for x := range w {
			inside := outline.depth(float64(x), float64(y))
			alpha := max(0, min(1, 0.5+inside/fade))
			at := out.PixOffset(x, y)
			out.Pix[at+3] = uint8(math.Round(255 * alpha))
			if alpha == 0 {
				clear(out.Pix[at : at+3])
			}
		}
	}
	return out
}

// depth tells how far inside the shape a point lies, about; negative outside.
func (s shape) depth(x, y float64) float64 {
	dx, dy := x-s.x, y-s.y
	turn := math.Atan2(dy, dx) / (2 * math.Pi)
	if turn < 0 {
		turn++
	}
	at := turn * float64(len(s.reach))
	i := int(at)
	here, next := s.reach[i%len(s.reach)], s.reach[(i+1)%len(s.reach)]
	return here + (next-here)*(at-float64(i)) - math.Hypot(dx, dy)
}
