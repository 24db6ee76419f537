//go:build vips && cgo

package vips_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/job"
)

// reel is raw frames of 512×512 RGBA, one after another.
func reel(frames ...*image.NRGBA) io.Reader {
	var readers []io.Reader
	for _, f := range frames {
		readers = append(readers, bytes.NewReader(f.Pix))
	}
	return io.MultiReader(readers...)
}

// ball is a red disc on nothing, at a place that depends on i.
func ball(i int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 512, 512))
	for dy := -50; dy < 50; dy++ {
		for dx := -50; dx < 50; dx++ {
			if dx*dx+dy*dy < 50*50 {
				img.SetNRGBA(60+7*(i%50)+dx, 256+dy, color.NRGBA{220, 30, 30, 255})
			}
		}
	}
	return img
}

func balls(n int) []*image.NRGBA {
	var frames []*image.NRGBA
	for i := range n {
		frames = append(frames, ball(i))
	}
	return frames
}

// pan looks at another part of a photo in every frame.
func pan(n int) []*image.NRGBA {
	wide := photo(512+6*n, 512)
	var frames []*image.NRGBA
	for i := range n {
		f := image.NewNRGBA(image.Rect(0, 0, 512, 512))
		for y := range 512 {
			copy(f.Pix[f.Stride*y:f.Stride*(y+1)], wide.Pix[wide.PixOffset(6*i, y):])
		}
		frames = append(frames, f)
	}
	return frames
}

// row of webpmux's table of frames: number, width, height, alpha, x, y, duration.
var row = regexp.MustCompile(`(?m)^\s*\d+:\s+(\d+)\s+(\d+)\s+(yes|no)\s+(\d+)\s+(\d+)\s+(\d+)\s`)

// judgeAnimation has webpmux and webpinfo judge an animated sticker, and tells how long each frame is shown.
func judgeAnimation(t *testing.T, data []byte, made job.Made, limit int64) []int {
	t.Helper()
	if n := int64(len(data)); n > limit || n != made.Size {
		t.Errorf("%d bytes, %d were answered and %d allowed", n, made.Size, limit)
	}
	path := file(t, "animation.webp", data)
	if info := tool(t, "webpinfo", path); !strings.Contains(info, "No error detected") {
		t.Errorf("webpinfo says:\n%s", info)
	}
	info := tool(t, "webpmux", "-info", path)
	want := []string{"Canvas size: 512 x 512", "Loop Count : 0"}
	if !made.Untouched {
		want = append(want, "Background color : 0x00000000")
	}
	for _, want := range want {
		if !strings.Contains(info, want) {
			t.Errorf("want %s, got:\n%s", want, info)
		}
	}
	var durations []int
	total := 0
	for _, match := range row.FindAllStringSubmatch(info, -1) {
		ms, err := strconv.Atoi(match[6])
		if err != nil {
			t.Fatal(err)
		}
		durations, total = append(durations, ms), total+ms
		if ms < 8 {
			t.Errorf("frame %d is shown for %d ms", len(durations), ms)
		}
	}
	if len(durations) < 2 || total > 10_000 {
		t.Errorf("%d frames and %d ms:\n%s", len(durations), total, info)
	}
	if diff := cmp.Diff(durations, made.FrameMS); diff != "" {
		t.Errorf("durations, and what was answered: %s", diff)
	}
	return durations
}

// shot is frame n of an animation, counted from 1, when all frames stand alone.
func shot(t *testing.T, data []byte, n int) image.Image {
	t.Helper()
	dir := t.TempDir()
	frame, png := filepath.Join(dir, "frame.webp"), filepath.Join(dir, "frame.png")
	tool(t, "webpmux", "-get", "frame", fmt.Sprint(n), file(t, "all.webp", data), "-o", frame)
	tool(t, "dwebp", "-quiet", frame, "-o", png)
	return decoded(t, contents(t, png))
}

// opening is the canvas as the first frame leaves it.
func opening(t *testing.T, data []byte) image.Image {
	t.Helper()
	info := tool(t, "webpmux", "-info", file(t, "all.webp", data))
	first := row.FindStringSubmatch(info)
	var at image.Point
	if _, err := fmt.Sscan(first[4], &at.X); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(first[5], &at.Y); err != nil {
		t.Fatal(err)
	}
	canvas, part := image.NewNRGBA(image.Rect(0, 0, 512, 512)), shot(t, data, 1)
	draw.Draw(canvas, part.Bounds().Add(at), part, part.Bounds().Min, draw.Src)
	return canvas
}

func sum(ms []int) int {
	total := 0
	for _, v := range ms {
		total += v
	}
	return total
}

func TestFramesKeepTheirDurations(t *testing.T) {
	t.Parallel()
	a, b, c := ball(0), ball(20), ball(40)
	tests := map[string]struct {
		frames []*image.NRGBA
		desc   job.Frames
		req    job.Request
		want   []int
		notes  []string
	}{
		"a rate":             {[]*image.NRGBA{a, b, c}, job.Frames{FPS: 15}, job.Request{}, []int{67, 66, 67}, nil},
		"a list":             {[]*image.NRGBA{a, b, c}, job.Frames{MS: []int{40, 1000, 70}}, job.Request{}, []int{40, 1000, 70}, nil},
		"equal ones merged":  {[]*image.NRGBA{a, a, b, b, b, a}, job.Frames{FPS: 10}, job.Request{}, []int{200, 300, 100}, nil},
		"no duration":        {[]*image.NRGBA{a, b}, job.Frames{MS: []int{0, 0}}, job.Request{}, []int{100, 100}, nil},
		"a list too short":   {[]*image.NRGBA{a, b, c}, job.Frames{MS: []int{50}}, job.Request{}, []int{50, 50, 50}, nil},
		"quick ones":         {[]*image.NRGBA{a, b, c, a}, job.Frames{MS: []int{40, 10, 3, 40}}, job.Request{}, []int{40, 10, 8, 40}, nil},
		"too long, cut":      {[]*image.NRGBA{a, b, c, a}, job.Frames{FPS: 0.25}, job.Request{}, []int{4000, 4000, 2000}, []string{"cut to the first 10 seconds"}},
		"too long, faster":   {[]*image.NRGBA{a, b, c, a}, job.Frames{FPS: 0.25}, job.Request{OverLong: "speed"}, []int{2500, 2500, 2500, 2500}, []string{"played faster, to end after 10 seconds"}},
		"as long as allowed": {[]*image.NRGBA{a, b}, job.Frames{FPS: 0.2}, job.Request{}, []int{5000, 5000}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.req.Frames = &test.desc
			data, made, err := engine(t).Frames(t.Context(), reel(test.frames...), test.req)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, judgeAnimation(t, data, made, 500_000)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.notes, made.Notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFramesKeepTransparency(t *testing.T) {
	t.Parallel()
	for _, limit := range []int64{500_000, 9_000} { // without and with a lossy step
		req := job.Request{Frames: &job.Frames{FPS: 10}, Limit: limit}
		data, made, err := engine(t).Frames(t.Context(), reel(ball(0), ball(40)), req)
		if err != nil {
			t.Fatal(err)
		}
		judgeAnimation(t, data, made, limit)
		first := shot(t, data, 1)
		near(t, first, 0, 0, nothing, 0)
		near(t, first, 511, 511, nothing, 0)
		near(t, first, 60, 256, color.NRGBA{220, 30, 30, 255}, 20)
	}
}
