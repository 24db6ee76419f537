package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// confined starts wamedia where no file may grow beyond so many blocks of 512 bytes: what a full disk looks like to a
// program, and anybody may do it.
func confined(t *testing.T, blocks int, args ...string) *started {
	t.Helper()
	shell := []string{"-c", `ulimit -f "$1"; shift; exec "$@"`, "sh", strconv.Itoa(blocks), program(t)}
	return startAs(t, exec.Command("sh", append(shell, args...)...))
}

// grayNoise is a picture that must be cured and has much to store.
func grayNoise(t *testing.T, path string) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 512, 512))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(random.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	put(t, path, b.Bytes())
}

// h264 makes a film that keeps its pictures.
func h264(t *testing.T, path string, options ...string) {
	t.Helper()
	film(t, path, 1, append([]string{"-c:v", "libx264", "-profile:v", "main", "-bf", "0", "-pix_fmt", "yuv420p"}, options...)...)
}

// TestAFullDisk lets every way in which outputs come about run out of space.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	const blocks = 64 // the report fits, no output does
	for name, test := range map[string]struct {
		source func(t *testing.T, dir string)
		args   []string
	}{
		"of a copy":                  {func(t *testing.T, dir string) { t.Helper(); h264(t, dir+"/a.mp4", "-movflags", "+faststart") }, nil},
		"of a film whose moov moves": {func(t *testing.T, dir string) { t.Helper(); h264(t, dir+"/a.mp4") }, nil},
		"of a film that is remuxed":  {func(t *testing.T, dir string) { t.Helper(); h264(t, dir+"/a.mkv") }, nil},
		"of a film that is encoded":  {func(t *testing.T, dir string) { t.Helper(); mpeg4(t, dir+"/a.avi", 2) }, nil},
		"of a picture":               {func(t *testing.T, dir string) { t.Helper(); grayNoise(t, dir+"/a.jpg") }, nil},
		"of a sticker": {func(t *testing.T, dir string) { t.Helper(); grayNoise(t, dir+"/a.jpg") },
			[]string{"--as", "sticker"}},
		"of an animated sticker": {func(t *testing.T, dir string) { t.Helper(); mpeg4(t, dir+"/a.avi", 1) },
			[]string{"--as", "sticker"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, out := t.TempDir(), t.TempDir()
			test.source(t, in)
			s := confined(t, blocks, append([]string{"prepare", "--format", "json", in, "-o", out}, test.args...)...)
			if code := s.exit(); code != exitNoWork {
				t.Errorf("exit code %d, want %d; the program said:\n%s", code, exitNoWork, s.out.String())
			}
			for _, part := range []string{"the disk is full: need up to", "MB, free", "run again"} {
				if !strings.Contains(s.out.String(), part) {
					t.Errorf("want %q in what was said:\n%s", part, s.out.String())
				}
			}
			empty(t, out)
			nobodyAt(t, out)
			if lines := whole(t, out); lines != 2 {
				t.Errorf("the report has %d lines, want the file and the summary", lines)
			}
		})
	}
}

// TestAReportThatDoesNotFit has lines that are whole, and the run says that there are not all.
func TestAReportThatDoesNotFit(t *testing.T) {
	t.Parallel()
	in, out := t.TempDir(), t.TempDir()
	for _, name := range []string{"a.txt", "b.txt", "c.txt"} {
		put(t, filepath.Join(in, name), []byte("A note called "+name+".\n"))
	}
	s := confined(t, 2, "prepare", in, "-o", out)
	if code := s.exit(); code != exitNoWork || !strings.Contains(s.out.String(), "wamedia-report.json") {
		t.Errorf("exit code %d, want %d and the report by its name; the program said:\n%s", code, exitNoWork, s.out.String())
	}
	whole(t, out)
	if left := unswept(t, out); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// whole counts the lines of a report, none of which may be cut short.
func whole(t *testing.T, out string) int {
	t.Helper()
	report, err := os.ReadFile(filepath.Join(out, "wamedia-report.json"))
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range bytes.Lines(report) {
		lines++
		if !json.Valid(line) || !bytes.HasSuffix(line, []byte("\n")) {
			t.Errorf("line %d of the report is cut short: %s", lines, line)
		}
	}
	return lines
}

// nobodyAt expects no process that was told of a folder.
func nobodyAt(t *testing.T, dir string) {
	t.Helper()
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range lines {
		if line, _ := os.ReadFile(path); bytes.Contains(line, []byte(dir)) {
			t.Errorf("still running: %q", line)
		}
	}
}
