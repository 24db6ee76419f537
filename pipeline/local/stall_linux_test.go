package local

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/workdir"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/validate/media"
)

// greeting is what a worker says first, as printf writes it.
const greeting = `printf '\0\0\0\016{"protocol":1}'; `

// parts answers what ffmpeg is asked for its parts, so that runs which make something are reached.
const parts = `case "$*" in *coders*|*filters*) for p in libx264 aac libopus png librsvg zscale ebur128; do echo " V $p x"; done; exit 0;; esac; `

// manners are the ways in which a child process goes on for ever. What it starts outside its group ends by itself soon.
func manners() map[string]string {
	return map[string]string{
		"does nothing":                          `exec sleep 60`,
		"reads and does not write":              `cat >/dev/null; exec sleep 60`,
		"writes and does not read":              `exec cat /dev/zero`,
		"closes its streams":                    `exec </dev/null >/dev/null 2>&1; exec sleep 60`,
		"takes no notice of signals":            `trap '' HUP INT TERM; while :; do sleep 1; done`,
		"complains without end":                 `while :; do echo no >&2; done`,
		"leaves a child that holds its streams": `setsid sleep 8 & exec sleep 60`,
	}
}

// stalling is a program of such manners; where it is given one, an answer comes before it stalls.
func stalling(t *testing.T, name, first, manner string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+first+manner+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// slack is how much longer than its context an engine's call may take.
const slack = 2 * time.Second

// No call of an engine outlives its context, whatever its child processes do.
func TestEnginesEndWithTheirContext(t *testing.T) {
	for manner, script := range manners() {
		for first, say := range map[string][2]string{"at once": {}, "after a word": {greeting, parts}} {
			t.Setenv("WAMEDIA_VIPS", stalling(t, "wamedia-vips", say[0], script))
			t.Setenv("WAMEDIA_FFMPEG", stalling(t, "ffmpeg", say[1], script))
			set := assembled(t)
			t.Run(manner+" "+first, func(t *testing.T) {
				var all sync.WaitGroup
				for what, call := range calls(t, set) {
					all.Go(func() { ends(t, what, call) })
				}
				all.Wait()
			})
		}
	}
}

// ends gives a call a moment, and checks that it takes no more than that and the slack, and is no success.
func ends(t *testing.T, what string, call func(context.Context) error) {
	t.Helper()
	const moment = 300 * time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), moment)
	defer cancel()
	start := time.Now()
	err := call(ctx)
	if took := time.Since(start); took > moment+slack {
		t.Errorf("%s took %v", what, took)
	}
	if err == nil {
		t.Errorf("%s succeeded", what)
	}
}

// assembled plugs the engines in, with the programs that the environment names now.
func assembled(t *testing.T) map[transcode.Engine]pipeline.Engine {
	t.Helper()
	work, err := workdir.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := newWorker(work.Path(), 8)
	if err := w.start(); err != nil {
		t.Fatal(err)
	}
	opened, err := ffmpeg.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.close()
		if err := work.Close(); err != nil {
			t.Error(err)
		}
	})
	set := engines(w, work, "")
	found := func() (*ffmpeg.Engine, error) { return opened, nil }
	set[transcode.StillEngine] = still{worker: w, work: work, ffmpeg: found}
	set[transcode.AnimationEngine] = animation{worker: w, ffmpeg: found}
	set[transcode.FFmpegEngine] = film{ffmpeg: found}
	set[transcode.MoovEngine] = moov{film{ffmpeg: found}}
	return set
}

// calls lists what the line asks of engines.
func calls(t *testing.T, set map[transcode.Engine]pipeline.Engine) map[string]func(context.Context) error {
	t.Helper()
	source := filepath.Join(t.TempDir(), "source")
	if err := os.WriteFile(source, []byte("GIF89a"), 0o600); err != nil {
		t.Fatal(err)
	}
	film := transcode.Plan{
		Action: transcode.Transcode, Engine: transcode.FFmpegEngine, Kind: media.Video, MIME: "video/mp4", Limit: 16_000_000,
		Video: transcode.Stream{Do: transcode.Encode, Codec: "h264"},
	}
	moving := &media.Facts{MIME: "video/mp4", Container: &media.Container{Format: "mp4"}, Seconds: new(5.0), Video: []media.VideoTrack{
		{Codec: "hevc", Width: 640, Height: 480, FrameRate: 25, PixelAspect: 1},
	}}
	short := &media.Facts{MIME: "image/gif", Picture: &media.Picture{Width: 64, Height: 64, Frames: 2}}
	long := &media.Facts{MIME: "image/gif", Picture: &media.Picture{Width: 64, Height: 64, Frames: 30_000}}
	for range 30_000 {
		long.Picture.FrameMS = append(long.Picture.FrameMS, 16)
	}
	fast := transcode.Options{OverLong: "speed"}
	tasks := map[string]pipeline.Task{
		"a still":                  {Facts: &media.Facts{MIME: "image/jpeg", Picture: &media.Picture{Width: 64, Height: 64}}, Plan: transcode.Plan{Engine: transcode.StillEngine}},
		"a still by ffmpeg":        {Facts: &media.Facts{MIME: "image/bmp", Picture: &media.Picture{Width: 64, Height: 64}}, Plan: transcode.Plan{Engine: transcode.StillEngine}},
		"an animation":             {Facts: short, Plan: transcode.Plan{Engine: transcode.AnimationEngine}},
		"an animation of 30,000":   {Facts: long, Plan: transcode.Plan{Engine: transcode.AnimationEngine, Options: fast}},
		"an animation, trimmed":    {Facts: short, Plan: transcode.Plan{Engine: transcode.AnimationEngine, Options: transcode.Options{Trim: true}}},
		"an animated WebP":         {Facts: &media.Facts{MIME: "image/webp", Picture: long.Picture}, Plan: transcode.Plan{Engine: transcode.AnimationEngine}},
		"a film":                   {Facts: moving, Plan: film},
		"a film of unknown length": {Facts: &media.Facts{MIME: "video/mp4", Container: moving.Container, Video: moving.Video}, Plan: film},
		"moov by ffmpeg":           {Facts: moving, Plan: transcode.Plan{Engine: transcode.MoovEngine, MIME: "video/mp4", Video: transcode.Stream{Do: transcode.Keep}}},
	}
	all := map[string]func(context.Context) error{
		"a waveform": func(ctx context.Context) error {
			_, err := set[transcode.FFmpegEngine].(pipeline.Listener).Listen(ctx, source, "audio/ogg")
			return err
		},
		"a forecast": func(ctx context.Context) error {
			_, err := set[transcode.FFmpegEngine].(pipeline.Forecaster).Foresee(ctx, pipeline.Task{Source: source, Facts: moving, Plan: film})
			return err
		},
	}
	for what, task := range tasks {
		task.Source, task.Output, task.Progress = source, filepath.Join(t.TempDir(), "output"), func(int, float64) {}
		all[what] = func(ctx context.Context) error {
			_, err := set[task.Plan.Engine].Apply(ctx, task)
			return err
		}
	}
	return all
}

// Moving moov needs no child process, and of a large file it takes long.
func TestMoovEndsWithItsContext(t *testing.T) {
	t.Parallel()
	const media = 8 << 30
	head := "\x00\x00\x00\x10ftypisom\x00\x00\x00\x00\x00\x00\x00\x01mdat\x00\x00\x00\x02\x00\x00\x00\x00"
	source := filepath.Join(t.TempDir(), "source.mp4")
	if err := os.WriteFile(source, []byte(head), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(source, 16+media); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(source, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("\x00\x00\x00\x08moov"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	ends(t, "moov", func(ctx context.Context) error {
		return moovFirst(ctx, source, strings.TrimSuffix(source, ".mp4")+".out")
	})
}
