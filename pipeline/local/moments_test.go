package local_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// An encode that shows something else than its source is refused, whatever its frames and length.
func TestFilmsShowWhatTheirSourceShows(t *testing.T) {
	source := filmed(t, "a.mp4", bars+"-vf format=yuv420p -profile:v high -bf 2 "+ultra)
	broken := filepath.Join(t.TempDir(), "ffmpeg")
	script := "#!/bin/bash\ncase \"$*\" in *libx264*) exec ffmpeg \"${@/setsar=1/setsar=1,negate}\" ;; *) exec ffmpeg \"$@\" ;; esac\n"
	if err := os.WriteFile(broken, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WAMEDIA_FFMPEG", broken)
	got := processed(t, source, media.Video, transcode.Options{Threads: 1})
	var lost *pipeline.LostError
	if !errors.As(got.Err, &lost) || !strings.Contains(lost.What, "picture") {
		t.Errorf("got %v, want a loss of what the pictures show", got.Err)
	}
}
