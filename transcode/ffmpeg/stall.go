package ffmpeg

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// stallTime is how long ffmpeg may go without getting on. It is long, as the first picture comes out only after
// the encoder has looked ahead at dozens of large ones, on a machine that may be busy with others.
const stallTime = 3 * time.Minute

// StalledError says that ffmpeg was ended because it got no further.
type StalledError struct {
	// After is how long nothing moved.
	After time.Duration
	// Seconds of media that were done by then, of Total.
	Seconds, Total float64
}

// Error says where it came to stand.
func (e *StalledError) Error() string {
	return fmt.Sprintf("it made no progress for %v at %.1f of %.1f s and was ended: look whether the disk answers and the file is whole",
		e.After, e.Seconds, e.Total)
}

// watchdog ends a run that gets no further.
type watchdog struct {
	after time.Duration
	timer *time.Timer
	mu    sync.Mutex
	last  Progress
}

// watch calls stop with a *StalledError unless at is told of progress every so often.
func watch(after time.Duration, stop context.CancelCauseFunc) *watchdog {
	w := &watchdog{after: after}
	w.timer = time.AfterFunc(after, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		stop(&StalledError{After: after, Seconds: w.last.Seconds, Total: w.last.Total})
	})
	return w
}

// at takes a report. ffmpeg goes on reporting when it is stuck: only a report that differs counts. Its speed does not.
func (w *watchdog) at(p Progress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p.Speed = 0
	if p != w.last {
		w.last = p
		w.timer.Reset(w.after)
	}
}

func (w *watchdog) end() { w.timer.Stop() }
