//go:build vips && cgo

package vips_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/job"
)

// animated is an animated WebP by Google's own tool.
func animated(t *testing.T, ms int, options []string, frames ...image.Image) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.webp")
	args := slices.Concat(options, []string{"-loop", "0"})
	for i, f := range frames {
		args = append(args, "-d", fmt.Sprint(ms+i), file(t, fmt.Sprint(i, ".png"), asPNG(t, f)))
	}
	tool(t, "img2webp", append(args, "-o", out)...)
	return contents(t, out)
}

func TestAnimationOfWebP(t *testing.T) {
	t.Parallel()
	wide := []image.Image{photo(300, 150), noise(300, 150, false), solid(300, 150)}
	square := []image.Image{ball(1), ball(30), ball(3)}
	tests := map[string]struct {
		source []byte
		want   []int
		kept   bool
	}{
		"to be scaled":              {animated(t, 100, []string{"-lossy"}, wide...), []int{100, 101, 102}, false},
		"of the right size":         {animated(t, 100, nil, square...), []int{100, 101, 102}, true},
		"too long":                  {animated(t, 4000, nil, square...), []int{4000, 4001, 1999}, false},
		"too heavy by its metadata": {withMetadata(t, animated(t, 100, nil, square...), 600_000), []int{100, 101, 102}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, made, err := engine(t).Animation(t.Context(), test.source, job.Request{MIME: "image/webp"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, judgeAnimation(t, data, made, 500_000)); diff != "" {
				t.Error(diff)
			}
			if made.Untouched != test.kept {
				t.Errorf("got %+v, want it kept: %v", made, test.kept)
			}
		})
	}
}

// The union of what moves is what is left after trimming, and the place of everything in it stays.
func TestAnimationIsLaidOutAsAskedFor(t *testing.T) {
	t.Parallel()
	red := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	draw.Draw(red, red.Rect, image.NewUniform(color.NRGBA{200, 10, 10, 255}), image.Point{}, draw.Src)
	var frames []image.Image
	for _, at := range []image.Point{{40, 30}, {60, 30}, {120, 50}} {
		frames = append(frames, box(nothing, image.Rect(0, 0, 200, 100), red, at))
	}
	source := animated(t, 100, nil, frames...)
	tests := map[string]struct {
		req   job.Request
		first image.Rectangle // where the square is, in the first frame
	}{
		"contained": {job.Request{}, image.Rect(102, 205, 154, 256)},
		"margin":    {job.Request{Margin: 56}, image.Rect(136, 216, 176, 256)},
		"covered":   {job.Request{Fit: "cover"}, image.Rect(0, 154, 51, 256)},
		"trimmed":   {job.Request{Trim: true}, image.Rect(0, 153, 102, 256)}, // 100 by 40 are left
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.req.MIME = "image/webp"
			data, made, err := engine(t).Animation(t.Context(), source, test.req)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]int{100, 101, 102}, judgeAnimation(t, data, made, 500_000)); diff != "" {
				t.Error(diff)
			}
			img := opening(t, data)
			in, out := test.first.Inset(6), test.first.Inset(-6)
			near(t, img, in.Min.X, in.Min.Y, color.NRGBA{200, 10, 10, 255}, 20)
			near(t, img, in.Max.X-1, in.Max.Y-1, color.NRGBA{200, 10, 10, 255}, 20)
			near(t, img, max(0, out.Min.X), out.Min.Y, nothing, 0)
			near(t, img, out.Max.X, out.Max.Y, nothing, 0)
		})
	}
}

func withMetadata(t *testing.T, webp []byte, size int) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.webp")
	tool(t, "webpmux", "-set", "xmp", file(t, "xmp", bytes.Repeat([]byte("x"), size)), file(t, "in.webp", webp), "-o", out)
	return contents(t, out)
}

// An animation of 5 ms frames may not be kept: it is slowed down to what can be seen.
func TestAnimationTooQuick(t *testing.T) {
	t.Parallel()
	var frames []image.Image
	for i := range 24 {
		frames = append(frames, ball(2*i))
	}
	data, made, err := engine(t).Animation(t.Context(), animated(t, 1, nil, frames...), job.Request{MIME: "image/webp"})
	if err != nil {
		t.Fatal(err)
	}
	judgeAnimation(t, data, made, 500_000)
}

func TestAnimationRefuses(t *testing.T) {
	t.Parallel()
	good := animated(t, 100, nil, ball(1), ball(30), ball(3))
	corrupt := bytes.Clone(good)
	for i := len(good) / 2; i < len(good)/2+100; i++ {
		corrupt[i] = 0xff
	}
	tests := map[string]struct {
		source []byte
		req    job.Request
		want   job.Class
	}{
		"truncated":       {good[:len(good)/2], job.Request{MIME: "image/webp"}, job.Damaged},
		"corrupt":         {corrupt, job.Request{MIME: "image/webp"}, job.Damaged},
		"nothing":         {nil, job.Request{MIME: "image/webp"}, job.Damaged},
		"too many frames": {good, job.Request{MIME: "image/webp", MaxFrames: 2}, job.TooLarge},
		"too many pixels": {good, job.Request{MIME: "image/webp", MaxPixels: 512*512*4 - 1}, job.TooLarge},
		"a GIF":           {[]byte("GIF89a"), job.Request{MIME: "image/gif"}, job.Refused},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, _, err := engine(t).Animation(t.Context(), test.source, test.req)
			if err == nil {
				t.Fatalf("%d bytes came out", len(data))
			}
			if f := failed(err); f.Class != test.want {
				t.Errorf("got %s: %s, want %s", f.Class, f.Message, test.want)
			}
		})
	}
}

func TestAnimationKeepsItsPack(t *testing.T) {
	t.Parallel()
	pack := []byte(`II*` + "\x00" + `{"sticker-pack-id":"one"}`)
	webp := filepath.Join(t.TempDir(), "in.webp")
	tool(t, "webpmux", "-set", "exif", file(t, "exif", pack),
		file(t, "plain.webp", animated(t, 90, nil, photo(99, 80), solid(99, 80))), "-o", webp)
	data, made, err := engine(t).Animation(t.Context(), contents(t, webp), job.Request{MIME: "image/webp"})
	if err != nil {
		t.Fatal(err)
	}
	judgeAnimation(t, data, made, 500_000)
	if !bytes.Contains(data, pack) {
		t.Error("the pack is lost")
	}
}
