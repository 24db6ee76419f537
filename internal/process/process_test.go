//go:build unix

package process_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/process"
)

func TestRunFeedsAndTakes(t *testing.T) {
	t.Parallel()
	sent := bytes.Repeat([]byte("0123456789abcdef"), 64<<10)
	var got bytes.Buffer
	c := child(t, "echo")
	c.Stdin, c.Stdout = bytes.NewReader(sent), &got
	if err := process.Run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), sent) {
		t.Errorf("%d bytes came back of %d", got.Len(), len(sent))
	}
}

func TestRunTakesAllFromAChildThatIsFasterThanItsReader(t *testing.T) {
	t.Parallel()
	c := child(t, "echo")
	slow := &slowWriter{}
	c.Stdin, c.Stdout = strings.NewReader(strings.Repeat("x", 256<<10)), slow
	if err := process.Run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if slow.n != 256<<10 {
		t.Errorf("took %d bytes", slow.n)
	}
}

type slowWriter struct{ n int }

func (w *slowWriter) Write(b []byte) (int, error) {
	time.Sleep(20 * time.Millisecond)
	w.n += len(b)
	return len(b), nil
}

func TestRunHandsFilesOver(t *testing.T) {
	t.Parallel()
	name := t.TempDir() + "/words"
	if err := os.WriteFile(name, []byte("by the file itself"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(name + ".out")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	c := child(t, "echo")
	c.Stdin, c.Stdout = in, out
	if err := process.Run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(name + ".out"); string(got) != "by the file itself" {
		t.Errorf("got %q", got)
	}
}

func TestRunHidesTheEnvironment(t *testing.T) {
	t.Setenv("WHATSAPP_TOKEN", "very-secret")
	t.Setenv("SOME_API_KEY", "secret-too")
	var got bytes.Buffer
	c := child(t, "env")
	c.Env = append(c.Env, "VIPS_CONCURRENCY=1", "WHATSAPP_APP_SECRET=by-mistake", "WhatsApp_Token=likewise")
	c.Stdout = &got
	if err := process.Run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"VIPS_CONCURRENCY=1", "LC_ALL=C", "PATH=" + os.Getenv("PATH")} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("the child does not see %s", want)
		}
	}
	for _, secret := range []string{"secret", "by-mistake", "likewise"} {
		if strings.Contains(got.String(), secret) {
			t.Errorf("the child sees %q", secret)
		}
	}
}

func TestRunKeepsTheEndOfStderr(t *testing.T) {
	t.Parallel()
	var failure *process.Error
	if err := process.Run(t.Context(), child(t, "fail")); !errors.As(err, &failure) {
		t.Fatalf("got %v, want *process.Error", err)
	}
	if failure.ExitCode != 3 || failure.Signal != nil || failure.Cause != nil {
		t.Errorf("got %+v, want exit code 3 and no other reason", failure)
	}
	if len(failure.Stderr) != 64<<10 || !strings.HasSuffix(failure.Stderr, "noise\nthe last word\n") {
		t.Errorf("kept %d bytes of stderr ending in %.20q", len(failure.Stderr), failure.Stderr[len(failure.Stderr)-20:])
	}
	if text := failure.Error(); !strings.HasSuffix(text, "ended with exit code 3: the last word") {
		t.Errorf("error text %q", text)
	}
}

// A program in Go says why it ends before it shows its stacks.
func TestTheReasonOfAGoProgram(t *testing.T) {
	t.Parallel()
	err := process.Run(t.Context(), child(t, "exhausted"))
	if !errors.Is(err, process.ErrMemory) || !strings.HasSuffix(err.Error(), ": fatal error: runtime: out of memory") {
		t.Errorf("got %v, want ErrMemory and the reason", err)
	}
}

func TestRunTellsThatAProgramIsNoProgram(t *testing.T) {
	t.Parallel()
	err := process.Run(t.Context(), process.Command{Path: t.TempDir() + "/nothing"})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want os.ErrNotExist", err)
	}
}

func TestRunEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sleep", "family"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			pids := newPIDs(cancel)
			c := child(t, name)
			c.Stdout = pids
			err := process.Run(ctx, c)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want context.Canceled", err)
			}
			var failure *process.Error
			if !errors.As(err, &failure) || failure.Signal != syscall.SIGKILL {
				t.Errorf("got %#v, want the signal that killed it", failure)
			}
			pids.expectGone(t)
		})
	}
}

func TestRunDoesNotStartWhenTheContextHasEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := process.Run(ctx, child(t, "sleep")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestRunEndsWithTheWallClock(t *testing.T) {
	t.Parallel()
	c := child(t, "sleep")
	c.Limits.Wall = 200 * time.Millisecond
	err := process.Run(t.Context(), c)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "ran longer than 200ms") {
		t.Errorf("got %v, want the deadline by name", err)
	}
}

func TestRunLeavesNothingOfTheGroupBehind(t *testing.T) {
	t.Parallel()
	pids := newPIDs(func() {})
	c := child(t, "orphan")
	c.Stdout = pids
	if err := process.Run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	pids.expectGone(t)
}

func TestRunEndsWithItsWriter(t *testing.T) {
	t.Parallel()
	full := errors.New("no more, thank you")
	c := child(t, "flood")
	c.Stdout = writerFunc(func([]byte) (int, error) { return 0, full })
	if err := process.Run(t.Context(), c); !errors.Is(err, full) {
		t.Errorf("got %v, want the writer's error", err)
	}
}

func TestRunReturnsThoughItsReaderOrWriterDoesNot(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	c := child(t, "flood")
	never, w := io.Pipe()
	defer func() { _ = w.Close() }()
	c.Stdin = never
	c.Stdout = writerFunc(func(b []byte) (int, error) { <-release; return len(b), nil })
	if err := process.Run(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
}

func TestRunRecognisesAFullDisk(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Log("only Linux has a disk that is always full")
		return
	}
	dd, err := process.Find("dd", "")
	if err != nil {
		t.Fatal(err)
	}
	err = process.Run(t.Context(), process.Command{Path: dd, Args: []string{"if=/dev/zero", "of=/dev/full", "count=1"}})
	if !errors.Is(err, process.ErrDiskFull) {
		t.Errorf("got %v, want ErrDiskFull", err)
	}
}

// A thread that ends takes the children it started with it, unless their starter holds on to it.
func TestRunOutlivesThreads(t *testing.T) {
	t.Parallel()
	c := child(t, "echo")
	r, w := io.Pipe()
	c.Stdin = r
	done := make(chan error)
	go func() { done <- process.Run(t.Context(), c) }()
	for range 200 {
		var ended sync.WaitGroup
		ended.Go(runtime.LockOSThread)
		ended.Wait()
	}
	_ = w.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// pids collects the process numbers that children print, one a line.
type pids struct {
	mu    sync.Mutex
	text  bytes.Buffer
	first func()
}

// newPIDs calls first when the first number has been read.
func newPIDs(first func()) *pids { return &pids{first: sync.OnceFunc(first)} }

func (p *pids) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text.Write(b)
	if bytes.ContainsRune(b, '\n') {
		p.first()
	}
	return len(b), nil
}

func (p *pids) expectGone(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	numbers := strings.Fields(p.text.String())
	if len(numbers) == 0 {
		t.Error("no child told its number")
	}
	for _, number := range numbers {
		expectGone(t, number)
	}
}

// expectGone waits a generous time for a process to be no more, or a zombie that nobody waits for.
func expectGone(t *testing.T, number string) {
	t.Helper()
	pid, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	for range 500 {
		if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) || isZombie(number) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("process %d still lives", pid)
}

func isZombie(number string) bool {
	stat, err := os.ReadFile("/proc/" + number + "/stat")
	return err == nil && bytes.Contains(stat, []byte(") Z "))
}
