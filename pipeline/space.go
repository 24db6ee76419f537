package pipeline

import (
	"context"
	"fmt"

	"github.com/wamedia/wamedia/internal/disk"
	"github.com/wamedia/wamedia/transcode"
)

// FullError says that the disk of the outputs has no room for one more. It wraps the cause.
type FullError struct {
	// Dir is on that disk.
	Dir string
	// Need in bytes is what the output may come to, at most; Free is what is free, or negative where the system does
	// not tell.
	Need, Free int64
	Cause      error
}

// Error gives the figures and says what to do.
func (e *FullError) Error() string {
	advice := "make room"
	if e.Free >= e.Need { // others were at it too, or it is not for want of room
		advice = "make room, or lift the quota or the limit on file sizes (ulimit -f),"
	}
	free := ""
	if e.Free >= 0 {
		free = fmt.Sprintf(", free %.1f MB", float64(e.Free)/1e6)
	}
	return fmt.Sprintf("the disk is full: need up to %.1f MB%s in %s; %s and run again (%v)",
		float64(e.Need)/1e6, free, e.Dir, advice, e.Cause)
}

// Unwrap gives the cause.
func (e *FullError) Unwrap() error { return e.Cause }

// inSpace explains a stage's error where it is for want of space.
func (w *work) inSpace(stage func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		err := stage(ctx)
		if err == nil || !disk.IsFull(err) {
			return err
		}
		full := &FullError{Dir: w.line.Work.Parent(), Need: w.need(), Free: -1, Cause: err}
		if free, known := disk.Free(full.Dir); known {
			full.Free = free
		}
		return full
	}
}

// need is how many bytes the output may have.
func (w *work) need() int64 {
	if w.result.Plan.Action == transcode.Transcode {
		return w.result.Plan.Limit
	}
	return w.size
}
