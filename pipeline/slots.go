package pipeline

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"github.com/wamedia/wamedia/transcode"
)

// Slots bound what runs at once: cures by cores and by memory, uploads by number. A nil *Slots bounds nothing.
type Slots struct {
	cures, uploads, memory *semaphore.Weighted
	budget                 int64
	inFlight               int
	encodes                atomic.Int64 // of video, under way or waiting for a core
}

// NewSlots makes slots for so many cures and uploads at a time, whose estimated memory stays within budget bytes. A
// cure that is estimated to take more runs alone.
func NewSlots(cures, uploads int, budget int64) *Slots {
	return &Slots{
		cures: semaphore.NewWeighted(int64(cures)), uploads: semaphore.NewWeighted(int64(uploads)),
		memory: semaphore.NewWeighted(budget), budget: budget, inFlight: cures + uploads,
	}
}

// cure waits for a core and for the memory that the engine will take for the task, and sets the task's threads.
// Release gives all back.
func (s *Slots) cure(ctx context.Context, e Engine, t *Task) (release func(), err error) {
	if s == nil {
		return func() {}, nil
	}
	leave := s.join(t.Plan)
	if err := s.cures.Acquire(ctx, 1); err != nil {
		leave()
		return nil, err
	}
	t.Plan.Options.Threads = s.threads(t.Plan.Options.Threads)
	weight := min(e.Memory(*t), s.budget)
	if err := s.memory.Acquire(ctx, weight); err != nil {
		s.cures.Release(1)
		leave()
		return nil, err
	}
	return func() { s.memory.Release(weight); s.cures.Release(1); leave() }, nil
}

// join counts the encodes of video, which are all that can use more than one core.
func (s *Slots) join(p transcode.Plan) (leave func()) {
	if p.Engine != transcode.FFmpegEngine || p.Video.Do != transcode.Encode {
		return func() {}
	}
	s.encodes.Add(1)
	return func() { s.encodes.Add(-1) }
}

// threads for an encode that starts now: its share of the cores, unless the user chose.
func (s *Slots) threads(chosen int) int {
	if chosen > 0 {
		return chosen
	}
	return max(1, runtime.GOMAXPROCS(0)/max(1, int(s.encodes.Load())))
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
