package ffmpeg

import (
	"errors"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// What is said to fit, is planned; what is said to be too long, is not.
func TestTooLongSaysHowLongWouldFit(t *testing.T) {
	t.Parallel()
	film := func(seconds float64) Job {
		track := media.VideoTrack{Codec: "vp9", Width: 1920, Height: 1080, FrameRate: 30}
		return Job{Facts: clip("webm", seconds, track), Plan: videoPlan(h264, aac, transcode.Options{})}
	}
	talk := func(seconds float64) Job {
		j := film(seconds)
		j.Plan = transcode.Plan{Kind: media.Audio, MIME: "audio/mp4", Limit: 16_000_000, Audio: aac}
		return j
	}
	for name, test := range map[string]struct {
		job         func(float64) Job
		least, most float64
	}{
		"film": {film, 10 * 60, 15 * 60},
		"talk": {talk, 60 * 60, 70 * 60},
	} {
		j := test.job(10 * 3600)
		_, err := newRecipe(&j, &j.Facts, survey{})
		var long *TooLongError
		if !errors.As(err, &long) || long.Longest < test.least || long.Longest > test.most {
			t.Fatalf("%s: got %v", name, err)
		}
		if !strings.Contains(err.Error(), "plays 10h0m0s") || !strings.Contains(err.Error(), "16,000,000 bytes") {
			t.Errorf("%s: %v", name, err)
		}
		j = test.job(long.Longest - 1)
		if _, err := newRecipe(&j, &j.Facts, survey{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestShapes(t *testing.T) {
	t.Parallel()
	hd := media.VideoTrack{Width: 1920, Height: 1080, FrameRate: 30}
	portrait := media.VideoTrack{Width: 1920, Height: 1080, Rotation: 90, FrameRate: 30}
	wide := media.VideoTrack{Width: 8000, Height: 200, FrameRate: 30}
	tiny := media.VideoTrack{Width: 176, Height: 144, FrameRate: 15}
	ntsc := media.VideoTrack{Width: 720, Height: 480, PixelAspect: 8.0 / 9, FrameRate: 30000.0 / 1001}
	tests := map[string]struct {
		track  media.VideoTrack
		bits   float64
		fps    float64
		w, h   int
		atRate float64
		evened bool
	}{
		"plenty":         {hd, 4_000_000, 0, 1920, 1080, 30, false},
		"a million":      {hd, 1_000_000, 0, 1280, 720, 30, false},
		"half a million": {hd, 480_000, 0, 1280, 720, 30, false},
		"300 thousand":   {hd, 300_000, 0, 960, 540, 30, false},
		"200 thousand":   {hd, 210_000, 0, 852, 480, 30, false},
		"little":         {hd, 120_000, 0, 640, 360, 30, false},
		"upright":        {portrait, 1_000_000, 0, 720, 1280, 30, false},
		"a banner":       {wide, 4_000_000, 0, 1920, 48, 30, false},
		"never larger":   {tiny, 4_000_000, 0, 176, 144, 15, false},
		"square pixels":  {ntsc, 4_000_000, 0, 640, 480, 30000.0 / 1001, false},
		"50 a second":    {withRate(hd, 50, false), 4_000_000, 0, 1920, 1080, 25, true},
		"59.94":          {withRate(hd, 60000.0/1001, false), 4_000_000, 0, 1920, 1080, 30000.0 / 1001, true},
		"60 allowed":     {withRate(hd, 60, false), 4_000_000, 60, 1920, 1080, 60, false},
		"60 too many":    {withRate(hd, 60, false), 1_500_000, 60, 1920, 1080, 30, true},
		"uneven":         {withRate(hd, 24.7, true), 4_000_000, 0, 1920, 1080, 24.7, true},
		"a screen":       {withRate(hd, 3.2, true), 4_000_000, 0, 1920, 1080, 3.2, true},
		"not known":      {withRate(hd, 0, false), 4_000_000, 0, 1920, 1080, 30, true},
	}
	for name, test := range tests {
		got := pictures{track: test.track, rate: test.bits}.bestShape(test.fps)
		if want := (shape{test.w, test.h, test.atRate, test.evened}); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

func withRate(t media.VideoTrack, fps float64, variable bool) media.VideoTrack {
	t.FrameRate, t.VariableRate = fps, variable
	return t
}
