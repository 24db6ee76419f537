package pipeline

import (
	"context"
	"runtime"

	"golang.org/x/sync/semaphore"
)

// Slots bound what runs at once: conversions by cores and by memory, uploads by number. A nil *Slots bounds nothing.
type Slots struct {
	conversions, uploads, memory *semaphore.Weighted
	budget                       int64
	inFlight                     int
}

// NewSlots makes slots for so many conversions and uploads at a time, whose estimated memory stays within budget bytes. A
// conversion that is estimated to take more runs alone.
func NewSlots(conversions, uploads int, budget int64) *Slots {
	return &Slots{
		conversions: semaphore.NewWeighted(int64(conversions)), uploads: semaphore.NewWeighted(int64(uploads)),
		memory: semaphore.NewWeighted(budget), budget: budget, inFlight: conversions + uploads,
	}
}

// convert waits for a core and for the memory that the engine will take for the task, and sets the task's threads.
// Release gives all back.
func (s *Slots) convert(ctx context.Context, e Engine, t *Task) (release func(), err error) {
	if s == nil {
		return func() {}, nil
	}
	t.Plan.Options.Threads = threads(t)
	for t.Plan.Options.Threads > 1 && e.Memory(*t) > s.budget { // every thread holds pictures
		t.Plan.Options.Threads--
	}
	weight := max(0, min(e.Memory(*t), s.budget))
	if err := s.conversions.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	if err := s.memory.Acquire(ctx, weight); err != nil {
		s.conversions.Release(1)
		return nil, err
	}
	return func() { s.memory.Release(weight); s.conversions.Release(1) }, nil
}

const (
	// longFilm in seconds is what is worth all cores.
	longFilm = 20
	// shortThreads of a shorter one cost 2 % where others are encoded beside it, and save 40 % of the time where none is.
	shortThreads = 2
)

// threads for an encode, unless the user chose: few for a short film, all cores for a long one. It goes by the film alone,
// never by what else is under way, as the bytes that x264 makes depend on it: the same film must come out the same, or an
// upload of it is not known again.
func threads(t *Task) int {
	switch f := t.Facts; {
	case t.Plan.Options.Threads > 0:
		return t.Plan.Options.Threads
	case f != nil && f.Seconds != nil && *f.Seconds >= longFilm:
		return runtime.GOMAXPROCS(0)
	}
	return min(shortThreads, runtime.GOMAXPROCS(0))
}

func (s *Slots) upload(ctx context.Context) (release func(), err error) {
	if s == nil {
		return func() {}, nil
	}
	if err := s.uploads.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { s.uploads.Release(1) }, nil
}
