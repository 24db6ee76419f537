package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// DefaultRate is a number of uploads per second that one phone number may ask
// for. Source: 360dialog documents 25 (read 2026-09); Meta documents none.
const DefaultRate = 25

// lanes are the calls of each phone number: what the platform says of one concerns
// all of its calls and none of the others.
type lanes struct {
	throttled Backoff
	perSecond float64

	mu      sync.Mutex
	byPhone map[string]*lane
}

func (l *lanes) of(phone string) *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byPhone == nil {
		l.byPhone = map[string]*lane{}
	}
	if l.byPhone[phone] == nil {
		limit := rate.Inf
		if l.perSecond > 0 {
			limit = rate.Limit(l.perSecond)
		}
		l.byPhone[phone] = &lane{growing: l.throttled, uploads: rate.NewLimiter(limit, 1), changed: make(chan struct{})}
	}
	return l.byPhone[phone]
}

// lane lets the calls of a phone number through, and none while the platform wants
// a pause. After the pause one call goes ahead, and the others wait for what
// becomes of it.
type lane struct {
	growing Backoff
	uploads *rate.Limiter

	mu      sync.Mutex
	epoch   int           // pauses that were begun
	row     int           // pauses in a row, 0 when the lane is open
	until   time.Time     // end of the latest pause
	ahead   bool          // a call has gone ahead after the pause
	changed chan struct{} // closed at each change of the above, and replaced
}

// pass is what a call enters with.
type pass struct {
	epoch int
	ahead bool
}

// enter waits until the call may be made. The error is the context's, or that of a
// pause which ends after the deadline.
func (l *lane) enter(ctx context.Context, op string, deadline time.Time) (pass, error) {
	for {
		p, err := l.pass(ctx, deadline)
		if err != nil || op != opUpload {
			return p, err
		}
		if err := l.uploads.Wait(ctx); err != nil {
			l.leave(p, err)
			return p, contextError(ctx, err)
		}
		if l.stands(p) {
			return p, nil
		}
	}
}

// contextError prefers the context's error to the limiter's, which says that the
// deadline would be missed.
func contextError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
}

// stands reports whether no pause was begun since the pass was given.
func (l *lane) stands(p pass) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return p.epoch == l.epoch
}

func (l *lane) pass(ctx context.Context, deadline time.Time) (pass, error) {
	for {
		p, wait, changed := l.ask()
		if changed == nil {
			return p, nil
		}
		left := time.Until(deadline)
		if wait > left || left <= 0 {
			return p, &pausedError{max(wait, 0)}
		}
		if wait <= 0 {
			wait = left // for the call that has gone ahead
		}
		if err := sleepUntil(ctx, wait, changed); err != nil {
			return p, err
		}
	}
}

// ask gives a pass, or how long the pause still is and what tells of a change.
func (l *lane) ask() (pass, time.Duration, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	wait := time.Until(l.until)
	switch {
	case l.row == 0:
		return pass{epoch: l.epoch}, 0, nil
	case wait <= 0 && !l.ahead:
		l.ahead = true
		return pass{epoch: l.epoch, ahead: true}, 0, nil
	}
	return pass{}, wait, l.changed
}

// leave notes what became of a call, and returns the pause that is left for it if
// it was throttled. Calls that were on their way when a pause began do not make it
// grow, unless the platform names a later time.
func (l *lane) leave(p pass, err error) time.Duration {
	var e *Error
	isError := errors.As(err, &e)
	l.mu.Lock()
	defer l.mu.Unlock()
	switch current := p.epoch == l.epoch; {
	case isError && e.Class == Throttled:
		l.pause(current, e.RetryAfter)
	case current && (err == nil || isError && e.HTTPStatus != 0):
		l.row = 0 // the platform answers again
	}
	if p.ahead {
		l.ahead = false
	}
	close(l.changed)
	l.changed = make(chan struct{})
	return max(time.Until(l.until), 0)
}

// pause begins a pause of the length that the platform names, or else of one that
// grows from pause to pause.
func (l *lane) pause(begin bool, named time.Duration) {
	length := named
	if begin {
		l.epoch++
		l.row++
		if length == 0 {
			length = l.growth()
		}
	}
	if end := time.Now().Add(length); end.After(l.until) {
		l.until = end
	}
}

// growth is the length of a pause for which no time was named: up to a fifth longer
// by chance, never shorter.
func (l *lane) growth() time.Duration {
	length := min(l.growing.Pause<<min(l.row-1, 20), max(l.growing.Longest, l.growing.Pause))
	return length + rand.N(length/5+1)
}

// pausedError says that a call was not made because its number is paused.
type pausedError struct{ left time.Duration }

// Error says how long the pause still is.
func (e *pausedError) Error() string {
	return fmt.Sprintf("not sent: the platform throttles this phone number for another %s", e.left.Round(time.Second))
}

// sleepUntil waits for a time, a change, or the end of the context.
func sleepUntil(ctx context.Context, d time.Duration, changed <-chan struct{}) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-changed:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
