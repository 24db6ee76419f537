package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/proctree"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// TestMemoryIsWithinItsEstimate holds what children really hold at their peak against what runs side by side are
// bounded by. An estimate far above would keep cores idle.
func TestMemoryIsWithinItsEstimate(t *testing.T) {
	t.Parallel()
	const scene = "testsrc2=size=%s:rate=30,noise=alls=30:allf=t"
	for name, test := range map[string]struct {
		file, size string
		options    []string // of ffmpeg, to make the source
		as         media.Kind
		child      string
		estimate   func(r validate.Result) int64
	}{
		"a photo": {"a.jpg", "4000x3000", []string{"-frames:v", "1", "-q:v", "1"}, media.Image, "wamedia-vips", still},
		"a picture of 16 bits with alpha": {"a.png", "2400x1800", []string{"-frames:v", "1", "-pix_fmt", "rgba64be"},
			media.Image, "wamedia-vips", still},
		"a picture that is read whole": {"a.tiff", "3000x2000", []string{"-frames:v", "1", "-pix_fmt", "rgb24"},
			media.Image, "wamedia-vips", still},
		"a sticker of a photo": {"a.jpg", "4000x3000", []string{"-frames:v", "1"}, media.Sticker, "wamedia-vips", still},
		"a film of 1080p":      {"a.avi", "1920x1080", []string{"-t", "1", "-c:v", "mpeg4"}, media.Video, "ffmpeg", encode},
		"a film of 2160p": {"a.mp4", "3840x2160", []string{"-frames:v", "15", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2",
			"-pix_fmt", "yuv420p10"}, media.Video, "ffmpeg", encode},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, test.file)
			args := append([]string{"-v", "error", "-f", "lavfi", "-i", fmt.Sprintf(scene, test.size)}, test.options...)
			if out, err := exec.Command("ffmpeg", append(args, path)...).CombinedOutput(); err != nil {
				t.Fatalf("ffmpeg: %v: %s", err, out)
			}
			judged, err := validate.Policy{As: test.as}.File(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			estimate := test.estimate(judged) >> 10
			s := start(t, "prepare", "--as", string(test.as), path, "-o", filepath.Join(dir, "out"))
			peak := int64(s.peak(test.child))
			if code := s.exit(); code != exitClean {
				t.Errorf("exit code %d; the program said:\n%s", code, s.out.String())
			}
			t.Logf("%d MB of an estimated %d MB", peak>>10, estimate>>10)
			if peak > estimate || peak*4 < estimate {
				t.Errorf("%s held %d MB, and the estimate is %d MB", test.child, peak>>10, estimate>>10)
			}
		})
	}
}

// still is the estimate for the image worker.
func still(r validate.Result) int64 {
	req := job.Request{Make: job.Still, MIME: r.Facts.MIME, Picture: *r.Facts.Picture}
	if r.Kind == media.Sticker {
		req.Make = job.Sticker
	}
	return req.Memory() + r.Facts.Size
}

// encode is the estimate for ffmpeg.
func encode(r validate.Result) int64 {
	return ffmpeg.Memory(&r.Facts, transcode.Make(r, transcode.Options{}))
}

// peak is the most that a child of that name held at a time, in KB, until the run ended.
func (s *started) peak(name string) int {
	top := 0
	for {
		for _, pid := range proctree.Children(s.cmd.Process.Pid) {
			if nameOf(pid) == name {
				top = max(top, highWater(pid))
			}
		}
		select {
		case <-s.ended:
			return top
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// highWater is the most resident memory that a process has had, in KB.
func highWater(pid int) int { return statusOf(pid, "VmHWM:") }

// statusOf is a line of a process's status, in KB.
func statusOf(pid int, line string) int {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(status), line)
	var kb int
	_, _ = fmt.Sscan(rest, &kb)
	return kb
}
