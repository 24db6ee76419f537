package pixel_test

import (
	"image/color"
	"testing"

	"github.com/wamedia/wamedia/transcode/pixel"
)

func TestEdgesOn(t *testing.T) {
	t.Parallel()
	white, black, gray := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 0, 255}, color.RGBA{128, 128, 128, 255}
	drawn := func(paint func(x, y int) color.NRGBA) pixel.Raster {
		r := pixel.New(160, 80, 4)
		for i := range r.Width * r.Height {
			c := paint(i%r.Width, i/r.Width)
			copy(r.Pix[4*i:], []byte{c.R, c.G, c.B, c.A})
		}
		return r
	}
	bars := func(c, other color.NRGBA) pixel.Raster {
		return drawn(func(x, y int) color.NRGBA {
			switch {
			case x%16 < 6 && y < 40:
				return c
			case x%16 < 6:
				return other
			}
			return color.NRGBA{}
		})
	}
	light, dark := color.NRGBA{240, 240, 240, 255}, color.NRGBA{15, 15, 15, 255}
	for name, c := range map[string]struct {
		in   pixel.Raster
		want [3]float64 // on white, black and gray
	}{
		"light":           {bars(light, light), [3]float64{0, 1, 1}},
		"dark":            {bars(dark, dark), [3]float64{1, 0, 1}},
		"half seen light": {bars(color.NRGBA{255, 255, 255, 128}, color.NRGBA{255, 255, 255, 128}), [3]float64{0, 1, 1}},
		"light and dark":  {bars(light, dark), [3]float64{0.5, 0.5, 1}},
		"red":             {bars(color.NRGBA{200, 0, 0, 255}, color.NRGBA{200, 0, 0, 255}), [3]float64{1, 1, 1}},
		"nothing":         {pixel.New(9, 9, 4), [3]float64{1, 1, 1}},
		"one pixel":       {pixel.New(1, 1, 4), [3]float64{1, 1, 1}},
		"light on a badge": {drawn(func(x, y int) color.NRGBA {
			switch {
			case y < 8 || y > 72:
				return color.NRGBA{}
			case x%16 < 6 && y > 30 && y < 50:
				return light
			}
			return color.NRGBA{180, 20, 20, 255}
		}), [3]float64{1, 1, 1}},
	} {
		got := c.in.EdgesOn(white, black, gray)
		for i, share := range got {
			if share < c.want[i]-0.12 || share > c.want[i]+0.12 {
				t.Errorf("%s: got %.2f, want %.2f", name, got, c.want)
				break
			}
		}
	}
}
