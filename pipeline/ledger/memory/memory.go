// Package memory keeps a ledger in memory: for tests, and for services that need no memory of uploads beyond their own
// life.
package memory

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// Ledger is a ledger.Store. Its zero value is empty and ready.
type Ledger struct {
	mu      sync.Mutex
	records map[ledger.Key]*ledger.Record
	holders map[ledger.Key]*claim
	closed  bool
}

// claim is a ledger.Claim, live while it is its ledger's holder of the key.
type claim struct {
	ledger  *Ledger
	key     ledger.Key
	over    chan struct{} // closed when the claim is no longer live
	media   ledger.Media
	done    bool
	inDoubt bool
}

// Claim makes the caller the one holder of the key, or finds that it is uploaded already. A held key is waited for.
func (l *Ledger) Claim(ctx context.Context, key ledger.Key) (ledger.Claim, error) {
	key, err := key.Normal()
	if err != nil {
		return nil, err
	}
	for {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		c, holder, err := l.try(key)
		if holder == nil {
			return c, err
		}
		select {
		case <-holder.over:
		case <-ctx.Done():
		}
	}
}

// try returns a claim, or who holds the key.
func (l *Ledger) try(key ledger.Key) (c ledger.Claim, holder *claim, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, nil, ledger.ErrClosed
	}
	if held := l.holders[key]; held != nil {
		return nil, held, nil
	}
	if l.records == nil {
		l.records, l.holders = map[ledger.Key]*ledger.Record{}, map[ledger.Key]*claim{}
	}
	r := l.records[key]
	if r != nil && r.State == ledger.Done && r.Media.Reusable(time.Now()) {
		return &claim{ledger: l, key: key, media: r.Media, done: true}, nil, nil
	}
	if r == nil {
		r = &ledger.Record{Key: key, State: ledger.Pending}
		l.records[key] = r
	}
	r.Updated = time.Now().UTC()
	mine := &claim{ledger: l, key: key, over: make(chan struct{}), inDoubt: r.InDoubt}
	l.holders[key] = mine
	return mine, nil, nil
}

// Close releases what is still claimed. Claims that are asked for afterwards are a ledger.ErrClosed.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, c := range l.holders {
		c.abandon()
	}
	return nil
}

// Records yields the chosen records as they are now, the longest unchanged first.
func (l *Ledger) Records(ctx context.Context, f ledger.Filter) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for _, r := range l.sorted() {
			if ctx.Err() != nil {
				yield(ledger.Record{}, context.Cause(ctx))
				return
			}
			if f.Match(r) && !yield(r, nil) {
				return
			}
		}
	}
}

func (l *Ledger) sorted() []ledger.Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []ledger.Record
	for _, r := range l.records {
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b ledger.Record) int {
		if by := a.Updated.Compare(b.Updated); by != 0 {
			return by
		}
		return a.Key.Compare(b.Key)
	})
	return all
}

// Forget drops a media id that was deleted from the platform at the API's address.
func (l *Ledger) Forget(_ context.Context, api, id string) error {
	api, err := ledger.Address(api)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.records {
		if r.Key.API != api || r.Media.ID != id {
			continue
		}
		r.Media, r.Updated = ledger.Media{}, time.Now().UTC()
		if r.State == ledger.Done {
			r.State = ledger.Pending
		}
	}
	return nil
}

// Done returns the media id recorded for the key.
func (c *claim) Done() (ledger.Media, bool) { return c.media, c.done }

// InDoubt reports whether an earlier upload may have been accepted.
func (c *claim) InDoubt() bool { return c.inDoubt }

// Uploading records the intent to upload.
func (c *claim) Uploading(ctx context.Context) error {
	return c.write(ctx, func(r *ledger.Record) {
		r.State, r.Class, r.Error, r.InDoubt = ledger.Uploading, "", "", false
	})
}

// Uploaded records the id and ends the claim.
func (c *claim) Uploaded(ctx context.Context, m ledger.Media) error {
	if m.ID == "" {
		return errors.New("the media id is empty: give the one the platform answered with")
	}
	return c.end(ctx, func(r *ledger.Record) {
		r.State, r.Class, r.Error, r.InDoubt, r.Media = ledger.Done, "", "", false, m
	})
}

// Fail records why there is no id and ends the claim.
func (c *claim) Fail(ctx context.Context, class ledger.Class, reason error) error {
	text := ""
	if reason != nil {
		text = reason.Error()
	}
	return c.end(ctx, func(r *ledger.Record) { fail(r, class, text) })
}

func fail(r *ledger.Record, class ledger.Class, text string) {
	r.State, r.Class, r.Error, r.InDoubt = ledger.Failed, class, text, class == ledger.Doubtful
	if r.InDoubt {
		r.Doubts++
	}
}

// Release gives up a claim that did not come to an end.
func (c *claim) Release() {
	c.ledger.mu.Lock()
	defer c.ledger.mu.Unlock()
	if c.ledger.holders[c.key] == c {
		c.abandon()
	}
}

// abandon ends a live claim, with its ledger locked. An upload of which only the intent is known is a doubt.
func (c *claim) abandon() {
	if r := c.ledger.records[c.key]; r.State == ledger.Uploading {
		fail(r, ledger.Doubtful, "given up before an answer came")
	}
	c.leave()
}

func (c *claim) leave() {
	delete(c.ledger.holders, c.key)
	close(c.over)
}

func (c *claim) end(ctx context.Context, set func(*ledger.Record)) error {
	return c.write(ctx, func(r *ledger.Record) {
		set(r)
		c.leave()
	})
}

// write changes the claim's record, if the claim is live.
func (c *claim) write(ctx context.Context, set func(*ledger.Record)) error {
	c.ledger.mu.Lock()
	defer c.ledger.mu.Unlock()
	switch {
	case c.ledger.holders[c.key] != c:
		return ledger.ErrLost
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	r := c.ledger.records[c.key]
	set(r)
	r.Updated = time.Now().UTC()
	return nil
}
