package whatsapp

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

var errIdle = errors.New("nothing moved on the connection for too long")

// idleGuard cancels a call on which no byte has moved for a while. A limit on the
// whole call would be wrong for 100 MB on a slow line, none at all for a dead one.
type idleGuard struct {
	limit  time.Duration
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

func guard(ctx context.Context, limit time.Duration) (context.Context, *idleGuard) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(limit, func() { cancel(errIdle) })
	return ctx, &idleGuard{limit: limit, timer: timer, cancel: cancel}
}

func (g *idleGuard) stop() {
	g.timer.Stop()
	g.cancel(context.Canceled)
}

// watch makes reads of an answer's body count as movement, and leaves out the time
// that the caller takes between them.
func (g *idleGuard) watch(body io.ReadCloser) io.ReadCloser {
	g.timer.Stop()
	return &receivedBody{body, g}
}

// watchRequest makes writes of a request count as movement, replays included: the
// time between two reads of its body is what the connection took.
func (g *idleGuard) watchRequest(req *http.Request) {
	if req.Body == nil {
		return
	}
	req.Body = &sentBody{req.Body, g}
	if again := req.GetBody; again != nil {
		req.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			return &sentBody{body, g}, nil
		}
	}
}

// localError is a failure of the caller's own reader: no fault of the network.
type localError struct{ err error }

// Error gives the reader's text.
func (e *localError) Error() string { return e.err.Error() }

// Unwrap returns the reader's error.
func (e *localError) Unwrap() error { return e.err }

type sentBody struct {
	io.ReadCloser
	guard *idleGuard
}

// Read stops the clock while the caller's reader is at work, and ends the call when
// that fails.
func (b *sentBody) Read(p []byte) (int, error) {
	b.guard.timer.Stop()
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.guard.cancel(&localError{err})
	}
	b.guard.timer.Reset(b.guard.limit)
	return n, err
}

type receivedBody struct {
	io.ReadCloser
	guard *idleGuard
}

// Read runs the clock while it waits for the network.
func (b *receivedBody) Read(p []byte) (int, error) {
	b.guard.timer.Reset(b.guard.limit)
	defer b.guard.timer.Stop()
	return b.ReadCloser.Read(p)
}
