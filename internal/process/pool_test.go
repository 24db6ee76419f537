//go:build unix

package process_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/process"
)

// newPool has one worker unless the test says otherwise.
func newPool(t *testing.T, config process.PoolConfig) *process.Pool {
	t.Helper()
	c := child(t, "worker")
	c.Env = append(c.Env, config.Command.Env...)
	config.Command = c
	config.Size = max(config.Size, 1)
	pool := process.NewPool(config)
	t.Cleanup(pool.Close)
	return pool
}

func ask(t *testing.T, pool *process.Pool, request string) string {
	t.Helper()
	answer, err := pool.Do(t.Context(), process.Job{Request: []byte(request)})
	if err != nil {
		t.Fatalf("%s: %v", request, err)
	}
	return string(answer)
}

func TestPoolKeepsItsWorker(t *testing.T) {
	t.Parallel()
	pool := newPool(t, process.PoolConfig{Size: 4})
	first := ask(t, pool, "pid")
	if got := ask(t, pool, "a word"); got != "a word" {
		t.Errorf("got %q", got)
	}
	if got := ask(t, pool, ""); got != "" {
		t.Errorf("an empty frame came back as %q", got)
	}
	if again := ask(t, pool, "pid"); again != first {
		t.Errorf("worker %s was replaced by %s", first, again)
	}
}

func TestPoolReplacesABrokenWorker(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		request string
		want    string
		check   func(*process.Error) bool
	}{
		"crash": {"crash", "ended with exit code 7: something broke",
			func(e *process.Error) bool { return e.ExitCode == 7 }},
		"leaves":   {"leave", "ended without an answer", func(e *process.Error) bool { return e.ExitCode == 0 }},
		"breaks":   {"half", "ended without an answer", func(e *process.Error) bool { return e.ExitCode == 0 }},
		"garbage":  {"garbage", "at most 4096 are allowed", func(e *process.Error) bool { return e.Cause != nil }},
		"too much": {strings.Repeat("x", 5000), "5000 bytes", func(e *process.Error) bool { return e.Cause != nil }},
		"hangs": {"hang", "no answer within 3s",
			func(e *process.Error) bool { return errors.Is(e, context.DeadlineExceeded) }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := newPool(t, process.PoolConfig{JobTime: 3 * time.Second, MaxFrame: 4096})
			before := ask(t, pool, "pid")
			_, err := pool.Do(t.Context(), process.Job{Request: []byte(test.request)})
			var failure *process.Error
			if !errors.As(err, &failure) || !test.check(failure) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			expectGone(t, before)
			if after := ask(t, pool, "pid"); after == before {
				t.Error("the broken worker was used again")
			}
		})
	}
}

func TestPoolSurvivesSignalsFromOutside(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGSTOP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			pool := newPool(t, process.PoolConfig{JobTime: 2 * time.Second})
			before := ask(t, pool, "pid")
			failed := make(chan error)
			go func() {
				_, err := pool.Do(t.Context(), process.Job{Request: []byte("hang")})
				failed <- err
			}()
			time.Sleep(100 * time.Millisecond)
			pid, _ := strconv.Atoi(before)
			if err := syscall.Kill(pid, signal); err != nil {
				t.Fatal(err)
			}
			var failure *process.Error
			if err := <-failed; !errors.As(err, &failure) || failure.Signal != syscall.SIGKILL {
				t.Errorf("got %v, want a killed worker", err)
			}
			expectGone(t, before)
			if after := ask(t, pool, "pid"); after == before {
				t.Error("the broken worker was used again")
			}
		})
	}
}

func TestPoolDropsAWorkerThatDiedIdle(t *testing.T) {
	t.Parallel()
	pool := newPool(t, process.PoolConfig{})
	before := ask(t, pool, "pid")
	pid, _ := strconv.Atoi(before)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	expectGone(t, before)
	time.Sleep(100 * time.Millisecond)
	if after := ask(t, pool, "pid"); after == before {
		t.Error("a dead worker answered")
	}
}

func TestPoolEndsAJobWithItsContext(t *testing.T) {
	t.Parallel()
	pool := newPool(t, process.PoolConfig{})
	before := ask(t, pool, "pid")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := pool.Do(ctx, process.Job{Request: []byte("hang")}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
	expectGone(t, before)
}

func TestPoolWaitsForAFreeWorkerNoLongerThanTheContext(t *testing.T) {
	t.Parallel()
	pool := newPool(t, process.PoolConfig{})
	_ = ask(t, pool, "pid")
	go func() { _, _ = pool.Do(t.Context(), process.Job{Request: []byte("hang")}) }()
	time.Sleep(100 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := pool.Do(ctx, process.Job{Request: []byte("pid")}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
}

func TestPoolHearsTheHello(t *testing.T) {
	t.Parallel()
	stale := errors.New("built from another version: build both programs anew")
	check := func(hello []byte) error {
		if string(hello) != "hello" {
			return stale
		}
		return nil
	}
	config := process.PoolConfig{Hello: check}
	if got := ask(t, newPool(t, config), "good"); got != "good" {
		t.Errorf("got %q", got)
	}
	config.Command.Env = []string{"PROCESS_TEST_HELLO= there"}
	if _, err := newPool(t, config).Do(t.Context(), process.Job{Request: []byte("pid")}); !errors.Is(err, stale) {
		t.Errorf("got %v, want the error of the check", err)
	}
	config.Command.Env = []string{"PROCESS_TEST_HELLO=none"}
	config.StartTime = 200 * time.Millisecond
	_, err := newPool(t, config).Do(t.Context(), process.Job{Request: []byte("pid")})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no hello") {
		t.Errorf("got %v, want no hello", err)
	}
}

func TestPoolTellsThatItsProgramIsNoProgram(t *testing.T) {
	t.Parallel()
	pool := process.NewPool(process.PoolConfig{Command: process.Command{Path: t.TempDir() + "/nothing"}})
	defer pool.Close()
	if _, err := pool.Do(t.Context(), process.Job{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want os.ErrNotExist", err)
	}
}

func TestPoolRemovesTemporaryFolders(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	pool := newPool(t, process.PoolConfig{Temp: temp})
	name := ask(t, pool, "temp")
	if !strings.HasPrefix(name, temp) {
		t.Errorf("the worker's temporary folder is not in %s: %s", temp, name)
	}
	if _, err := pool.Do(t.Context(), process.Job{Request: []byte("crash")}); err == nil {
		t.Error("a crash is no error")
	}
	if left, _ := os.ReadDir(temp); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestPoolClosed(t *testing.T) {
	t.Parallel()
	pool := newPool(t, process.PoolConfig{Size: 2})
	idle := ask(t, pool, "pid")
	failed := make(chan error)
	go func() {
		_, err := pool.Do(t.Context(), process.Job{Request: []byte("hang")})
		failed <- err
	}()
	time.Sleep(100 * time.Millisecond)
	pool.Close()
	if err := <-failed; !errors.Is(err, process.ErrClosed) {
		t.Errorf("the job under way got %v, want ErrClosed", err)
	}
	if _, err := pool.Do(t.Context(), process.Job{Request: []byte("pid")}); !errors.Is(err, process.ErrClosed) {
		t.Errorf("the job afterwards got %v, want ErrClosed", err)
	}
	expectGone(t, idle)
}

// Many goroutines, few workers, one job in five a crash: every other job is answered, and no descriptor is left.
func TestPoolUnderLoad(t *testing.T) {
	before := openFiles(t)
	pool := newPool(t, process.PoolConfig{Size: 2})
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			request := fmt.Sprintf("job %d", i)
			if i%5 == 0 {
				request = "crash"
			}
			answer, err := pool.Do(t.Context(), process.Job{Request: []byte(request)})
			if crashed := request == "crash"; crashed != (err != nil) || !crashed && string(answer) != request {
				t.Errorf("%s: got %q, %v", request, answer, err)
			}
		})
	}
	all.Wait()
	pool.Close()
	if after := openFiles(t); after > before {
		t.Errorf("%d descriptors are open, %d were before", after, before)
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	open, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}
