package ffmpeg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// A program that reports the same for ever, or nothing at all, is ended and said to be stuck; one that gets on, is not.
func TestAStalledRunIsEnded(t *testing.T) {
	t.Parallel()
	const report = "printf 'frame=%d\\nout_time_us=%d000000\\nprogress=continue\\n' >&2 "
	for name, c := range map[string]struct {
		script  string
		stalled bool
		at      float64
	}{
		"says nothing":      {"exec sleep 60", true, 0},
		"repeats itself":    {"while :; do " + report + "7 2; sleep 0.02; done", true, 2},
		"gets on, in steps": {"for n in 1 2 3 4 5 6 7 8; do " + report + "$n $n; sleep 0.2; done; for o; do case $o in file:*) touch ${o#file:};; esac; done", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(dir+"/fake", []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			e := &Engine{path: dir + "/fake", stall: time.Second}
			j := Job{Source: dir + "/in.mp4", Output: filepath.Join(dir, "out"), Plan: videoPlan(keep, keep, transcode.Options{}),
				Facts: clip("mp4", 8, media.VideoTrack{Codec: "h264"})}
			_, err := e.Make(t.Context(), j)
			var stalled *StalledError
			if errors.As(err, &stalled) != c.stalled {
				t.Fatalf("got %v", err)
			}
			if stalled != nil && (stalled.Seconds != c.at || fmt.Sprint(stalled.After) != "1s") {
				t.Errorf("got %+v, want it at %v s", stalled, c.at)
			}
		})
	}
}
