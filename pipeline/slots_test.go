package pipeline

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode"
)

// hungry is an engine that says a task takes as many bytes as its plan allows.
type hungry struct{}

func (hungry) Apply(context.Context, Task) (Outcome, error) { return Outcome{}, nil }

func (hungry) Memory(t Task) int64 { return t.Plan.Limit }

// run takes slots for a task of so many bytes, holds them for a second and tells when it began, in seconds.
func run(t *testing.T, s *Slots, bytes int64, start time.Time) float64 {
	t.Helper()
	release, err := s.cure(t.Context(), hungry{}, &Task{Plan: transcode.Plan{Limit: bytes}})
	if err != nil {
		t.Error(err)
		return -1
	}
	defer release()
	began := time.Since(start).Seconds()
	time.Sleep(time.Second)
	return began
}

func TestCuresStayWithinTheirMemory(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cures int
		bytes []int64
		began []float64 // in seconds, each task one second long
	}{
		"as many as cores":         {2, []int64{1, 1, 1, 1}, []float64{0, 0, 1, 1}},
		"as many as fit":           {4, []int64{60, 60, 40, 40}, []float64{0, 1, 1, 2}},
		"all that is there":        {4, []int64{100, 1, 99}, []float64{0, 1, 1}},
		"more than there is":       {4, []int64{1, 500, 1}, []float64{0, 1, 2}},
		"one after the other each": {4, []int64{500, 500, 500}, []float64{0, 1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, start := NewSlots(test.cures, 0, 100), time.Now()
				began := make([]float64, len(test.bytes))
				var all sync.WaitGroup
				for i, bytes := range test.bytes {
					all.Go(func() { began[i] = run(t, s, bytes, start) })
					synctest.Wait() // they ask in this order
				}
				all.Wait()
				if diff := cmp.Diff(test.began, began); diff != "" {
					t.Errorf("the tasks began when they should not: %s", diff)
				}
			})
		})
	}
}

// Whoever gives up waiting leaves nothing taken, whichever of the two it waited for.
func TestGivingUpTakesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewSlots(2, 0, 100)
		film := transcode.Plan{Engine: transcode.FFmpegEngine, Video: transcode.Stream{Do: transcode.Encode}, Limit: 100}
		release, err := s.cure(t.Context(), hungry{}, &Task{Plan: film})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for range 3 { // one waits for memory, two for a core
			go func() {
				if _, err := s.cure(ctx, hungry{}, &Task{Plan: film}); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v, want the deadline", err)
				}
			}()
		}
		time.Sleep(2 * time.Second)
		release()
		if !s.cures.TryAcquire(2) || !s.memory.TryAcquire(100) || s.encodes.Load() != 0 {
			t.Errorf("something is still taken, and %d encodes are counted", s.encodes.Load())
		}
	})
}

// The encodes of video share the cores; what uses one core anyway does not count.
func TestEncodesShareTheCores(t *testing.T) {
	t.Parallel()
	film := transcode.Plan{Engine: transcode.FFmpegEngine, Video: transcode.Stream{Do: transcode.Encode}}
	kept := transcode.Plan{Engine: transcode.FFmpegEngine, Video: transcode.Stream{Do: transcode.Keep}}
	still := transcode.Plan{Engine: transcode.StillEngine}
	chosen := film
	chosen.Options.Threads = 5
	cores := runtime.GOMAXPROCS(0)
	s := NewSlots(8, 0, 100)
	var releases []func()
	for i, step := range []struct {
		plan transcode.Plan
		want int
	}{
		{still, cores}, {kept, cores}, {film, cores}, {film, max(1, cores/2)}, {still, max(1, cores/2)}, {chosen, 5},
		{film, max(1, cores/4)},
	} {
		task := Task{Plan: step.plan}
		release, err := s.cure(t.Context(), hungry{}, &task)
		if err != nil {
			t.Fatal(err)
		}
		releases = append(releases, release)
		if task.Plan.Options.Threads != step.want {
			t.Errorf("step %d: %d threads, want %d", i, task.Plan.Options.Threads, step.want)
		}
	}
	for _, release := range releases {
		release()
	}
	last := Task{Plan: film}
	if _, err := s.cure(t.Context(), hungry{}, &last); err != nil || last.Plan.Options.Threads != cores {
		t.Errorf("the last encode has %d threads (%v), want all %d", last.Plan.Options.Threads, err, cores)
	}
}
