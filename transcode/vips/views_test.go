//go:build vips && cgo

package vips_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

// quarters has a picture of four colours, the last one half transparent.
func quarters(x, y int) color.Color {
	return [][]color.Color{
		{color.NRGBA64{0xffff, 0, 0, 0xffff}, color.NRGBA64{0, 0xffff, 0, 0xffff}},
		{color.NRGBA64{0, 0, 0xffff, 0xffff}, color.NRGBA64{0xffff, 0xffff, 0xffff, 0x8080}},
	}[y/32][x/32]
}

func view(t *testing.T, data []byte, mime string, look job.Look) job.View {
	t.Helper()
	_, made, err := engine(t).Views(t.Context(), data, job.Request{MIME: mime, Look: &look})
	if err != nil || len(made.Views) == 0 {
		t.Fatal(err, len(made.Views))
	}
	return made.Views[0]
}

func expectView(t *testing.T, v job.View, at int, want [4]int) {
	t.Helper()
	for c, value := range want {
		if got := int(v.Pix[4*at+c]); got < value-2 || got > value+2 {
			t.Errorf("pixel %d of %d×%d is %v, want %v", at, v.Side, v.Side, v.Pix[4*at:4*at+4], want)
			return
		}
	}
}

// Views show a picture of 16 bits with transparency, with and without a profile, whole and in part.
func TestViewsShowAPicture(t *testing.T) {
	t.Parallel()
	img := drawn(quarters, image.NewNRGBA64(image.Rect(0, 0, 64, 64)))
	red, green, blue, white := [4]int{255, 0, 0, 255}, [4]int{0, 255, 0, 255}, [4]int{0, 0, 255, 255}, [4]int{128, 128, 128, 128}
	for name, data := range map[string][]byte{"plain": asPNG(t, img), "with a profile": convert(t, img, ".png[profile=srgb]")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := view(t, data, "image/png", job.Look{Side: 2})
			for i, want := range [][4]int{red, green, blue, white} {
				expectView(t, whole, i, want)
			}
			part := view(t, data, "image/png", job.Look{Side: 8, Area: job.Area{Left: 0.5, Top: 0.25, Right: 1, Bottom: 0.75}})
			expectView(t, part, 0, green)
			expectView(t, part, 63, white)
			if small := view(t, data, "image/png", job.Look{Side: 64}); small.Side != 32 {
				t.Errorf("a side of %d, want two pixels in one", small.Side)
			}
		})
	}
}

// A sticker tells where its source stands, so that views of both are alike.
func TestViewsOfAStickerAndItsSource(t *testing.T) {
	t.Parallel()
	img := drawn(func(x, y int) color.Color { return quarters(x/4, y*2) }, image.NewNRGBA64(image.Rect(0, 0, 256, 32)))
	source := asPNG(t, img)
	for _, fit := range []string{"contain", "cover"} {
		data, made, err := engine(t).Sticker(t.Context(), source, job.Request{MIME: "image/png", Fit: fit, Margin: 20})
		if err != nil || made.Seen == nil {
			t.Fatal(err, made.Seen)
		}
		was := view(t, source, "image/png", job.Look{Side: 4, Area: made.Seen.Source})
		is := view(t, data, "image/webp", job.Look{Side: 4, Area: made.Seen.Output})
		for i := range 16 {
			for c := range 4 {
				if d := int(was.Pix[4*i+c]) - int(is.Pix[4*i+c]); d < -24 || d > 24 {
					t.Errorf("%s: pixel %d was %v and is %v", fit, i, was.Pix[4*i:4*i+4], is.Pix[4*i:4*i+4])
					break
				}
			}
		}
	}
}

func TestViewsRefuseWhatCannotBeTold(t *testing.T) {
	t.Parallel()
	for _, look := range []*job.Look{nil, {}, {Side: 65}, {Side: 8, AtMS: make([]int, 17)}} {
		if _, _, err := engine(t).Views(t.Context(), []byte("x"), job.Request{MIME: "image/png", Look: look}); failed(err).Class != job.Internal {
			t.Errorf("%+v: got %v", look, err)
		}
	}
	if _, _, err := engine(t).Views(t.Context(), []byte("x"), job.Request{MIME: "image/png", Look: &job.Look{Side: 8}}); failed(err).Class != job.Damaged {
		t.Errorf("got %v", err)
	}
}
