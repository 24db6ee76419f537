package inbox

import (
	"errors"
	"sync"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
)

// hold stops all downloads while the platform refuses every one of them, for a token
// that is not valid or for a throttle. One message tries it again after a pause, which
// grows until a download goes well.
type hold struct {
	mu       sync.Mutex
	until    time.Time
	refusals int
}

// left is how long downloads are stopped yet.
func (h *hold) left(now time.Time) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return max(h.until.Sub(now), 0)
}

// heard takes the outcome of a download into account. What failed for every message
// counts once, however many were under way.
func (h *hold) heard(err error, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var e *whatsapp.Error
	switch {
	case err == nil:
		h.refusals = 0
	case errors.As(err, &e) && (e.Class == whatsapp.Auth || e.Class == whatsapp.Throttled) && !now.Before(h.until):
		h.until = now.Add(pause(err, h.refusals))
		h.refusals++
	}
}
