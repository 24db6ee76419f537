package scenes

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// NewScreen makes a picture of a screen: cards with lines of text upon a plain ground. Its corners are transparent, as
// window managers leave them.
func NewScreen(w, h int, seed uint64) (*image.NRGBA, error) {
	random := rand.New(rand.NewPCG(seed, 3))
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("the font of a screen: %w", err)
	}
	unit := w / 40
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(unit), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("the font of a screen: %w", err)
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	box(out, out.Bounds(), color.NRGBA{240, 242, 245, 255})
	pen := font.Drawer{Dst: out, Src: image.NewUniform(color.NRGBA{20, 24, 30, 255}), Face: face}
	for y := unit; y+6*unit < h; y += 7 * unit {
		card(out, &pen, random, y, unit)
	}
	for _, corner := range []image.Point{{}, {w - unit, 0}, {0, h - unit}, {w - unit, h - unit}} {
		box(out, image.Rectangle{corner, corner.Add(image.Pt(unit, unit))}, color.NRGBA{})
	}
	return out, nil
}

// card is a white box with a coloured mark and some lines.
func card(out *image.NRGBA, pen *font.Drawer, random *rand.Rand, y, unit int) {
	box(out, image.Rect(unit, y, out.Bounds().Dx()-unit, y+6*unit), color.NRGBA{255, 255, 255, 255})
	c, _ := color.NRGBAModel.Convert(paint(random)).(color.NRGBA)
	box(out, image.Rect(2*unit, y+unit, 6*unit, y+5*unit), c)
	for row := range 3 {
		pen.Dot = fixed.P(7*unit, y+2*unit+row*unit*3/2)
		pen.DrawString(words(random, 30+random.IntN(20)))
	}
}

func words(random *rand.Rand, n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = "etaoin shrdlu cmfwyp vbgkqjxz "[random.IntN(30)]
	}
	return string(text)
}

func box(out *image.NRGBA, r image.Rectangle, c color.NRGBA) {
	draw.Draw(out, r, image.NewUniform(c), image.Point{}, draw.Src)
}
