//go:build vips && cgo

package vips_test

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

// box is a picture of one colour with a smaller picture in it.
func box(ground color.NRGBA, size image.Rectangle, inner *image.NRGBA, at image.Point) *image.NRGBA {
	img := image.NewNRGBA(size)
	draw.Draw(img, img.Rect, image.NewUniform(ground), image.Point{}, draw.Src)
	draw.Draw(img, inner.Rect.Add(at), inner, image.Point{}, draw.Src)
	return img
}

// The corners of the photo tell where it ends on the canvas.
func TestStickerIsLaidOutAsAskedFor(t *testing.T) {
	t.Parallel()
	white := color.NRGBA{255, 255, 255, 255}
	framed := box(nothing, image.Rect(0, 0, 700, 500), photo(200, 100), image.Pt(90, 310))
	printed := box(white, image.Rect(0, 0, 700, 500), photo(200, 100), image.Pt(90, 310))
	tests := map[string]struct {
		source []byte
		req    job.Request
		inside image.Rectangle // of the canvas
	}{
		"a margin":                {asPNG(t, photo(400, 400)), job.Request{MIME: "image/png", Margin: 16}, image.Rect(16, 16, 496, 496)},
		"a margin, wide":          {asPNG(t, photo(400, 200)), job.Request{MIME: "image/png", Margin: 56}, image.Rect(56, 156, 456, 356)},
		"covered":                 {asPNG(t, photo(400, 400)), job.Request{MIME: "image/png", Fit: "cover"}, image.Rect(0, 0, 512, 512)},
		"covered, margin":         {asPNG(t, photo(400, 400)), job.Request{MIME: "image/png", Fit: "cover", Margin: 100}, image.Rect(100, 100, 412, 412)},
		"trimmed":                 {asPNG(t, framed), job.Request{MIME: "image/png", Trim: true}, image.Rect(0, 128, 512, 384)},
		"trimmed of white":        {asJPEG(t, printed, 95), job.Request{MIME: "image/jpeg", Trim: true}, image.Rect(0, 128, 512, 384)},
		"trimmed, margin":         {asPNG(t, printed), job.Request{MIME: "image/png", Trim: true, Margin: 56}, image.Rect(56, 156, 456, 356)},
		"trimmed, of a turned":    {oriented(asJPEG(t, turned(printed, 8), 95), 8), job.Request{MIME: "image/jpeg", Trim: true}, image.Rect(0, 128, 512, 384)},
		"nothing to trim":         {asPNG(t, photo(400, 200)), job.Request{MIME: "image/png", Trim: true}, image.Rect(0, 128, 512, 384)},
		"a sticker with a margin": {convert(t, photo(512, 512), ".webp"), job.Request{MIME: "image/webp", Margin: 6}, image.Rect(6, 6, 506, 506)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img, _ := sticker(t, test.source, test.req)
			in := test.inside.Inset(12)
			near(t, img, in.Min.X, in.Min.Y, color.NRGBA{220, 30, 30, 255}, 30)
			near(t, img, in.Max.X-1, in.Min.Y, color.NRGBA{30, 200, 30, 255}, 30)
			near(t, img, in.Max.X-1, in.Max.Y-1, color.NRGBA{30, 30, 210, 255}, 30)
			near(t, img, in.Min.X, in.Max.Y-1, color.NRGBA{230, 220, 40, 255}, 30)
			out := test.inside.Inset(-3).Intersect(image.Rect(0, 0, 512, 512))
			for _, at := range []image.Point{out.Min, out.Max.Sub(image.Pt(1, 1))} {
				if !at.In(test.inside) {
					near(t, img, at.X, at.Y, nothing, 0)
				}
			}
		})
	}
}

// What stands over on both sides is cut off, none of the rest is squeezed.
func TestStickerCoversItsCanvas(t *testing.T) {
	t.Parallel()
	red := color.NRGBA{200, 10, 10, 255}
	for _, size := range []image.Rectangle{image.Rect(0, 0, 1200, 300), image.Rect(0, 0, 300, 1201), image.Rect(0, 0, 90, 30)} {
		short := min(size.Dx(), size.Dy())
		at := image.Pt((size.Dx()-short)/2, (size.Dy()-short)/2)
		img, _ := sticker(t, asPNG(t, box(red, size, photo(short, short), at)), job.Request{MIME: "image/png", Fit: "cover"})
		upright(t, img)
		near(t, img, 4, 4, color.NRGBA{220, 30, 30, 255}, 30)
		near(t, img, 507, 507, color.NRGBA{30, 30, 210, 255}, 30)
	}
}

func TestStickerRefusesWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	source := asPNG(t, photo(40, 40))
	for _, req := range []job.Request{
		{Fit: "squeeze"}, {Margin: -1}, {Margin: 129},
	} {
		req.MIME = "image/png"
		if data, _, err := engine(t).Sticker(t.Context(), source, req); failed(err).Class != job.Refused {
			t.Errorf("%+v: %d bytes, %v", req, len(data), err)
		}
	}
}
