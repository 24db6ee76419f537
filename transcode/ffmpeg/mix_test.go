package ffmpeg_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// channels makes a sample of six seconds, with an expression of ffmpeg for each channel.
func channels(t *testing.T, name, layout string, each ...string) string {
	t.Helper()
	return sample(t, name, fmt.Sprintf("-f lavfi -i aevalsrc=%s:s=48000:c=%s:d=6", strings.Join(each, "|"), layout))
}

// TestMix shows that channels which cancel each other are still heard, and that a mix does not clip.
func TestMix(t *testing.T) {
	t.Parallel()
	const (
		a        = "0.4*sin(2*PI*300*t)"
		loud     = "0.9*sin(2*PI*300*t)"
		other    = "0.4*sin(2*PI*517*t)"
		late     = "0.4*sin(2*PI*300*t)*(1-2*gt(t\\,2))"
		aLevel   = -10.97 // in dBFS
		allowed  = 0.6    // in dB
		together = aLevel - 3.01
	)
	file := func(name, layout string, each ...string) func(*testing.T) string {
		return func(t *testing.T) string { return channels(t, name, layout, each...) }
	}
	tests := map[string]struct {
		source func(*testing.T) string
		kind   media.Kind
		want   float64 // in dBFS
		note   string
	}{
		"both alike":               {file("a.wav", "stereo", a, a), media.Voice, aLevel, ""},
		"both loud":                {file("a.wav", "stereo", loud, loud), media.Voice, aLevel + 7.04, ""},
		"nothing in common":        {file("a.wav", "stereo", a, other), media.Voice, together, ""},
		"one silent":               {file("a.wav", "stereo", "0", a), media.Voice, aLevel - 6.02, ""},
		"cancelling":               {file("a.wav", "stereo", a, "-"+a), media.Voice, aLevel, "left channel"},
		"cancelling, right louder": {file("a.wav", "stereo", "-0.7*"+a, a), media.Voice, aLevel, "right channel"},
		"cancelling in the end":    {file("a.wav", "stereo", a, late), media.Voice, aLevel, "left channel"},
		"cancelling behind": {
			file("a.wav", "5.1", a, a, "0", "0", "-1.41*"+a, "-1.41*"+a), media.Audio, aLevel, "surround channels",
		},
		"cancelling in front": {
			file("a.wav", "5.1", a, a, "-1.41*"+a, "0", "0", "0"), media.Audio, aLevel + 2.98, "center channel",
		},
		"surround":      {file("a.wav", "5.1", a, other, "0", "0", "0", "0"), media.Audio, aLevel, ""},
		"loud surround": {file("a.wav", "5.1", loud, loud, loud, loud, loud, loud), media.Audio, -4, "as it would clip"},
		"surround to voice": {
			file("a.wav", "5.1", a, a, "0", a, "0", "0"), media.Voice, aLevel, "",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mime, codec := "audio/mp4", aac
			if test.kind == media.Voice {
				mime, codec = "audio/ogg", opus
			}
			j := job(t, test.source(t), test.kind, mime, transcode.Stream{}, codec)
			result, _ := made(t, j)
			heard, err := open(t).Hear(t.Context(), j.Output, mime)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(heard.Level-test.want) > allowed || math.Abs(heard.Seconds-6) > 0.1 {
				t.Errorf("%.1f dB for %.2f s, want %.1f dB for 6 s", heard.Level, heard.Seconds, test.want)
			}
			note := strings.Join(result.Notes, "; ")
			if (note != "") != (test.note != "") || !strings.Contains(note, test.note) {
				t.Errorf("note %q, want %q", note, test.note)
			}
			if result.Source == nil || math.Abs(result.Source.Seconds-6) > 0.01 {
				t.Errorf("the source is measured as %+v", result.Source)
			}
		})
	}
}

// TestCount counts packets, and leaves gaps of the clock out of what they play.
func TestCount(t *testing.T) {
	t.Parallel()
	gap := sample(t, "a.mka", "-f lavfi -i sine=d=6 -af aselect=not(between(t\\,2\\,4)) -c:a libopus")
	f := facts(t, gap)
	got, err := open(t).Count(t.Context(), gap, &f, false, 0)
	if err != nil || math.Abs(got.Seconds-6) > 0.1 || math.Abs(got.Played-4) > 0.1 || got.Packets < 200 {
		t.Errorf("got %+v, %v; want 4 s of 6", got, err)
	}
	film := sample(t, "a.mp4", bars)
	f = facts(t, film)
	if got, err = open(t).Count(t.Context(), film, &f, true, 0); err != nil || math.Abs(got.Seconds-1) > 0.05 || got.Packets < 10 {
		t.Errorf("got %+v, %v", got, err)
	}
}
