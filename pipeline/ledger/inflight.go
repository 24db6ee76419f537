package ledger

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// turns holds the live claims of one Ledger, at most one per key. Goroutines that want a key wait here, not in the file.
type turns struct {
	mu    sync.Mutex
	taken map[Key]*Claim
}

// enter waits until no other claim has the key, and then makes c live.
func (t *turns) enter(ctx context.Context, c *Claim) error {
	for {
		holder := t.try(c)
		if holder == c {
			return nil
		}
		select {
		case <-holder.over:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// try returns who has the key now: c itself if it was free.
func (t *turns) try(c *Claim) *Claim {
	t.mu.Lock()
	defer t.mu.Unlock()
	if holder := t.taken[c.key]; holder != nil {
		return holder
	}
	t.taken[c.key] = c
	return c
}

// leave ends a claim's life. It does nothing the second time.
func (t *turns) leave(c *Claim) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.taken[c.key] == c {
		delete(t.taken, c.key)
		close(c.over)
	}
}

func (t *turns) has(c *Claim) bool { return t.live(c.key, c.token) }

// live tells whether the claim with this token is under way.
func (t *turns) live(k Key, token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	holder := t.taken[k]
	return holder != nil && holder.token == token
}

func (t *turns) claims() []*Claim {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Collect(maps.Values(t.taken))
}
