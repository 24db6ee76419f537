package process_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/process"
)

// A job that takes more processor time than it may costs that job and its worker alone. Waiting costs none.
func TestAJobHasItsOwnProcessorTime(t *testing.T) {
	t.Parallel()
	pool := newPool(t, process.PoolConfig{})
	before := ask(t, pool, "pid")
	_, err := pool.Do(t.Context(), process.Job{Request: []byte("burn without end"), CPU: 300 * time.Millisecond})
	if !errors.Is(err, process.ErrProcessorTime) || !errors.Is(err, process.ErrLimit) || !strings.HasSuffix(err.Error(), ": needs more processor time than 300ms") {
		t.Errorf("got %v, want the limit on processor time", err)
	}
	expectGone(t, before)
	if answer, err := pool.Do(t.Context(), process.Job{Request: []byte("wait"), CPU: 300 * time.Millisecond}); err != nil || string(answer) != "wait" {
		t.Errorf("the job afterwards got %q, %v", answer, err)
	}
}

// What earlier jobs used is not held against the next one.
func TestProcessorTimeIsCountedByJob(t *testing.T) {
	t.Parallel()
	pool := newPool(t, process.PoolConfig{})
	first := ask(t, pool, "pid")
	for range 10 { // each uses 100 ms
		if _, err := pool.Do(t.Context(), process.Job{Request: []byte("burn"), CPU: 900 * time.Millisecond}); err != nil {
			t.Fatal(err)
		}
	}
	if last := ask(t, pool, "pid"); last != first {
		t.Errorf("worker %s was replaced by %s", first, last)
	}
}

// A program in Go takes no notice of the signal that comes with the limit.
func TestProcessorTimeOfAProgramThatIgnoresTheSignal(t *testing.T) {
	t.Parallel()
	c := child(t, "burn")
	c.Limits = process.Limits{CPU: time.Second}
	err := process.Run(t.Context(), c)
	var failure *process.Error
	if !errors.As(err, &failure) || failure.Signal != os.Kill || !errors.Is(err, process.ErrProcessorTime) || !strings.HasSuffix(err.Error(), ": needs more processor time than 1s") {
		t.Errorf("got %v, want the limit on processor time", err)
	}
}
