package ffmpeg_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/transcode/option"
	"github.com/wamedia/wamedia/validate/media"
)

// A playlist under the name of a film names another film on the disk. Nothing of that may be opened, whatever the
// file is taken for.
func TestAPlaylistOpensNoOtherFile(t *testing.T) {
	t.Parallel()
	private := sample(t, "private.ts", bars+tone+"-c:v libx264 -bf 0 -c:a aac")
	playlists := map[string]string{
		"hls":     "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:" + private + "\n#EXT-X-ENDLIST\n",
		"concat":  "ffconcat version 1.0\nfile '" + private + "'\n",
		"sdp":     "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
		"subrip":  "1\n00:00:00,000 --> 00:00:00,900\nhello\n",
		"imfplay": `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>` + private + `</BaseURL></MPD>`,
	}
	seconds := 1.0
	for name, text := range playlists {
		for _, format := range []string{"mp4", "matroska", "ogg", "avi", "asf", "mpegts", "flv"} {
			path := filepath.Join(t.TempDir(), name+".mp4")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			j := ffmpeg.Job{
				Source: path, Output: path + ".out",
				Facts: media.Facts{
					Container: &media.Container{Format: format}, Seconds: &seconds,
					Video: []media.VideoTrack{{Width: 320, Height: 180, FrameRate: 25}}, Audio: []media.AudioTrack{{}},
				},
				Plan: transcode.Plan{Kind: media.Video, MIME: "video/mp4", Limit: 16_000_000, Video: keep, Audio: keep},
			}
			if result, err := open(t).Make(t.Context(), j); err == nil {
				t.Errorf("%s as %s: made %+v", name, format, result)
			}
			var raw bytes.Buffer
			frames := ffmpeg.Frames{Source: path, Facts: j.Facts, FPS: 5}
			frames.Layout.Side = 64
			if err := open(t).Frames(t.Context(), frames, &raw); err == nil || raw.Len() > 0 {
				t.Errorf("%s as %s: %d bytes of frames", name, format, raw.Len())
			}
		}
	}
}

// Names are names: no option, protocol, pattern or separator.
func TestStrangeNames(t *testing.T) {
	t.Parallel()
	plain := sample(t, "a.mp4", bars+"-c:v libx264 -profile:v main -bf 0")
	content, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"-y.mp4", "a:b.mp4", "100%d.mp4", "a b'c\".mp4", "[x],;.mp4", "http:", "ü\xff.mp4", "concat:a|b"} {
		dir := t.TempDir()
		source := filepath.Join(dir, name)
		if err := os.WriteFile(source, content, 0o600); err != nil {
			t.Fatal(err)
		}
		j := job(t, plain, media.Video, "video/mp4", keep, transcode.Stream{})
		j.Source, j.Output = source, filepath.Join(dir, "out"+name)
		if _, err := open(t).Make(t.Context(), j); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// long is a job of minutes.
func long(t *testing.T) ffmpeg.Job {
	t.Helper()
	seconds := 600.0
	j := job(t, sample(t, "a.mkv", bars+tone), media.Video, "video/mp4", h264, aac)
	list := strings.Repeat("file '"+j.Source+"'\n", int(seconds))
	name := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(name, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	joined := sample(t, "long.mkv", "-f concat -safe 0 -i "+name+" -c copy")
	j.Source, j.Facts.Seconds = joined, &seconds
	return j
}

func TestCancelLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, quality := range []string{"", "best"} {
		j := long(t)
		j.Plan.Options.Quality = option.Quality(quality)
		ctx, cancel := context.WithCancel(t.Context())
		j.Progress = func(p ffmpeg.Progress) {
			if p.Seconds > 0.5 {
				cancel()
			}
		}
		if _, err := open(t).Make(ctx, j); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		expectNothingLeft(t, j)
	}
}

func expectNothingLeft(t *testing.T, j ffmpeg.Job) {
	t.Helper()
	if left, _ := os.ReadDir(filepath.Dir(j.Output)); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, line := range lines {
		if text, _ := os.ReadFile(line); bytes.Contains(text, []byte(j.Output)) {
			t.Errorf("still running: %q", text)
		}
	}
}

func TestDeadlineIsTold(t *testing.T) {
	t.Parallel()
	j := long(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := open(t).Make(ctx, j); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
	expectNothingLeft(t, j)
}

func TestFullDiskIsTold(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Log("only Linux has a disk that is always full")
		return
	}
	j := job(t, sample(t, "a.wav", tone), media.Audio, "audio/mp4", transcode.Stream{}, aac)
	if err := os.Symlink("/dev/full", j.Output); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t).Make(t.Context(), j); !errors.Is(err, process.ErrDiskFull) {
		t.Errorf("got %v, want process.ErrDiskFull", err)
	}
}

// A program in ffmpeg's place shows what it is given: no token in its environment or among its arguments.
func TestNoSecretReachesFFmpeg(t *testing.T) {
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\nenv > %s/seen\necho \"$@\" >> %s/seen\n", dir, dir)
	if err := os.WriteFile(dir+"/fake", []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WAMEDIA_FFMPEG", dir+"/fake")
	t.Setenv("WAMEDIA_CONFINE", "off") // so that it can write what it saw
	t.Setenv("WHATSAPP_TOKEN", "very-secret")
	e := open(t)
	if e.Path() != dir+"/fake" {
		t.Errorf("the program is %s", e.Path())
	}
	_, err := e.Inventory(t.Context())
	if err == nil || !strings.Contains(err.Error(), "does not answer as ffmpeg does") {
		t.Errorf("got %v", err)
	}
	if seen, err := os.ReadFile(dir + "/seen"); err != nil || strings.Contains(string(seen), "secret") || !strings.Contains(string(seen), "-version") {
		t.Errorf("it saw %s, %v", seen, err)
	}
}
