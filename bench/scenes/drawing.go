package scenes

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// NewDrawing makes a figure of some shapes with dark outlines, on nothing, as stickers are drawn.
func NewDrawing(w, h int, seed uint64) *image.NRGBA {
	random := rand.New(rand.NewPCG(seed, 2))
	canvas := image.NewRGBA(image.Rect(0, 0, w, h))
	size := float64(min(w, h))
	body := blob(random, float64(w)/2, float64(h)/2, 0.40*size)
	fill(canvas, grow(body, 0.06*size), color.White)
	fill(canvas, grow(body, 0.02*size), color.RGBA{30, 25, 40, 255})
	fill(canvas, body, paint(random))
	for range 5 + random.IntN(6) {
		angle, far := 2*math.Pi*random.Float64(), 0.28*size*math.Sqrt(random.Float64())
		x, y := float64(w)/2+far*math.Cos(angle), float64(h)/2+far*math.Sin(angle)
		part := blob(random, x, y, size*(0.03+0.08*random.Float64()))
		fill(canvas, grow(part, 0.012*size), color.RGBA{30, 25, 40, 255})
		fill(canvas, part, paint(random))
	}
	out := image.NewNRGBA(canvas.Bounds())
	draw.Draw(out, out.Bounds(), canvas, image.Point{}, draw.Src)
	return out
}

func paint(random *rand.Rand) color.Color {
	tone := func() uint8 { return uint8(40 + random.IntN(216)) }
	return color.RGBA{tone(), tone(), tone(), 255}
}

// shape is a closed line round a middle.
type shape struct {
	x, y  float64
	reach []float64 // from the middle, in equal angles
}

func blob(random *rand.Rand, x, y, r float64) shape {
	s := shape{x: x, y: y}
	a, b := random.Float64()*0.15, random.Float64()*0.10
	p, q := random.Float64()*7, random.Float64()*7
	for i := range 180 {
		t := 2 * math.Pi * float64(i) / 180
		s.reach = append(s.reach, r*(1+a*math.Sin(2*t+p)+b*math.Sin(3*t+q)))
	}
	return s
}

func grow(s shape, by float64) shape {
	out := shape{x: s.x, y: s.y}
	for _, r := range s.reach {
		out.reach = append(out.reach, r+by)
	}
	return out
}

func fill(canvas *image.RGBA, s shape, c color.Color) {
	b := canvas.Bounds()
	pen := vector.NewRasterizer(b.Dx(), b.Dy())
	for i, r := range s.reach {
		t := 2 * math.Pi * float64(i) / float64(len(s.reach))
		x, y := float32(s.x+r*math.Cos(t)), float32(s.y+r*math.Sin(t))
		if i == 0 {
			pen.MoveTo(x, y)
		} else {
			pen.LineTo(x, y)
		}
	}
	pen.ClosePath()
	pen.Draw(canvas, b, image.NewUniform(c), image.Point{})
}
