package whatsapp

import (
	"errors"
	"fmt"
	"time"

	"github.com/sony/gobreaker/v2"
)

// 360dialog documents that 20 error answers to GET /<media-id> within 60 minutes
// block the endpoint for 30 (read 2026-09; whether the limit is theirs or Meta's
// they do not say). The breaker stops one short of it.
const (
	breakerErrors = 19
	breakerWindow = 60 * time.Minute
	breakerPause  = 30 * time.Minute
)

// breaker keeps a client from asking for media URLs when too many of its
// questions were answered with an error.
type breaker struct {
	circuit *gobreaker.CircuitBreaker[MediaInfo]
}

func newBreaker() *breaker {
	return &breaker{gobreaker.NewCircuitBreaker[MediaInfo](gobreaker.Settings{
		Interval:     breakerWindow,
		BucketPeriod: breakerWindow / 12,
		Timeout:      breakerPause,
		ReadyToTrip:  func(n gobreaker.Counts) bool { return n.TotalFailures >= breakerErrors },
		IsExcluded:   func(err error) bool { return !answered(err) },
	})}
}

// answered tells an answer of the API from a failure of the network, which does
// not count.
func answered(err error) bool {
	var e *Error
	return err == nil || errors.As(err, &e) && e.HTTPStatus != 0
}

func (b *breaker) do(op string, ask func() (MediaInfo, error)) (MediaInfo, error) {
	info, err := b.circuit.Execute(ask)
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		err = &Error{
			Op: op, Class: Throttled, RetryAfter: breakerPause,
			Message: fmt.Sprintf("not asked: %d errors within %s; more of them would block the endpoint", breakerErrors, breakerWindow),
			Hint:    fmt.Sprintf("check the ids; asking again is possible within %s", breakerPause),
		}
	}
	return info, err
}
