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

// watch makes reads of body count as movement.
func (g *idleGuard) watch(body io.ReadCloser) io.ReadCloser {
	return &watchedBody{ReadCloser: body, guard: g}
}

// watchRequest does the same for what a request sends, replays included.
func (g *idleGuard) watchRequest(req *http.Request) {
	if req.Body == nil {
		return
	}
	req.Body = g.watch(req.Body)
	if again := req.GetBody; again != nil {
		req.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			return g.watch(body), nil
		}
	}
}

type watchedBody struct {
	io.ReadCloser
	guard *idleGuard
}

// Read puts the end of the call off.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.guard.timer.Reset(b.guard.limit)
	return n, err
}
