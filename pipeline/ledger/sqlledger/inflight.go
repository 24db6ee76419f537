package sqlledger

import (
	"context"
	"slices"
	"sync"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// inflight holds the live claims of one Ledger, at most one per key. Goroutines that want a key wait here, not in the
// database.
type inflight struct {
	mu     sync.Mutex
	claims map[ledger.Key]*claim
	closed bool
}

// enter waits until no other claim has the key, and then makes c live.
func (f *inflight) enter(ctx context.Context, c *claim) error {
	for {
		holder, err := f.try(c)
		if holder == c || err != nil {
			return err
		}
		select {
		case <-holder.over:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// try returns who has the key now: c itself if it was free.
func (f *inflight) try(c *claim) (*claim, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, ledger.ErrClosed
	}
	if holder := f.claims[c.key]; holder != nil {
		return holder, nil
	}
	f.claims[c.key] = c
	return c, nil
}

// leave ends a claim's life. It does nothing the second time.
func (f *inflight) leave(c *claim) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.claims[c.key] == c {
		delete(f.claims, c.key)
		close(c.over)
	}
}

func (f *inflight) has(c *claim) bool { return f.live(c.key, c.token) }

// live reports whether the claim with this token is under way.
func (f *inflight) live(k ledger.Key, token string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	holder := f.claims[k]
	return holder != nil && holder.token == token
}

// all lists the live claims in the order of their keys.
func (f *inflight) all() []*claim {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sorted()
}

// close lets nobody else in and lists the claims that are live still.
func (f *inflight) close() []*claim {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	return f.sorted()
}

func (f *inflight) sorted() []*claim {
	claims := make([]*claim, 0, len(f.claims))
	for _, c := range f.claims {
		claims = append(claims, c)
	}
	slices.SortFunc(claims, func(a, b *claim) int { return a.key.Compare(b.key) })
	return claims
}
