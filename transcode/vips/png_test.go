//go:build vips && cgo

package vips_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

// drawn sets every pixel of a picture.
func drawn(model func(x, y int) color.Color, img interface {
	image.Image
	Set(x, y int, c color.Color)
}) image.Image {
	b := img.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			img.Set(x, y, model(x, y))
		}
	}
	return img
}

// Every sort of PNG becomes 8-bit RGB(A) with no value changed that 8 bits can hold.
func TestPNGIsKeptExact(t *testing.T) {
	t.Parallel()
	box := image.Rect(0, 0, 64, 48)
	soft := func(x, y int) color.Color { return color.NRGBA{uint8(4 * x), uint8(5 * y), 90, uint8(255 - 3*x)} }
	opaque := func(x, y int) color.Color { return color.NRGBA{uint8(4 * x), uint8(5 * y), 90, 255} }
	deep := func(x, y int) color.Color {
		return color.NRGBA64{uint16(1028*x) | 0x0101, uint16(1285*y) & 0xff00, 0x5a5a, uint16(0xffff - 771*x)}
	}
	clear := color.Palette{color.NRGBA{}, color.NRGBA{250, 20, 20, 255}, color.NRGBA{20, 20, 250, 128}}
	index := func(x, y int) color.Color { return clear[(x/8+y/8)%3] }
	interlaced := func(img image.Image) []byte { return convert(t, img, ".png[interlace]") }
	var oneBit bytes.Buffer
	if err := png.Encode(&oneBit, drawn(func(x, y int) color.Color { return color.Gray{uint8(255 * ((x ^ y) & 1))} },
		image.NewPaletted(box, color.Palette{color.Gray{0}, color.Gray{255}}))); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		source []byte
		bands  int
		exact  bool
	}{
		"RGB":              {asPNG(t, drawn(opaque, image.NewNRGBA(box))), 3, true},
		"interlaced RGB":   {interlaced(drawn(opaque, image.NewNRGBA(box))), 3, true},
		"RGBA":             {asPNG(t, drawn(soft, image.NewNRGBA(box))), 4, true},
		"interlaced RGBA":  {interlaced(drawn(soft, image.NewNRGBA(box))), 4, true},
		"palette and tRNS": {asPNG(t, drawn(index, image.NewPaletted(box, clear))), 4, true},
		"1 bit":            {oneBit.Bytes(), 3, true},
		"16-bit RGBA":      {asPNG(t, drawn(deep, image.NewNRGBA64(box))), 4, false},
		"with a profile":   {convert(t, drawn(deep, image.NewNRGBA64(box)), ".png[profile=srgb]"), 4, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, made := still(t, test.source, job.Request{MIME: "image/png", KeepAlpha: true}, test.bands)
			if made.MIME != "image/png" || made.Untouched != test.exact || made.Quality != 0 {
				t.Errorf("got %+v", made)
			}
			want := decoded(t, test.source)
			for _, at := range [][2]int{{0, 0}, {5, 40}, {31, 17}, {32, 17}, {63, 47}} {
				near(t, got, at[0], at[1], color.NRGBAModel.Convert(want.At(at[0], at[1])).(color.NRGBA), 1)
			}
		})
	}
}
