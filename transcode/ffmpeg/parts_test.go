package ffmpeg_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/validate/media"
)

func TestInventory(t *testing.T) {
	t.Parallel()
	inventory, err := open(t).Inventory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if inventory.Version == "" || len(inventory.Missing) > 0 {
		t.Errorf("got %+v", inventory)
	}
}

func TestNoFFmpeg(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := ffmpeg.Open("")
	var missing *ffmpeg.MissingError
	if !errors.As(err, &missing) || missing.Sort != "program" || !errors.Is(err, process.ErrNotFound) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"ffmpeg is missing", "apt install ffmpeg", "brew install ffmpeg", "WAMEDIA_FFMPEG"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

// A build without libx264 is found out before anything is encoded.
func TestAPartIsMissing(t *testing.T) {
	source := sample(t, "a.mkv", bars+tone)
	video := job(t, source, media.Video, "video/mp4", h264, aac)
	audio := job(t, source, media.Audio, "audio/mp4", transcode.Stream{}, aac)
	dir := t.TempDir()
	real, err := process.Find("ffmpeg", "")
	if err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\ncase \"$*\" in *-encoders*) exec " + real + " \"$@\" | grep -v libx264;; *) exec " + real + " \"$@\";; esac\n"
	if err := os.WriteFile(dir+"/poor", []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WAMEDIA_FFMPEG", dir+"/poor")
	e := open(t)
	_, err = e.Make(t.Context(), video)
	var missing *ffmpeg.MissingError
	if !errors.As(err, &missing) || missing.Name != "libx264" || !strings.Contains(err.Error(), "which video need") {
		t.Errorf("got %v", err)
	}
	if _, err := e.Make(t.Context(), audio); err != nil {
		t.Errorf("audio needs no libx264: %v", err)
	}
	inventory, err := e.Inventory(t.Context())
	if err != nil || len(inventory.Missing) != 1 {
		t.Errorf("got %+v, %v", inventory, err)
	}
}
