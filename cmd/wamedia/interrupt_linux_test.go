package main

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/proctree"
)

// soon is far more than what is tested for takes on a busy machine.
const soon = 30 * time.Second

// started is a wamedia that runs beside the test.
type started struct {
	t      *testing.T
	cmd    *exec.Cmd
	out    bytes.Buffer
	ended  chan struct{}
	waited error
	seen   map[int]bool // children that were met
}

func start(t *testing.T, args ...string) *started {
	t.Helper()
	return startAs(t, exec.Command(program(t), args...))
}

// program is this test binary under the name by which it is wamedia.
func program(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "wamedia")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	return link
}

// startAs starts a command that is or becomes wamedia, with a state of its own unless its environment names one.
func startAs(t *testing.T, cmd *exec.Cmd) *started {
	t.Helper()
	s := &started{t: t, cmd: cmd, ended: make(chan struct{}), seen: map[int]bool{}}
	if s.cmd.Stderr = &s.out; cmd.Stdout == nil {
		s.cmd.Stdout = &s.out
	}
	s.cmd.Env = append(append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir()), cmd.Env...)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.waited = s.cmd.Wait(); close(s.ended) }()
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); <-s.ended })
	return s
}

// child waits for a child process of that name and returns its id. A child that has not got to its exec yet, as the
// ones by which Go's runtime tries what the system can do, still has the parent's name.
func (s *started) child(name string) int {
	s.t.Helper()
	for deadline := time.Now().Add(soon); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for _, pid := range proctree.Children(s.cmd.Process.Pid) {
			if nameOf(pid) == name {
				return pid
			}
		}
	}
	s.t.Fatalf("no child %s was seen; the program said:\n%s", name, s.out.String())
	return 0
}

// nameOf is what a process is called.
func nameOf(pid int) string {
	comm, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return strings.TrimSpace(string(comm))
}

// busy waits until a child of that name is in the middle of its work, and returns its process id.
func (s *started) busy(name string) int {
	s.t.Helper()
	const working = 20 // hundredths of a second: more than it takes to start, or to answer a question
	for deadline := time.Now().Add(soon); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if pid := s.child(name); cpu(pid) >= working {
			return pid
		}
	}
	s.t.Fatalf("%s was never busy; the program said:\n%s", name, s.out.String())
	return 0
}

// cpu is the processor time that a process has used, in hundredths of a second.
func cpu(pid int) int {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

// exit waits for the end and returns the exit code.
func (s *started) exit() int {
	s.t.Helper()
	select {
	case <-s.ended:
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(6 * soon):
		s.t.Fatalf("the program goes on; it said:\n%s", s.out.String())
		return 0
	}
}

func gone(t *testing.T, pid int) {
	t.Helper()
	for deadline := time.Now().Add(soon); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if syscall.Kill(pid, 0) != nil {
			return
		}
	}
	t.Errorf("the child %d lives on", pid)
}

// empty tells whether a folder holds nothing but the report.
func empty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "wamedia-report.json" {
			t.Errorf("%s was left in the output folder", e.Name())
		}
	}
}

// mpeg4 makes a film of a codec that has to be encoded anew.
func mpeg4(t *testing.T, path string, seconds int) {
	t.Helper()
	film(t, path, seconds, "-c:v", "mpeg4", "-q:v", "5")
}

// film makes moving pictures with the options given.
func film(t *testing.T, path string, seconds int, options ...string) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	args := []string{"-v", "error", "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=size=1280x720:rate=30:duration=%d", seconds)}
	out, err := exec.CommandContext(ctx, "ffmpeg", append(append(args, options...), path)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
}

// bitPNG is a 1-bit PNG of side×side pixels, all black: a few kilobytes whatever its side.
func bitPNG(t *testing.T, side int) []byte {
	t.Helper()
	var pixels bytes.Buffer
	z := zlib.NewWriter(&pixels)
	row := make([]byte, 1+(side+7)/8)
	for range side {
		if _, err := z.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(side)), uint32(side))
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	for _, chunk := range []struct {
		name string
		data []byte
	}{{"IHDR", append(head, 1, 0, 0, 0, 0)}, {"IDAT", pixels.Bytes()}, {"IEND", nil}} {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(chunk.data)))
		body := append([]byte(chunk.name), chunk.data...)
		b.Write(body)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	return b.Bytes()
}

func put(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestInterruptInTheMiddleOfAVideo(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	mpeg4(t, filepath.Join(in, "long.avi"), 60)
	s := start(t, "prepare", in, "-o", out)
	child := s.child("ffmpeg")
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := s.exit(); code != exitInterrupted {
		t.Errorf("exit code %d, want %d; the program said:\n%s", code, exitInterrupted, s.out.String())
	}
	gone(t, child)
	empty(t, out)
}

func TestInterruptInTheMiddleOfALargePicture(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	put(t, filepath.Join(in, "large.png"), bitPNG(t, 9500))
	s := start(t, "prepare", in, "-o", out)
	child := s.child("wamedia-vips")
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := s.exit(); code != exitInterrupted {
		t.Errorf("exit code %d, want %d; the program said:\n%s", code, exitInterrupted, s.out.String())
	}
	gone(t, child)
	empty(t, out)
}

// TestALostWorkerCostsOneFile kills and stops the image worker from outside.
func TestALostWorkerCostsOneFile(t *testing.T) {
	for _, c := range []struct {
		name   string
		signal syscall.Signal
		side   int // large enough to be met in its work, small enough for a short deadline
	}{{"killed", syscall.SIGKILL, 9500}, {"stopped", syscall.SIGSTOP, 5000}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in, out := t.TempDir(), t.TempDir()
			put(t, filepath.Join(in, "1.png"), bitPNG(t, c.side))
			put(t, filepath.Join(in, "2.jpg"), sample(t, "samples/bad/image.color.cmyk.jpg"))
			s := start(t, "prepare", "--jobs", "1", "--format", "json", in, "-o", out)
			if err := syscall.Kill(s.busy("wamedia-vips"), c.signal); err != nil {
				t.Fatal(err)
			}
			if code := s.exit(); code != exitFindings {
				t.Errorf("exit code %d, want %d", code, exitFindings)
			}
			got := results(t, &s.out)
			if e, _ := got["1.png"]["error"].(string); !strings.Contains(e, "image worker") {
				t.Errorf("the file of the lost worker says %q, want what happened to the image worker", e)
			}
			if got["2.jpg"]["output"] == nil {
				t.Errorf("the next file was not prepared: %v", got["2.jpg"])
			}
		})
	}
}

// results reads a JSON report, by base name.
func results(t *testing.T, r io.Reader) map[string]map[string]any {
	t.Helper()
	got := map[string]map[string]any{}
	for dec := json.NewDecoder(r); ; {
		var line map[string]any
		if err := dec.Decode(&line); err != nil {
			return got
		}
		if path, ok := line["path"].(string); ok {
			got[filepath.Base(path)] = line
		}
	}
}

func TestHostilePicturesCostOneFileEach(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	whole := sample(t, "samples/ok/image.baseline.jpg")
	put(t, filepath.Join(in, "1-bomb.png"), bitPNG(t, 20_000))
	put(t, filepath.Join(in, "2-cut.jpg"), whole[:len(whole)/2])
	put(t, filepath.Join(in, "3-good.jpg"), sample(t, "samples/bad/image.color.cmyk.jpg"))
	s := start(t, "prepare", "--format", "json", in, "-o", out)
	if code := s.exit(); code != exitFindings {
		t.Errorf("exit code %d, want %d", code, exitFindings)
	}
	got := results(t, &s.out)
	for name, says := range map[string]string{"1-bomb.png": "400", "2-cut.jpg": "any.damaged"} {
		text, _ := json.Marshal(got[name])
		if got[name]["output"] != nil || !strings.Contains(string(text), says) {
			t.Errorf("%s: want a refusal that says %q, got %s", name, says, text)
		}
	}
	if got["3-good.jpg"]["output"] == nil {
		t.Errorf("the next file was not prepared: %v", got["3-good.jpg"])
	}
}
