package webp_test

import (
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/webp"
)

// replacing sets the flag of a frame that it is not blended.
func replacing(frame string) string { return frame[:23] + "\x02" + frame[24:] }

func TestEqualFrames(t *testing.T) {
	t.Parallel()
	whole, seeThrough, other := encoded(t, "-q", "50", "-noalpha"), encoded(t, "-lossless"), encoded(t, "-q", "60", "-noalpha")
	opaque, _ := still(whole)
	shown, _ := still(seeThrough)
	changed, _ := still(other)
	film := func(frames ...string) []byte {
		return riff(extended(animation|alpha, 40, 30), chunk("ANIM", "\x00\x00\x00\x00\x00\x00"), strings.Join(frames, ""))
	}
	for what, c := range map[string]struct {
		in   []byte
		want bool
	}{
		"equal":                         {film(frame(0, 0, 40, 30, 80, opaque), frame(0, 0, 40, 30, 90, opaque), frame(0, 0, 40, 30, 1, opaque)), true},
		"one frame":                     {film(frame(0, 0, 40, 30, 80, opaque)), false},
		"the last differs":              {film(frame(0, 0, 40, 30, 80, opaque), frame(0, 0, 40, 30, 80, opaque), frame(0, 0, 40, 30, 80, changed)), false},
		"half transparent, blended":     {film(frame(0, 0, 40, 30, 80, shown), frame(0, 0, 40, 30, 80, shown)), false},
		"half transparent, not blended": {film(replacing(frame(0, 0, 40, 30, 80, shown)), replacing(frame(0, 0, 40, 30, 80, shown))), true},
	} {
		got := probetest.Read(webp.Probe, c.in, true)
		if len(got.Damage) > 0 || got.Picture.EqualFrames != c.want {
			t.Errorf("%s: equal %v, want %v; damage %v", what, got.Picture.EqualFrames, c.want, got.Damage)
		}
		if probetest.Read(webp.Probe, c.in, false).Picture.EqualFrames {
			t.Errorf("%s: a probe that does not read the pictures says that they are equal", what)
		}
	}
}
