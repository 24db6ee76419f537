package scenes

import (
	"image"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// Motion is a scene that moves: a figure swings before nothing, or before a photograph that a camera moves over.
type Motion struct {
	w, h   int
	seed   uint64
	ground *image.RGBA // at half its size, as a film is softer than a photograph; nil where there is nothing
	figure *image.RGBA // nil where there is only a ground
	grain  float64
}

// NewSprite moves a drawing on nothing.
func NewSprite(w, h int, seed uint64) *Motion {
	size := min(w, h) * 3 / 4
	return &Motion{w: w, h: h, seed: seed, figure: premultiplied(NewDrawing(size, size, seed))}
}

// NewGhost moves a part of a photograph with soft edges on nothing.
func NewGhost(w, h int, seed uint64) *Motion {
	size := min(w, h) * 3 / 4
	return &Motion{w: w, h: h, seed: seed, figure: premultiplied(NewCutout(size, size, seed, 1))}
}

// NewPan moves a camera over a photograph, with the grain of its sensor anew in every frame, and perhaps a drawing
// before it.
func NewPan(w, h int, seed uint64, grain float64, figure bool) *Motion {
	m := &Motion{w: w, h: h, seed: seed, ground: premultiplied(NewPhoto(w*3/4, h*5/8, seed, 0).Image()), grain: grain}
	if figure {
		m.figure = NewSprite(w, h, seed).figure
	}
	return m
}

func premultiplied(m *image.NRGBA) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	draw.Draw(out, out.Rect, m, image.Point{}, draw.Src)
	return out
}

// Frame gives the picture at a time in seconds. It moves to and fro in a few seconds and then over again.
func (m *Motion) Frame(seconds float64) *image.NRGBA {
	canvas := image.NewRGBA(image.Rect(0, 0, m.w, m.h))
	swing := func(period float64) float64 { return math.Sin(2 * math.Pi * seconds / period) }
	if m.ground != nil {
		x, y := float64(m.w)/4*(1+swing(7)), float64(m.h)/8*(1+swing(5))
		draw.BiLinear.Transform(canvas, f64.Aff3{2, 0, -x, 0, 2, -y}, m.ground, m.ground.Rect, draw.Src, nil)
	}
	if m.figure != nil {
		half := float64(m.figure.Rect.Dx()) / 2
		sin, cos := math.Sincos(0.3 * swing(3))
		sin, cos = sin*(1+0.1*swing(2)), cos*(1+0.1*swing(2))
		x, y := float64(m.w)/2+0.1*float64(m.w)*swing(4), float64(m.h)/2+0.08*float64(m.h)*swing(2.5)
		to := f64.Aff3{cos, -sin, x - half*cos + half*sin, sin, cos, y - half*sin - half*cos}
		draw.BiLinear.Transform(canvas, to, m.figure, m.figure.Rect, draw.Over, nil)
	}
	out := image.NewNRGBA(canvas.Rect)
	draw.Draw(out, out.Rect, canvas, image.Point{}, draw.Src)
	m.noise(out, seconds)
	return out
}

// noise adds a sensor's.
func (m *Motion) noise(out *image.NRGBA, seconds float64) {
	if m.grain == 0 {
		return
	}
	random := rand.New(rand.NewPCG(m.seed, uint64(seconds*1e6)))
	for i := 0; i < len(out.Pix); i += 4 {
		n := m.grain * random.NormFloat64()
		for c := range 3 {
			out.Pix[i+c] = uint8(max(0, min(255, math.Round(float64(out.Pix[i+c])+n))))
		}
	}
}
