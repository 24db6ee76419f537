package pipeline

import (
	"context"

	"github.com/wamedia/wamedia/transcode"
	"golang.org/x/sync/semaphore"
)

// Slots bound what runs at once: cures by cores and by memory, uploads by number. A nil *Slots bounds nothing.
type Slots struct {
	cures, uploads, memory *semaphore.Weighted
	budget                 int64
	inFlight               int
}

// NewSlots makes slots for so many cures and uploads at a time, whose estimated memory stays within budget bytes.
func NewSlots(cures, uploads int, budget int64) *Slots {
	return &Slots{
		cures: semaphore.NewWeighted(int64(cures)), uploads: semaphore.NewWeighted(int64(uploads)),
		memory: semaphore.NewWeighted(budget), budget: budget, inFlight: cures + uploads,
	}
}

const (
	// ffmpegMemory in bytes is what one encode was measured to hold at 720p.
	ffmpegMemory = 150 << 20
	// pixelMemory in bytes is what one pixel of a still costs in the worker, all copies together.
	pixelMemory = 12
	// stillMemory in bytes is what a worker holds besides pixels.
	stillMemory = 64 << 20
)

// estimate is how much memory a cure will hold, in bytes.
func estimate(r *Result) int64 {
	if r.Plan.Engine != transcode.StillEngine || r.Facts.Picture == nil {
		return ffmpegMemory
	}
	return stillMemory + pixelMemory*int64(r.Facts.Picture.Width)*int64(r.Facts.Picture.Height)
}

// cure waits for a core and for memory; release gives both back.
func (s *Slots) cure(ctx context.Context, r *Result) (release func(), err error) {
	if s == nil {
		return func() {}, nil
	}
	if err := s.cures.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	weight := min(estimate(r), s.budget)
	if err := s.memory.Acquire(ctx, weight); err != nil {
		s.cures.Release(1)
		return nil, err
	}
	return func() { s.memory.Release(weight); s.cures.Release(1) }, nil
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
