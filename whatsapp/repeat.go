package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// repeat makes a call as often as the client's policy wants, in the lane of the
// client's phone number. When all attempts failed it returns the error of the last.
func (c *Client) repeat(ctx context.Context, op string, call func() error) error {
	lane := c.lanes.of(c.cfg.PhoneNumberID)
	if c.cfg.Retry.Off {
		if op == opUpload {
			if err := lane.uploads.Wait(ctx); err != nil {
				return notMade(op, contextError(ctx, err), nil)
			}
		}
		return c.authorised(ctx, op, call)
	}
	a := newAttempts(c.cfg.Retry)
	for {
		pass, err := lane.enter(ctx, op, a.deadline)
		if err != nil {
			return notMade(op, err, a.last)
		}
		a.last = c.authorised(ctx, op, call)
		pause := lane.leave(pass, a.last)
		if again := a.verdict(&pause); !again {
			return a.last
		}
		if a.notify(pause); isClass(a.last, Throttled) {
			continue // the lane makes it wait
		}
		if err := sleep(ctx, pause); err != nil {
			return notMade(op, err, a.last)
		}
	}
}

// notMade is the error of a call that ended while it waited for its turn, the first
// or a later one.
func notMade(op string, err, last error) error {
	var paused *pausedError
	switch {
	case errors.As(err, &paused) && last != nil:
		return last
	case errors.As(err, &paused):
		return &Error{Op: op, Class: Throttled, RetryAfter: paused.left, Message: paused.Error()}
	case last != nil && errors.Is(last, err):
		return last
	case last != nil:
		return fmt.Errorf("%w, while waiting to try again after: %w", err, last)
	}
	return &Error{Op: op, Class: Transient, Message: "gave up waiting for a turn", Err: err}
}

// attempts count those of one call.
type attempts struct {
	policy   Retry
	deadline time.Time
	pauses   *backoff.ExponentialBackOff
	passing  int // attempts that failed and may be repeated, by class
	throttle int
	last     error
}

func newAttempts(r Retry) *attempts {
	return &attempts{policy: r, deadline: time.Now().Add(r.Patience), pauses: r.Transient.pauses()}
}

// verdict reports whether to try again after the last error, and sets the pause,
// which is the lane's to begin with.
func (a *attempts) verdict(pause *time.Duration) bool {
	var e *Error
	if !errors.As(a.last, &e) || e.InDoubt && !a.policy.InDoubt || e.final {
		return false
	}
	switch e.Class {
	case Throttled:
		a.throttle++
		return a.throttle < a.policy.Throttled.Attempts && a.fits(*pause)
	case Transient:
		a.passing++
		if *pause = a.pauses.NextBackOff(); e.RetryAfter > 0 {
			*pause = e.RetryAfter
		}
		return a.passing < a.policy.Transient.Attempts && a.fits(*pause)
	}
	return false
}

func (a *attempts) fits(pause time.Duration) bool { return !time.Now().Add(pause).After(a.deadline) }

func (a *attempts) notify(pause time.Duration) {
	if a.policy.Notify != nil {
		a.policy.Notify(a.last, pause)
	}
}

func isClass(err error, class Class) bool {
	var e *Error
	return errors.As(err, &e) && e.Class == class
}

// sleep waits, or returns the context's error when that ends first.
func sleep(ctx context.Context, d time.Duration) error { return sleepUntil(ctx, d, nil) }
