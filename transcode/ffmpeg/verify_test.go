package ffmpeg_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// All that is made decodes as a whole; with a hole in it, it does not. In Ogg a hole breaks the checksum of a page, which
// ffmpeg passes over and the judge does not.
func TestVerify(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.mkv", "-f lavfi -i mandelbrot=s=320x180:r=25 "+tone+"-t 1 -c:v ffv1")
	for name, c := range map[string]struct {
		kind            media.Kind
		mime            string
		pictures, sound transcode.Stream
	}{
		"film":  {media.Video, "video/mp4", h264, aac},
		"m4a":   {media.Audio, "audio/mp4", transcode.Stream{}, aac},
		"voice": {media.Voice, "audio/ogg", transcode.Stream{}, opus},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := job(t, source, c.kind, c.mime, c.pictures, c.sound)
			_, _ = made(t, j)
			if err := open(t).Verify(t.Context(), j.Output, c.mime, 1); err != nil {
				t.Fatal(err)
			}
			if c.mime == "audio/ogg" {
				return
			}
			b, err := os.ReadFile(j.Output)
			if err != nil {
				t.Fatal(err)
			}
			copy(b[len(b)*6/10:], bytes.Repeat([]byte{0xff}, len(b)/5))
			if err := os.WriteFile(j.Output, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := open(t).Verify(t.Context(), j.Output, c.mime, 1); err == nil {
				t.Error("a hole was not found")
			}
		})
	}
}
