package process

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"
)

// overtimeError ends a child that has used all of its processor time.
type overtimeError time.Duration

// Error says how much processor time there was.
func (e overtimeError) Error() string {
	return fmt.Sprintf("needs more processor time than %v", time.Duration(e))
}

// Unwrap makes it one of the limits.
func (e overtimeError) Unwrap() error { return ErrProcessorTime }

// tickTime is how much less processor time the kernel may count for a child that it ends than the child has used.
const tickTime = 100 * time.Millisecond

// overtime is the cause for a child that the kernel ended at its limit on processor time; nil for any other end. A
// program that takes no notice of the signal for it is killed a second later.
func (l Limits) overtime(state *os.ProcessState) error {
	signal := endSignal(state)
	used := state.UserTime() + state.SystemTime()
	if l.CPU > 0 && used > l.CPU-tickTime && (isTimeSignal(signal) || signal == os.Kill) {
		return overtimeError(l.CPU)
	}
	return nil
}

// shortestWait is the least time between two looks at a worker's processor time.
const shortestWait = 10 * time.Millisecond

// withProcessorTime limits what the worker uses of processor time from now on: ctx ends when that is more than budget. No
// limit is set where budget is 0, and where the system does not tell the time of another process.
func (w *worker) withProcessorTime(ctx context.Context, budget time.Duration) (context.Context, context.CancelFunc) {
	began, known := w.group.processorTime()
	if budget <= 0 || !known {
		return context.WithCancel(ctx)
	}
	limited, end := context.WithCancelCause(ctx)
	go func() {
		for left := budget; left > 0; {
			if !pause(limited, left) {
				return
			}
			used, known := w.group.processorTime()
			if !known {
				return // it has ended
			}
			left = budget - (used - began)
		}
		end(overtimeError(budget))
	}()
	return limited, func() { end(nil) }
}

// pause waits for the time in which a child can use that much processor time on all processors. It reports false where
// ctx ends first.
func pause(ctx context.Context, processor time.Duration) bool {
	timer := time.NewTimer(max(shortestWait, processor/time.Duration(runtime.NumCPU())))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
