package sqlledger

import (
	"context"
	"iter"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// Records yields the chosen records, the longest unchanged first.
func (l *Ledger) Records(ctx context.Context, f ledger.Filter) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for r, err := range l.rows(ctx, ` ORDER BY updated_at, sha256, api, phone, mime`) {
			if err != nil {
				yield(ledger.Record{}, l.explain(err))
				return
			}
			if record := l.record(r); f.Match(record) && !yield(record, nil) {
				return
			}
		}
	}
}

// rows yields the rows that the end of the query asks for.
func (l *Ledger) rows(ctx context.Context, end string, args ...any) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		rows, err := l.db.QueryContext(ctx, l.dialect.Bind(selectRows+end), args...)
		if err != nil {
			yield(row{}, err)
			return
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			if r, err := scan(rows); !yield(r, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(row{}, err)
		}
	}
}

// Forget drops a media id that was deleted from the platform at the API's address.
func (l *Ledger) Forget(ctx context.Context, api, id string) error {
	api, err := ledger.Address(api)
	if err != nil {
		return l.explain(err)
	}
	var keys []ledger.Key
	for r, err := range l.rows(ctx, ` WHERE api = ? AND media_id = ?`, api, id) {
		if err != nil {
			return l.explain(err)
		}
		keys = append(keys, r.Key)
	}
	if len(keys) == 0 {
		return nil
	}
	err = l.update(ctx, l.dialect.Contended, keys, func(tx *transaction) error {
		for _, k := range keys {
			if err := forget(tx, k, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return l.explain(err)
	}
	return nil
}

func forget(tx *transaction, k ledger.Key, id string) error {
	_, err := tx.exec(`UPDATE uploads SET media_id = '', expires_at = 0,
			state = CASE WHEN state = 'done' THEN 'pending' ELSE state END, updated_at = ?
		WHERE `+isKey+` AND media_id = ?`, append(append([]any{tx.now.UnixMilli()}, keyArgs(k)...), id)...)
	return err
}

// record adds a doubt that no later claim has counted yet.
func (l *Ledger) record(r row) ledger.Record {
	record := r.Record
	record.InDoubt = r.Class == ledger.Doubtful
	if r.State == ledger.Uploading && !l.working(r, time.Now()) {
		record.InDoubt = true
		record.Doubts++
	}
	return record
}
