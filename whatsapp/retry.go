package whatsapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Retry is an Uploader that repeats what Next failed to do, when trying again can
// help: after throttling, waiting as long as the API asks, and after passing
// faults, with growing pauses. It never repeats what is Permanent, NotFound or Auth.
type Retry struct {
	Next Uploader
	// Tries is the number of attempts, the first included; default 5.
	Tries int
	// Patience bounds all attempts and pauses together; default 10 minutes. A
	// longer wait is not begun.
	Patience time.Duration
	// InDoubt also repeats uploads that may have been accepted. The price is a
	// second media object, which nobody refers to and the platform deletes in time.
	InDoubt bool
	// Notify, when set, is told of every failed attempt and the pause that follows.
	Notify func(err error, pause time.Duration)
}

// Upload returns the error of the last attempt when all have failed. When the
// context ends first, the error wraps both the context's and the last attempt's.
func (r Retry) Upload(ctx context.Context, m Media) (string, error) {
	var last error
	attempt := func() (string, error) {
		id, err := r.Next.Upload(ctx, m)
		last = err
		return id, r.verdict(err)
	}
	id, err := backoff.Retry(ctx, attempt,
		backoff.WithBackOff(&backoff.ExponentialBackOff{
			InitialInterval: time.Second, Multiplier: 2, RandomizationFactor: 0.5, MaxInterval: time.Minute,
		}),
		backoff.WithMaxTries(uint(max(cmp.Or(r.Tries, 5), 1))),
		backoff.WithMaxElapsedTime(cmp.Or(r.Patience, 10*time.Minute)),
		backoff.WithNotify(func(_ error, pause time.Duration) { r.notify(last, pause) }),
	)
	switch {
	case err == nil:
		return id, nil
	case ctx.Err() != nil && !errors.Is(last, ctx.Err()):
		return "", fmt.Errorf("%w, while waiting to try again after: %w", ctx.Err(), last)
	}
	return "", last
}

// verdict tells the loop what to make of an error: stop, wait for so long, or go on.
func (r Retry) verdict(err error) error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e), e.InDoubt && !r.InDoubt:
		return backoff.Permanent(err)
	case e.Class != Throttled && e.Class != Transient:
		return backoff.Permanent(err)
	case e.RetryAfter > 0:
		return &backoff.RetryAfterError{Duration: e.RetryAfter}
	}
	return err
}

func (r Retry) notify(err error, pause time.Duration) {
	if r.Notify != nil {
		r.Notify(err, pause)
	}
}
