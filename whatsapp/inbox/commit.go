package inbox

import (
	"context"
	"database/sql"
	"errors"
)

// largestBatch bounds how many writers share a transaction.
const largestBatch = 512

// errClosed is the answer to writers that come after the end.
var errClosed = errors.New("the inbox is closed")

// committer makes writers that come at the same time share one transaction, because
// what costs is the disk's sync at its end.
type committer struct {
	db    *sql.DB
	queue chan *write // unbuffered: what was taken is answered
	stop  chan struct{}
	ended chan struct{}
}

// write is one writer's part of a transaction. apply may run again after a failure.
type write struct {
	apply func(*sql.Tx) error
	done  chan error
}

func startCommitter(db *sql.DB) *committer {
	c := &committer{db: db, queue: make(chan *write), stop: make(chan struct{}), ended: make(chan struct{})}
	go c.run()
	return c
}

// update returns nil when the change is on disk. ctx ends the waiting for a turn
// only: a change that has begun is waited for.
func (c *committer) update(ctx context.Context, apply func(*sql.Tx) error) error {
	w := &write{apply, make(chan error, 1)}
	select {
	case c.queue <- w:
		return <-w.done
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-c.ended:
		return errClosed
	}
}

// end waits for the changes that were taken.
func (c *committer) end() {
	close(c.stop)
	<-c.ended
}

func (c *committer) run() {
	defer close(c.ended)
	for {
		select {
		case w := <-c.queue:
			c.commit(c.gather(w))
		case <-c.stop:
			return
		}
	}
}

// gather takes all that wait.
func (c *committer) gather(first *write) []*write {
	batch := []*write{first}
	for len(batch) < largestBatch {
		select {
		case w := <-c.queue:
			batch = append(batch, w)
		default:
			return batch
		}
	}
	return batch
}

// commit runs a batch, and one by one when that fails: the fault of one change is
// not that of the others.
func (c *committer) commit(batch []*write) {
	err := c.transact(batch)
	if err != nil && len(batch) > 1 {
		for _, w := range batch {
			w.done <- c.transact([]*write{w})
		}
		return
	}
	for _, w := range batch {
		w.done <- err
	}
}

func (c *committer) transact(batch []*write) error {
	tx, err := c.db.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	for _, w := range batch {
		if err := w.apply(tx); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}
