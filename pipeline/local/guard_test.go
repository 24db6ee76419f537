package local_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// TestALossIsRefused gives the line an ffmpeg that loses something whenever it makes an output, and says nothing of it.
func TestALossIsRefused(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal(err)
	}
	const film = "-f lavfi -i testsrc2=s=320x180:r=25:d=4 " + chirp + "4 "
	const muted = `a=$(echo "$a" | sed 's/^\[0:a:0\]/[0:a:0]`
	for what, c := range map[string]struct {
		name, args string
		as         media.Kind
		lose       string // what the shell does with the arguments of ffmpeg, one in $a
		lost       string
	}{
		"silence for sound":             {"a.wav", chirp + "4", "", muted + `volume=0,/')`, "became silence"},
		"silence for a voice":           {"a.wav", chirp + "4", media.Voice, muted + `volume=0,/')`, "became s"},
		"a whisper":                     {"a.wav", chirp + "4", media.Voice, muted + `volume=-30dB,/')`, "became sound of -4"},
		"a film cut in the middle":      {"a.mkv", film + "-c:v mpeg4 -c:a ac3", "", `case $a in file:*part*) set -- "$@" -t 2;; esac`, "s of pictures became 2"},
		"a kept film cut in the middle": {"a.mkv", film + good, "", `case $a in file:*part*) set -- "$@" -t 2;; esac`, "became"},
	} {
		t.Run(what, func(t *testing.T) {
			source := filmed(t, c.name, c.args)
			fake := filepath.Join(t.TempDir(), "ffmpeg")
			script := "#!/bin/sh\nn=$#\ni=0\nmakes=\nfor a; do case $a in -progress|pipe:0) makes=1;; esac; done\nwhile [ $i -lt $n ]; do a=$1; shift; i=$((i+1))\n" +
				"if [ \"$makes\" ] && [ \"$last\" != -i ]; then " + c.lose + "; fi\nlast=$a\nset -- \"$@\" \"$a\"\ndone\nexec " + ffmpeg + " \"$@\"\n"
			if err := os.WriteFile(fake, []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			t.Setenv("WAMEDIA_FFMPEG", fake)
			r := processed(t, source, c.as, transcode.Options{Threads: 1})
			var lost *pipeline.LostError
			if !errors.As(r.Err, &lost) || !strings.Contains(lost.What, c.lost) || r.Output != "" {
				t.Errorf("%q, %v; want %q", r.Output, r.Err, c.lost)
			}
		})
	}
}
