package ledger

import (
	"context"
	"database/sql"
	"iter"
	"time"
)

// State is how far a key has come.
type State string

// The states. A row that says Uploading and has no living holder is in doubt.
const (
	Pending   State = "pending"   // claimed, or its id was deleted; nothing is known to be sent
	Uploading State = "uploading" // the request is about to be made or under way
	Done      State = "done"      // Media holds the id, which may have expired since
	Failed    State = "failed"    // Class and Error say why
)

// Record is what the ledger knows of one key.
type Record struct {
	Key     Key
	State   State
	Media   Media  // the newest id; empty if there was none yet
	Class   Class  // of the last failure
	Error   string // its text
	InDoubt bool   // the last upload may have been accepted without its id being known
	Doubts  int    // how many uploads of the key ended so: the most that can have been made in excess
	Updated time.Time
}

// Filter chooses records. Its zero value takes all; the conditions that are set must all hold.
type Filter struct {
	State         State     // in this state
	ExpiresBefore time.Time // done, with an id that expires before this time
	InDoubt       bool      // in doubt now
}

// Records yields the chosen records, the longest unchanged first. An error ends them. The ledger may be used meanwhile;
// what changes after the first record may not show.
func (l *Ledger) Records(ctx context.Context, f Filter) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		rows, err := l.db.QueryContext(ctx, selectRows+` ORDER BY updated_at, sha256, api, phone, mime`)
		if err != nil {
			yield(Record{}, l.explain(err))
			return
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			r, err := scan(rows)
			if err != nil {
				yield(Record{}, l.explain(err))
				return
			}
			if record := l.record(r); f.takes(record) && !yield(record, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Record{}, l.explain(err))
		}
	}
}

// Forget drops a media id that was deleted from the platform at the API's address, so that it is not used again. An id
// that is not known is no error.
func (l *Ledger) Forget(ctx context.Context, api, id string) error {
	api, err := origin(api)
	if err != nil {
		return l.explain(err)
	}
	err = l.update(ctx, isContended, func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE uploads
			SET media_id = '', expires_at = 0, state = iif(state = 'done', 'pending', state), updated_at = ?
			WHERE api = ? AND media_id = ?`, time.Now().UnixMilli(), api, id)
		return err
	})
	if err != nil {
		return l.explain(err)
	}
	return nil
}

func (f Filter) takes(r Record) bool {
	switch {
	case f.State != "" && r.State != f.State:
		return false
	case !f.ExpiresBefore.IsZero() && (r.State != Done || !r.Media.Expires.Before(f.ExpiresBefore)):
		return false
	}
	return !f.InDoubt || r.InDoubt
}

// record adds a doubt that no later claim has counted yet.
func (l *Ledger) record(r row) Record {
	record := r.Record
	record.InDoubt = r.Class == Doubtful
	if r.State == Uploading && !l.working(r) {
		record.InDoubt = true
		record.Doubts++
	}
	return record
}
