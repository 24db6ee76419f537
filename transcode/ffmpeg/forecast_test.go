package ffmpeg_test

import (
	"errors"
	"os"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/validate/media"
)

// What is foretold is about what is made, whether the limit binds or not, and nothing is written for it.
func TestForesee(t *testing.T) {
	t.Parallel()
	const pan = "-f lavfi -i mandelbrot=s=320x180:r=25 -f lavfi -i sine=r=48000 -t 6 "
	film := sample(t, "a.mkv", pan+"-c:v ffv1 -c:a pcm_s16le")
	ready := sample(t, "a.mp4", pan+"-c:v libx264 -preset ultrafast -profile:v main -bf 0 -pix_fmt yuv420p -c:a aac")
	for name, c := range map[string]struct {
		source          string
		pictures, sound transcode.Stream
		limit           int64
		width           int
	}{
		"free":  {film, h264, aac, 16_000_000, 320},
		"bound": {film, h264, aac, 150_000, 320},
		"remux": {ready, keep, keep, 16_000_000, 0},
		"sound": {film, transcode.Stream{}, aac, 16_000_000, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := job(t, c.source, media.Video, "video/mp4", c.pictures, c.sound)
			info, err := os.Stat(c.source)
			if err != nil {
				t.Fatal(err)
			}
			j.Facts.Size, j.Plan.Limit = info.Size(), c.limit
			foretold, err := open(t).Foresee(t.Context(), j)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(j.Output); !os.IsNotExist(err) {
				t.Error("an output was written")
			}
			result, _ := made(t, j)
			if ratio := float64(foretold.Size) / float64(result.Size); ratio < 0.7 || ratio > 1.4 || foretold.Width != c.width || foretold.Width != result.Width {
				t.Errorf("foretold %+v, made %+v", foretold, result)
			}
		})
	}
}

// What would not fit, or cannot be made here, is known before the work.
func TestForeseenTrouble(t *testing.T) {
	t.Parallel()
	j := job(t, sample(t, "a.mkv", bars+tone), media.Video, "video/mp4", h264, aac)
	j.Facts.Seconds = new(36_000.0)
	var long *ffmpeg.TooLongError
	if _, err := open(t).Foresee(t.Context(), j); !errors.As(err, &long) {
		t.Errorf("got %v", err)
	}
}
