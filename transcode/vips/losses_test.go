//go:build vips && cgo

package vips_test

import (
	"image"
	"slices"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

// Frames that show the same picture become a still sticker, whatever colours their transparent pixels have.
func TestEqualFramesBecomeAStill(t *testing.T) {
	t.Parallel()
	other := ball(3)
	other.Pix[0], other.Pix[1] = 200, 7 // of a transparent pixel
	for what, frames := range map[string][]*image.NRGBA{
		"equal":                            {ball(3), ball(3), ball(3)},
		"equal but where nothing is shown": {ball(3), other},
	} {
		data, made, err := engine(t).Frames(t.Context(), reel(frames...), job.Request{Frames: &job.Frames{MS: []int{100}}})
		if err != nil {
			t.Fatal(err)
		}
		judgeSticker(t, data, made, 100_000)
		if want := (job.Motion{Frames: len(frames), Pictures: 1}); made.Motion == nil || *made.Motion != want {
			t.Errorf("%s: %+v, want %+v", what, made.Motion, want)
		}
		if len(made.Notes) != 1 || !strings.Contains(made.Notes[0], "a still sticker") {
			t.Errorf("%s: notes %q", what, made.Notes)
		}
	}
}

// A sticker of equal frames that breaks no other rule is not kept as it is.
func TestAStickerOfEqualFramesBecomesAStill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() + "/"
	frame := file(t, "one.webp", animated(t, 100, nil, ball(3)))
	tool(t, "webpmux", "-frame", frame, "+100", "-frame", frame, "+200", "-loop", "0", "-o", dir+"two.webp")
	data, made, err := engine(t).Animation(t.Context(), contents(t, dir+"two.webp"), job.Request{MIME: "image/webp"})
	if err != nil {
		t.Fatal(err)
	}
	judgeSticker(t, data, made, 100_000)
	if made.Motion == nil || made.Motion.Pictures != 1 || made.Motion.Frames != 2 {
		t.Errorf("%+v", made.Motion)
	}
}

// What is given up to fit is said, and nothing where nothing is.
func TestLossesAreSaid(t *testing.T) {
	t.Parallel()
	slow := slices.Repeat([]*image.NRGBA{ball(1), ball(1), ball(1), ball(20), ball(20), ball(20)}, 3)
	for what, c := range map[string]struct {
		frames []*image.NRGBA
		how    job.Frames
		limit  int64
		want   string // in the first note; empty for no note
	}{
		"all fits":                    {balls(10), job.Frames{FPS: 10}, 500_000, ""},
		"frames repeat":               {slow, job.Frames{FPS: 15}, 500_000, ""},
		"frames were left out before": {balls(10), job.Frames{FPS: 10, Source: 25}, 500_000, "25 → 10 frames a second"},
		"too much for the limit":      {grains(8), job.Frames{FPS: 20}, 120_000, "20 → "},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			_, made, err := engine(t).Frames(t.Context(), reel(c.frames...), job.Request{Frames: &c.how, Limit: c.limit})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case c.want == "":
				if len(made.Notes) > 0 {
					t.Errorf("notes %q", made.Notes)
				}
			case len(made.Notes) == 0 || !strings.Contains(made.Notes[0], c.want):
				t.Errorf("notes %q, want %s", made.Notes, c.want)
			case made.Coding == "lossy" && !strings.HasPrefix(made.Notes[len(made.Notes)-1], "SSIM 0."):
				t.Errorf("notes %q, want the SSIM", made.Notes)
			}
		})
	}
}

// grains are frames of noise, none like another.
func grains(n int) []*image.NRGBA {
	var frames []*image.NRGBA
	for i := range n {
		frame := noise(512, 512, false)
		for j := range frame.Pix {
			if j%4 != 3 {
				frame.Pix[j] += byte(i * j)
			}
		}
		frames = append(frames, frame)
	}
	return frames
}
