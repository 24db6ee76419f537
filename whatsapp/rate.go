package whatsapp

import (
	"context"

	"golang.org/x/time/rate"
)

// DefaultRate is a number of uploads per second that one phone number may ask
// for. Source: 360dialog documents 25 (read 2026-09); Meta documents none.
const DefaultRate = 25

// RateLimit returns an Uploader that starts at most perSecond uploads of next in
// a second, evenly spaced, whoever calls it. 0 and less mean no limit.
func RateLimit(next Uploader, perSecond float64) Uploader {
	if perSecond <= 0 {
		return next
	}
	return &limited{next: next, limiter: rate.NewLimiter(rate.Limit(perSecond), 1)}
}

type limited struct {
	next    Uploader
	limiter *rate.Limiter
}

// Upload waits for its turn. When the context ends first, nothing was sent.
func (l *limited) Upload(ctx context.Context, m Media) (string, error) {
	if err := l.limiter.Wait(ctx); err != nil {
		return "", &Error{Op: "upload", Class: Transient, Message: "gave up waiting for a turn", Err: err}
	}
	return l.next.Upload(ctx, m)
}
