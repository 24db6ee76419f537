package main

import (
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// text writes a line centred on x, its base line at y, size as a share of the height.
func (c *canvas) text(line string, x, y, size float64, col rgba) {
	parsed, err := opentype.Parse(gobold.TTF)
	check(err)
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size * float64(c.h), DPI: 72})
	check(err)
	mask := image.NewAlpha(image.Rect(0, 0, c.w, c.h))
	pen := font.Drawer{Dst: mask, Src: image.Opaque, Face: face}
	pen.Dot = fixed.P(int(x*float64(c.h)), int(y*float64(c.h)))
	pen.Dot.X -= pen.MeasureString(line) / 2
	pen.DrawString(line)
	for i := range c.px {
		ink := col
		ink.a *= float64(mask.AlphaAt(i%c.w, i/c.w).A) / 255
		c.px[i] = over(ink, c.px[i])
	}
}
