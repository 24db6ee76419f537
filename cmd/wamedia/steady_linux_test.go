package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/proctree"
)

// TestManyPicturesInARow prepares pictures of all kinds in one run and looks at it from outside: the memory of the
// program and of its workers, and its open files, are at the end what they were at the start. WAMEDIA_STEADY sets how
// many pictures there are; `make steady` takes 2,000.
func TestManyPicturesInARow(t *testing.T) {
	count := 300
	if wanted := os.Getenv("WAMEDIA_STEADY"); wanted != "" {
		var err error
		if count, err = strconv.Atoi(wanted); err != nil || count < 300 {
			t.Fatalf("WAMEDIA_STEADY is %q, want a number of 300 or more", wanted)
		}
	}
	in, out := t.TempDir(), t.TempDir()
	mixed(t, in, count)
	cmd := exec.Command(program(t), "prepare", "--format", "json", "--quiet", in, "-o", out)
	r, w := io.Pipe()
	cmd.Stdout = w
	s := startAs(t, cmd)
	go func() { <-s.ended; _ = w.Close() }()
	moments := s.watch(r)
	if code := s.exit(); code != exitFindings || len(moments) != count {
		t.Fatalf("exit code %d after %d of %d pictures; the program said:\n%s", code, len(moments), count, s.out.String())
	}
	steady(t, highest(moments[count/10:count/10+100]), highest(moments[count-100:]))
	for _, pid := range slices.Sorted(maps.Keys(s.seen)) {
		gone(t, pid)
	}
	if left := unswept(t, out); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	nobodyAt(t, out)
}

// mixed fills a folder with small pictures of all kinds, and some broken ones.
func mixed(t *testing.T, dir string, count int) {
	t.Helper()
	kinds := []string{
		"bad/image.color.cmyk.jpg", "bad/image.bit-depth.16-bit.png", "bad/any.type-supported.heic", "bad/any.damaged.truncated.jpg",
		"bad/image.bit-depth.palette.png", "ok/sticker.lossless.webp", "bad/any.type-supported.avif", "bad/any.damaged.crc.png",
		"bad/image.alpha.png", "bad/any.type-supported.tiff", "bad/any.type-supported.gif", "ok/image.exif-rotated.jpg",
		"bad/image.color.gray.jpg", "bad/any.damaged.truncated.webp", "bad/sticker.single-frame.webp", "bad/image.bit-depth.1-bit.png",
	}
	dear := []string{"bad/sticker.dimensions.webp", "bad/any.type-supported.bmp", "bad/any.type-supported.animated.gif"}
	for i := range count {
		name := kinds[i%len(kinds)]
		if i%25 == 24 {
			name = dear[i/25%len(dear)]
		}
		put(t, filepath.Join(dir, fmt.Sprintf("%05d%s", i, filepath.Ext(name))), sample(t, "samples/"+name))
	}
}

// held is what a run holds at a moment.
type held struct {
	parent, worker int // resident memory in KB: of wamedia, and of its largest image worker
	files          int // open descriptors of wamedia
}

// watch takes what is held whenever a line tells of a picture, until the report ends.
func (s *started) watch(report io.Reader) []held {
	var all []held
	lines := bufio.NewReader(report)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return all
		}
		if strings.Contains(line, `"type":"file"`) {
			all = append(all, s.holds())
		}
	}
}

func (s *started) holds() held {
	now := held{parent: resident(s.cmd.Process.Pid)}
	for _, pid := range proctree.Children(s.cmd.Process.Pid) {
		s.seen[pid] = true
		if nameOf(pid) == "wamedia-vips" {
			now.worker = max(now.worker, resident(pid))
		}
	}
	open, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid))
	now.files = len(open)
	return now
}

// resident memory of a process in KB; 0 when it is gone.
func resident(pid int) int { return statusOf(pid, "VmRSS:") }

// highest takes the largest of each figure.
func highest(all []held) held {
	var top held
	for _, u := range all {
		top = held{max(top.parent, u.parent), max(top.worker, u.worker), max(top.files, u.files)}
	}
	return top
}

// steady compares the end with the start. Garbage that waits for its collection is given a quarter and 20 MB.
func steady(t *testing.T, first, last held) {
	t.Helper()
	t.Logf("first hundred: wamedia %d MB, a worker %d MB, %d descriptors", first.parent>>10, first.worker>>10, first.files)
	t.Logf("last hundred: wamedia %d MB, a worker %d MB, %d descriptors", last.parent>>10, last.worker>>10, last.files)
	for name, kb := range map[string][2]int{"wamedia": {first.parent, last.parent}, "its worker": {first.worker, last.worker}} {
		if kb[0] == 0 || kb[1] > kb[0]*5/4+20<<10 {
			t.Errorf("%s grew from %d to %d KB", name, kb[0], kb[1])
		}
	}
	if last.files > first.files+3 {
		t.Errorf("open descriptors grew from %d to %d", first.files, last.files)
	}
}
