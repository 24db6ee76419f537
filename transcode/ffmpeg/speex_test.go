package ffmpeg_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// Speex of every bandwidth plays as long as it did.
func TestSpeexKeepsItsLength(t *testing.T) {
	t.Parallel()
	for _, rate := range []string{"8000", "16000", "32000"} {
		t.Run(rate, func(t *testing.T) {
			t.Parallel()
			j := job(t, sample(t, "a.ogg", "-f lavfi -i sine=d=3:r="+rate+" -c:a libspeex"), media.Audio, "audio/mp4", transcode.Stream{}, aac)
			_, p := made(t, j)
			if got, err := strconv.ParseFloat(p.Format.Duration, 64); err != nil || math.Abs(got-3) > 0.06 {
				t.Errorf("3 s became %v: %v", p.Format.Duration, err)
			}
		})
	}
}
