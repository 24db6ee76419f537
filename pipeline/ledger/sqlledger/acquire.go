package sqlledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

const isKey = `sha256 = ? AND api = ? AND phone = ? AND mime = ?`

// acquire reads the key's row and claims it in one transaction, so that nobody can come between.
func (l *Ledger) acquire(ctx context.Context, c *claim) error {
	var busy error
	err := l.update(ctx, l.dialect.Contended, []ledger.Key{c.key}, func(tx *transaction) (err error) {
		busy, err = l.acquireIn(tx, c)
		return err
	})
	if err != nil {
		return err
	}
	return busy
}

func (l *Ledger) acquireIn(tx *transaction, c *claim) (busy, err error) {
	r, err := find(tx, c.key)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return nil, err
	case r.State == ledger.Done && r.Media.Reusable(tx.now):
		c.media, c.done = r.Media, true
		return nil, nil
	case l.working(r, tx.now):
		return fmt.Errorf("%w (process %d, its claim lasts until %s)", ledger.ErrBusy, r.holder.pid, r.leaseUntil.Format(time.RFC3339)), nil
	default:
		if err := abandon(tx, c.key, r.token); err != nil {
			return nil, err
		}
	}
	return nil, l.hold(tx, c)
}

// abandon ends the hold of a token. An upload of which only the intent is known is counted as a doubt.
func abandon(tx *transaction, k ledger.Key, token string) error {
	args := append([]any{string(ledger.Doubtful)}, keyArgs(k)...)
	_, err := tx.exec(`UPDATE uploads SET lease_until = 0,
			state  = CASE WHEN state = 'uploading' THEN 'failed' ELSE state END,
			class  = CASE WHEN state = 'uploading' THEN ? ELSE class END,
			error  = CASE WHEN state = 'uploading' THEN 'given up before an answer came' ELSE error END,
			doubts = CASE WHEN state = 'uploading' THEN doubts + 1 ELSE doubts END
		WHERE `+isKey+` AND token = ? AND lease_until != 0`, append(args, token)...)
	return err
}

// hold writes the claim's token and lease.
func (l *Ledger) hold(tx *transaction, c *claim) error {
	const upsert = `INSERT INTO uploads
			(sha256, api, phone, mime, state, token, host, pid, start, run, lease_until, updated_at)
		VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (sha256, api, phone, mime) DO UPDATE SET
			token = excluded.token, host = excluded.host, pid = excluded.pid, start = excluded.start,
			run = excluded.run, lease_until = excluded.lease_until, updated_at = excluded.updated_at
		RETURNING class`
	var class string
	err := tx.row(upsert, append(keyArgs(c.key),
		c.token, l.me.host, l.me.pid, l.me.start, l.me.run, tx.now.Add(lease).UnixMilli(), tx.now.UnixMilli())...).Scan(&class)
	c.inDoubt = class == string(ledger.Doubtful)
	return err
}
