package sqlledger

import (
	"context"
	"slices"
	"sync"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// batch lets writers that come at the same time share one transaction, because what costs is the disk's sync at its end:
// eight uploaders pay for one instead of eight. The first to come commits for all that wait.
type batch struct {
	waiting sync.Mutex
	queue   []*change // guarded by waiting

	turn sync.Mutex // held during a transaction; guards the changes' results
}

// change is one writer's part of a transaction. apply fails only when the database does; it may run again after that.
type change struct {
	ctx     context.Context
	keys    []ledger.Key // whose records apply changes
	apply   func(*transaction) error
	settled bool
	err     error
}

// update applies a change to the records of keys and returns when it is durable. It tries again while again says that
// the error may pass.
func (l *Ledger) update(ctx context.Context, again func(error) bool, keys []ledger.Key, apply func(*transaction) error) error {
	return Retry(ctx, again, func() error {
		return l.do(&change{ctx: ctx, keys: keys, apply: apply})
	})
}

func (l *Ledger) do(c *change) error {
	b := &l.batch
	b.waiting.Lock()
	b.queue = append(b.queue, c)
	b.waiting.Unlock()

	b.turn.Lock()
	defer b.turn.Unlock()
	if !c.settled {
		l.settle(b.take())
	}
	return c.err
}

func (b *batch) take() []*change {
	b.waiting.Lock()
	defer b.waiting.Unlock()
	changes := b.queue
	b.queue = nil
	return changes
}

func (l *Ledger) settle(changes []*change) {
	err := l.commit(changes)
	for _, c := range changes {
		c.settled = true
		if err != nil {
			c.err = err
		}
	}
}

// commit runs the changes in one transaction. It ignores their contexts once it has begun, so that nobody's cancelling
// undoes the others' work; a change cancelled while it waited is left out.
func (l *Ledger) commit(changes []*change) error {
	wanted := make([]*change, 0, len(changes))
	for _, c := range changes {
		if c.err = context.Cause(c.ctx); c.err == nil {
			wanted = append(wanted, c)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	tx, err := l.begin(sortedKeys(wanted))
	if err != nil {
		return err
	}
	for _, c := range wanted {
		if err := c.apply(tx); err != nil {
			_ = tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}

// sortedKeys lists the keys of all changes in the one order that every process locks them in.
func sortedKeys(changes []*change) []ledger.Key {
	var keys []ledger.Key
	for _, c := range changes {
		keys = append(keys, c.keys...)
	}
	slices.SortFunc(keys, ledger.Key.Compare)
	return slices.Compact(keys)
}
