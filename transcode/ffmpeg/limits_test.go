package ffmpeg

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// The time of a run follows from the pixels that it works on. A length that a header claims adds little.
func TestTimeFollowsTheWork(t *testing.T) {
	t.Parallel()
	film := func(width, height, frames int, seconds float64) recipe {
		return recipe{limit: 16_000_000, seconds: seconds, pictures: pictures{
			do: transcode.Encode, track: media.VideoTrack{Width: width, Height: height, Frames: frames},
			shape: shape{width: min(width, 1920), height: min(height, 1080), fps: 25},
		}}
	}
	sound := recipe{limit: 16_000_000, pictures: pictures{do: transcode.Drop}, seconds: 20 * 24 * 3600}
	for what, c := range map[string]struct {
		recipe      recipe
		least, most time.Duration
	}{
		"ten seconds of 1080p":       {film(1920, 1080, 250, 10), 3 * time.Minute, 10 * time.Minute},
		"ten minutes of 1080p":       {film(1920, 1080, 15_000, 600), 3 * time.Hour, 6 * time.Hour},
		"a small film":               {film(320, 180, 250, 10), time.Minute, 2 * time.Minute},
		"sound that says 20 days":    {sound, time.Minute, 7 * time.Hour},
		"frames of an unknown count": {film(1920, 1080, 0, 10), 3 * time.Minute, 20 * time.Minute},
	} {
		l := c.recipe.limits()
		if l.CPU < c.least || l.CPU > c.most || l.Wall < l.CPU || l.Wall > 5*time.Minute+2*c.most {
			t.Errorf("%s: %v of processor time, %v in all; want %v to %v", what, l.CPU, l.Wall, c.least, c.most)
		}
	}
	if sound.limits().Memory != soundMemory() || film(320, 180, 250, 10).limits().Memory != 0 {
		t.Error("sound alone has to have the address space for sound, and films that of the engine")
	}
}

// Every run that decodes no pictures has the address space of sound. A program that tells its limits stands in for ffmpeg.
func TestReadingSoundIsLimitedInMemory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ffmpeg")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho space $(ulimit -v), arenas $MALLOC_ARENA_MAX >&2\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	e, s := &Engine{path: path, stall: time.Minute}, source{path: "a.mp3", demuxer: "mp3"}
	r := recipe{source: s, limit: 1000, sound: sound{do: transcode.Encode, codec: "opus"}, mime: "audio/mp4", output: "out.m4a"}
	want := fmt.Sprintf("space %d, arenas 2", soundMemory()>>10)
	for what, run := range map[string]func() error{
		"packets":  func() error { _, err := e.listPackets(t.Context(), s, "a:0"); return err },
		"hearing":  func() error { _, err := e.hear(t.Context(), s, 0, 1); return err },
		"voice":    func() error { _, err := e.Listen(t.Context(), "a.ogg", "audio/ogg"); return err },
		"loudness": func() error { _, err := e.measureLoudness(t.Context(), r); return err },
		"encoding": func() error { _, err := e.cookSound(t.Context(), r, 1, nil, newHearing(1)); return err },
	} {
		if err := run(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want %q", what, err, want)
		}
	}
}
