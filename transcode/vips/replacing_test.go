//go:build vips && cgo

package vips_test

import (
	"image"
	"regexp"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

// blended are rows of webpmux's table whose frames are blended over what was shown before.
var blended = regexp.MustCompile(`(?m)^\s*\d+:(\s+\S+){7}\s+yes\s`)

// Frames replace what they cover, transparent pixels included, where the budget allows. What is shown is the same.
func TestFramesAreNotBlended(t *testing.T) {
	t.Parallel()
	for what, frames := range map[string][]*image.NRGBA{
		"a drawing on nothing": {ball(0), ball(9), ball(40)},
		"opaque pictures":      pan(4),
		"noise":                {noise(512, 512, true), noise(512, 512, false)},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			data, made, err := engine(t).Frames(t.Context(), reel(frames...), job.Request{Frames: &job.Frames{FPS: 10}})
			if err != nil {
				t.Fatal(err)
			}
			judgeAnimation(t, data, made, 500_000)
			if info := tool(t, "webpmux", "-info", file(t, "animation.webp", data)); blended.MatchString(info) {
				t.Errorf("frames are blended:\n%s", info)
			}
			if made.SSIM == nil || *made.SSIM < 0.6 {
				t.Errorf("%+v", made)
			}
		})
	}
}
