package media_test

import (
	"testing"

	"github.com/wamedia/wamedia/validate/media"
)

func TestShownIsEnabledThenDefaultThenLargest(t *testing.T) {
	t.Parallel()
	small := media.VideoTrack{Codec: "h264", Width: 320, Height: 180}
	large := media.VideoTrack{Codec: "hevc", Width: 1280, Height: 720}
	with := func(t media.VideoTrack, change func(*media.VideoTrack)) media.VideoTrack {
		change(&t)
		return t
	}
	disabled := func(t *media.VideoTrack) { t.Disabled = true }
	byDefault := func(t *media.VideoTrack) { t.Default = true }
	for what, c := range map[string]struct {
		tracks []media.VideoTrack
		want   int
	}{
		"none":                           {nil, 0},
		"the first of two alike":         {[]media.VideoTrack{small, small}, 0},
		"the largest":                    {[]media.VideoTrack{small, large}, 1},
		"the default, though smaller":    {[]media.VideoTrack{large, with(small, byDefault)}, 1},
		"the enabled, though smaller":    {[]media.VideoTrack{with(large, disabled), small}, 1},
		"the enabled, not the default":   {[]media.VideoTrack{with(with(large, byDefault), disabled), small}, 1},
		"the film, not its cover":        {[]media.VideoTrack{{Codec: "mjpeg", Width: 3000, Height: 3000, Frames: 1}, small}, 1},
		"the film, not a default cover":  {[]media.VideoTrack{{Codec: "png", Default: true}, small}, 1},
		"the film, not a lone H.264":     {[]media.VideoTrack{{Codec: "h264", Width: 3000, Height: 3000, Frames: 1}, small}, 1},
		"a cover where nothing else is":  {[]media.VideoTrack{{Codec: "mjpeg", Frames: 1}}, 0},
		"a disabled film before a cover": {[]media.VideoTrack{{Codec: "mjpeg", Frames: 1}, with(small, disabled)}, 1},
		"motion JPEG, which is no cover": {[]media.VideoTrack{{Codec: "mjpeg", Width: 640, Height: 480, Frames: 90}, small}, 0},
	} {
		if got := (&media.Facts{Video: c.tracks}).Shown(); got != c.want {
			t.Errorf("%s: track %d is shown, want %d", what, got, c.want)
		}
	}
}
