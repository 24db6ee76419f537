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
	"github.com/wamedia/wamedia/validate/media"
)

// hungry is an engine that says a task takes as many bytes as its plan allows.
type hungry struct{}

func (hungry) Apply(context.Context, Task) (Outcome, error) { return Outcome{}, nil }

func (hungry) Memory(t Task) int64 { return t.Plan.Limit }

// run takes slots for a task of so many bytes, holds them for a second and tells when it began, in seconds.
func run(t *testing.T, s *Slots, bytes int64, start time.Time) float64 {
	t.Helper()
	release, err := s.convert(t.Context(), hungry{}, &Task{Plan: transcode.Plan{Limit: bytes}})
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
		conversions int
		bytes       []int64
		began       []float64 // in seconds, each task one second long
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
				s, start := NewSlots(test.conversions, 0, 100), time.Now()
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
		release, err := s.convert(t.Context(), hungry{}, &Task{Plan: film})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for range 3 { // one waits for memory, two for a core
			go func() {
				if _, err := s.convert(ctx, hungry{}, &Task{Plan: film}); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v, want the deadline", err)
				}
			}()
		}
		time.Sleep(2 * time.Second)
		release()
		if !s.conversions.TryAcquire(2) || !s.memory.TryAcquire(100) {
			t.Error("something is still taken")
		}
	})
}

// What a film is encoded with depends on nothing but the film and the choice of the user.
func TestThreadsGoByTheFilm(t *testing.T) {
	t.Parallel()
	cores := runtime.GOMAXPROCS(0)
	few := min(2, cores)
	s := NewSlots(8, 0, 100)
	for range 2 { // the second time with the first ones under way
		for _, test := range []struct {
			seconds      float64
			chosen, want int
		}{{5, 0, few}, {19.9, 0, few}, {20, 0, cores}, {600, 0, cores}, {600, 1, 1}, {5, 3, 3}} {
			task := Task{Facts: &media.Facts{Seconds: &test.seconds}}
			task.Plan.Options.Threads = test.chosen
			if _, err := s.convert(t.Context(), hungry{}, &task); err != nil || task.Plan.Options.Threads != test.want {
				t.Errorf("%g s: %d threads (%v), want %d", test.seconds, task.Plan.Options.Threads, err, test.want)
			}
			s.conversions.Release(1)
		}
	}
}

// threaded is an engine whose tasks take ten bytes a thread.
type threaded struct{ hungry }

func (threaded) Memory(t Task) int64 { return 10 * int64(t.Plan.Options.Threads) }

func TestThreadsFitTheMemory(t *testing.T) {
	t.Parallel()
	for budget, want := range map[int64]int{5: 1, 10: 1, 25: 2, 80: 8, 1000: 8} {
		task := Task{Plan: transcode.Plan{Options: transcode.Options{Threads: 8}}}
		release, err := NewSlots(1, 0, budget).convert(t.Context(), threaded{}, &task)
		if err != nil {
			t.Fatal(err)
		}
		if release(); task.Plan.Options.Threads != want {
			t.Errorf("%d threads in %d bytes, want %d", task.Plan.Options.Threads, budget, want)
		}
	}
}
