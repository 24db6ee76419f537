//go:build vips && cgo

package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

// asWorker makes the test program the worker itself, so that tests meet it as wamedia does.
const asWorker = "WAMEDIA_VIPS_TEST_AS_WORKER"

func TestMain(m *testing.M) {
	if os.Getenv(asWorker) != "" {
		main()
	}
	os.Exit(m.Run())
}

// worker is a worker process and both ends of the talk with it.
type worker struct {
	*exec.Cmd
	in     io.WriteCloser
	out    io.Reader
	stderr *bytes.Buffer
}

func start(t *testing.T, env []string, args ...string) worker {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = slices.Concat(env, []string{asWorker + "=1", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir()})
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	w := worker{cmd, in, out, &bytes.Buffer{}}
	cmd.Stderr = w.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return w
}

// hear reads one frame.
func hear[T any](t *testing.T, w worker) T {
	t.Helper()
	var v T
	payload, err := job.ReadFrame(w.out)
	if err == nil {
		err = json.Unmarshal(payload, &v)
	}
	if err != nil {
		t.Fatalf("%v; stderr: %s", err, w.stderr)
	}
	return v
}

func (w worker) ask(t *testing.T, request any) job.Response {
	t.Helper()
	if err := job.WriteFrame(w.in, request); err != nil {
		t.Fatal(err)
	}
	return hear[job.Response](t, w)
}

// end closes the worker's input and tells its exit code.
func (w worker) end(t *testing.T) int {
	t.Helper()
	if err := w.in.Close(); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(w.out)
	if err != nil || len(rest) > 0 {
		t.Errorf("%d bytes after the last answer: %v", len(rest), err)
	}
	var exit *exec.ExitError
	if err := w.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return w.ProcessState.ExitCode()
}

// square is a PNG of one colour.
func square(t *testing.T, side int) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = [4]byte{200, 30, 30, 255}[i%4]
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "square.png")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWorkerTakesJobAfterJob(t *testing.T) {
	t.Parallel()
	w := start(t, job.Environment())
	if h := hear[job.Hello](t, w); h.Protocol != job.Version || len(h.Loaders) == 0 {
		t.Errorf("hello: %+v", h)
	}
	source, dir := square(t, 300), t.TempDir()
	jobs := []struct {
		request any
		class   job.Class // "" when something is made
	}{
		{job.Request{Make: job.Still, Source: source, MIME: "image/png", Output: filepath.Join(dir, "1")}, ""},
		{"garbage", job.Internal},
		{[]int{1, 2}, job.Internal},
		{job.Request{Make: "a film"}, job.Internal},
		{job.Request{Make: job.Still, Source: source, MIME: "image/jpeg", Output: filepath.Join(dir, "2"), MaxPixels: 10}, job.TooLarge},
		{job.Request{Make: job.Still, Source: os.Args[0], MIME: "image/png", Output: filepath.Join(dir, "3")}, job.Damaged},
		{job.Request{Make: job.Sticker, Source: source, MIME: "image/png", Output: filepath.Join(dir, "4")}, ""},
	}
	for i, j := range jobs {
		r := w.ask(t, j.request)
		if (r.Made != nil) != (j.class == "") || (r.Failure != nil && r.Failure.Class != j.class) {
			t.Errorf("job %d: got %+v, %+v, want %q", i, r.Made, r.Failure, j.class)
		}
	}
	if code := w.end(t); code != exitOK || strings.Contains(w.stderr.String(), "wamedia-vips") {
		t.Errorf("exit %d, %s", code, w.stderr)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 2 {
		t.Errorf("%v were written, want 1 and 4: %v", files, err)
	}
}

func TestWorkerAnimates(t *testing.T) {
	t.Parallel()
	w := start(t, job.Environment(), "animate")
	hear[job.Hello](t, w)
	out := filepath.Join(t.TempDir(), "out.webp")
	req := job.Request{Make: job.Animation, Output: out, Frames: &job.Frames{FPS: 10}}
	if err := job.WriteFrame(w.in, req); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		frame := image.NewNRGBA(image.Rect(0, 0, 512, 512))
		for x := range 100 {
			frame.SetNRGBA(80*i+x, 200, color.NRGBA{A: 255})
		}
		if _, err := w.in.Write(frame.Pix); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.in.Close(); err != nil {
		t.Fatal(err)
	}
	r := hear[job.Response](t, w)
	if r.Failure != nil || len(r.Made.FrameMS) != 5 {
		t.Fatalf("got %+v, %+v, want 5 frames", r.Made, r.Failure)
	}
	if err := w.Wait(); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(out); err != nil || info.Size() != r.Made.Size {
		t.Errorf("%v, %v, want %d bytes", info, err, r.Made.Size)
	}
}

func TestWorkerRefusesToServe(t *testing.T) {
	t.Parallel()
	huge := binary.BigEndian.AppendUint32(nil, 1<<31)
	tests := map[string]struct {
		env   []string
		input string
		code  int
		says  string
	}{
		"without its environment":   {nil, "", exitCannot, "VIPS_BLOCK_UNTRUSTED"},
		"with another environment":  {append(job.Environment(), "VIPS_CONCURRENCY=8"), "", exitCannot, "VIPS_CONCURRENCY"},
		"to what is no protocol":    {job.Environment(), "GET / HTTP/1.1\r\n\r\n", exitUsage, "frames"},
		"a frame of two gigabytes":  {job.Environment(), string(huge), exitUsage, "frames"},
		"a frame that does not end": {job.Environment(), "\x00\x00\x01\x00{", exitUsage, "frame"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, test.env)
			if test.code != exitCannot {
				hear[job.Hello](t, w)
				if _, err := io.WriteString(w.in, test.input); err != nil {
					t.Fatal(err)
				}
			}
			if code := w.end(t); code != test.code || !strings.Contains(w.stderr.String(), test.says) {
				t.Errorf("exit %d, %q, want %d and %q", code, w.stderr, test.code, test.says)
			}
		})
	}
}
