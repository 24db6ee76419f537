package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/proctree"
	"github.com/wamedia/wamedia/pipeline/local"
)

// TestTwoHeavyFilesStayWithinTheMemory: each of these may be converted, and both at once would hold more than is promised.
func TestTwoHeavyFilesStayWithinTheMemory(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file    string
		options []string // of ffmpeg, to make the source
	}{
		"pictures of 98 megapixels with alpha": {"a.png", []string{"-i", "testsrc2=size=9900x9900,format=rgba", "-frames:v", "1", "-compression_level", "1"}},
		"films of 8K and 10 bits": {"a.mp4", []string{"-i", "testsrc2=size=7680x4320:rate=24", "-frames:v", "6", "-c:v", "libx265",
			"-x265-params", "log-level=none", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir() // one after the other: the sources take long to make
			first, second := filepath.Join(dir, test.file), filepath.Join(dir, "b"+filepath.Ext(test.file))
			if out, err := exec.Command("ffmpeg", append(append([]string{"-v", "error", "-f", "lavfi"}, test.options...), first)...).CombinedOutput(); err != nil {
				t.Fatalf("ffmpeg: %v: %s", err, out)
			}
			if err := os.Link(first, second); err != nil {
				t.Fatal(err)
			}
			s := start(t, "prepare", "--jobs", "2", dir, "-o", filepath.Join(dir, "out"))
			peak := s.tree()
			if code := s.exit(); code != exitClean || strings.Count(s.out.String(), "transcode ") < 2 {
				t.Errorf("exit code %d, want two files converted; the program said:\n%s", code, s.out.String())
			}
			t.Logf("%d MB", peak/1000)
			if limit := local.DefaultMemory / 1024; peak > limit {
				t.Errorf("the program and its children held %d KB, want %d at most", peak, limit)
			}
		})
	}
}

// tree is the most that the program and its children held together, in KB, at any of the moments that were looked at.
func (s *started) tree() int {
	top := 0
	for {
		pid := s.cmd.Process.Pid
		sum := resident(pid)
		for _, child := range proctree.Children(pid) {
			sum += resident(child)
		}
		top = max(top, sum)
		select {
		case <-s.ended:
			return top
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func TestMemoryIsASize(t *testing.T) {
	t.Parallel()
	for size, want := range map[string]int64{"1.5GB": local.DefaultMemory, "800MB": 800_000_000, "2GiB": 2 << 30, "600000000": 600_000_000, "512 mb": leastMemory} {
		f := fixFlags{size: size}
		if err := f.checkMemory(); err != nil || f.memory != want {
			t.Errorf("%q: %d, %v; want %d", size, f.memory, err, want)
		}
	}
	for _, size := range []string{"", "much", "-1GB", "100MB", "0", "1e30GB", "17EB"} {
		f := fixFlags{size: size}
		if err := f.checkMemory(); err == nil {
			t.Errorf("%q is taken as %d", size, f.memory)
		}
	}
}
