//go:build vips && cgo

package vips_test

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/job"
)

func TestHello(t *testing.T) {
	t.Parallel()
	h := engine(t).Hello()
	if h.Protocol != job.Version || h.Libvips < "8." || h.Libwebp < "1." || !slices.IsSorted(h.Loaders) {
		t.Errorf("got %+v", h)
	}
	for _, mime := range []string{"image/avif", "image/gif", "image/heic", "image/jpeg", "image/png", "image/tiff", "image/webp"} {
		if !slices.Contains(h.Loaders, mime) {
			t.Errorf("no decoder for %s: %v", mime, h.Loaders)
		}
	}
}

func TestDoWritesOneFile(t *testing.T) {
	t.Parallel()
	source := file(t, "in.png", asPNG(t, photo(64, 48)))
	tests := map[string]struct {
		req  job.Request
		mime string
	}{
		"a still":          {job.Request{Make: job.Still, Source: source, MIME: "image/png"}, "image/png"},
		"a sticker":        {job.Request{Make: job.Sticker, Source: source, MIME: "image/png"}, "image/webp"},
		"an animation":     {job.Request{Make: job.Animation, Frames: &job.Frames{FPS: 10}}, "image/webp"},
		"one with a limit": {job.Request{Make: job.Still, Source: source, MIME: "image/png", DeadlineMS: 60_000}, "image/png"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			test.req.Output = filepath.Join(dir, "out")
			r := engine(t).Do(t.Context(), test.req, reel(ball(1), ball(9)))
			if r.Failure != nil || r.Made.MIME != test.mime {
				t.Fatalf("got %+v, %v", r.Made, r.Failure)
			}
			if n := int64(len(contents(t, test.req.Output))); n != r.Made.Size {
				t.Errorf("%d bytes were written, %d were answered", n, r.Made.Size)
			}
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) != 1 {
				t.Errorf("%v in the folder, want the output alone: %v", entries, err)
			}
		})
	}
}

func TestDoFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	source := file(t, "in.png", asPNG(t, photo(64, 48)))
	tests := map[string]struct {
		req  job.Request
		want job.Class
	}{
		"no such source":     {job.Request{Make: job.Still, Source: filepath.Join(dir, "none"), MIME: "image/png"}, job.Internal},
		"no product":         {job.Request{Source: source, MIME: "image/png"}, job.Internal},
		"a folder to write":  {job.Request{Make: job.Still, Source: source, MIME: "image/png", Output: dir}, job.Output},
		"no folder to write": {job.Request{Make: job.Still, Source: source, MIME: "image/png", Output: filepath.Join(dir, "none", "out")}, job.Output},
		"a full disk":        {job.Request{Make: job.Still, Source: source, MIME: "image/png", Output: "/dev/full"}, job.DiskFull},
		"no time":            {job.Request{Make: job.Animation, Frames: &job.Frames{FPS: 10}, DeadlineMS: 1}, job.Internal},
		"damage":             {job.Request{Make: job.Still, Source: file(t, "cut", asPNG(t, photo(64, 48))[:900]), MIME: "image/png"}, job.Damaged},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.req.Output == "" {
				test.req.Output = filepath.Join(t.TempDir(), "out")
			}
			r := engine(t).Do(t.Context(), test.req, reel(balls(30)...))
			if r.Made != nil || r.Failure == nil || r.Failure.Class != test.want {
				t.Errorf("got %+v, %+v, want %s", r.Made, r.Failure, test.want)
			}
			if info, err := os.Stat(test.req.Output); err == nil && info.Mode().IsRegular() {
				t.Error("a part of the output is left")
			}
		})
	}
}

// Jobs at the same time give what jobs one after another give.
func TestEngineIsSharedByGoroutines(t *testing.T) {
	t.Parallel()
	e := engine(t)
	turned := oriented(asJPEG(t, turned(photo(1200, 800), 6), 92), 6)
	req := job.Request{MIME: "image/jpeg", MaxSide: 300}
	want, _, err := e.Still(t.Context(), turned, req)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 6 {
				got, _, err := e.Still(t.Context(), turned, req)
				if err != nil || !cmp.Equal(got, want) {
					t.Errorf("%d bytes, want %d: %v", len(got), len(want), err)
				}
			}
		})
	}
	wait.Wait()
}
