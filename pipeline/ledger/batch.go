package ledger

import (
	"context"
	"database/sql"
	"sync"
)

// batch lets writers that come at the same time share one transaction, because what costs is the disk's sync at its end:
// eight uploaders pay for one instead of eight. The first to come commits for all that wait.
type batch struct {
	waiting sync.Mutex
	queue   []*change // guarded by waiting

	turn sync.Mutex // held during a transaction; guards the changes' results
}

// change is one writer's part of a transaction. apply fails only when the file does; it may run again after that.
type change struct {
	ctx     context.Context
	apply   func(*sql.Tx) error
	settled bool
	err     error
}

// update applies a change and returns when it is on disk. It tries again while again says that the error may pass.
func (l *Ledger) update(ctx context.Context, again func(error) bool, apply func(*sql.Tx) error) error {
	return retry(ctx, again, func() error {
		return l.batch.do(l.db, &change{ctx: ctx, apply: apply})
	})
}

func (b *batch) do(db *sql.DB, c *change) error {
	b.waiting.Lock()
	b.queue = append(b.queue, c)
	b.waiting.Unlock()

	b.turn.Lock()
	defer b.turn.Unlock()
	if !c.settled {
		settle(db, b.take())
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

func settle(db *sql.DB, changes []*change) {
	err := commit(db, changes)
	for _, c := range changes {
		c.settled = true
		if err != nil {
			c.err = err
		}
	}
}

// commit runs the changes in one transaction. It ignores their contexts once it has begun, so that nobody's cancelling
// undoes the others' work; a change cancelled while it waited is left out.
func commit(db *sql.DB, changes []*change) error {
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if c.err = context.Cause(c.ctx); c.err != nil {
			continue
		}
		if err := c.apply(tx); err != nil {
			_ = tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}
