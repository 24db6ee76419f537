package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// margin is the life an id must have left to be used again: it is needed at the latest when the message is sent, and a
// day leaves time for that. Ids live 30 days (Cloud API documentation, media, as of 2026-04-17).
const margin = 24 * time.Hour

const isKey = `sha256 = ? AND api = ? AND phone = ? AND mime = ?`

// take reads the key's row and claims it in one transaction, so that nobody can come between.
func (l *Ledger) take(ctx context.Context, c *Claim) error {
	var busy error
	err := l.update(ctx, isContended, func(tx *sql.Tx) (err error) {
		busy, err = l.takeIn(tx, c)
		return err
	})
	if err != nil {
		return err
	}
	return busy
}

func (l *Ledger) takeIn(tx *sql.Tx, c *Claim) (busy, err error) {
	now := time.Now()
	r, err := find(tx, c.key)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return nil, err
	case r.reusable(now):
		c.media, c.done = r.Media, true
		return nil, nil
	case l.working(r):
		return fmt.Errorf("%w (process %d, its claim lasts until %s)", ErrBusy, r.holder.pid, r.leaseUntil.Format(time.RFC3339)), nil
	default:
		if err := abandon(tx, c.key, r.token); err != nil {
			return nil, err
		}
	}
	return nil, l.hold(tx, c, now)
}

// abandon ends the hold of a token. An upload of which only the intent is known is counted as a doubt.
func abandon(tx *sql.Tx, k Key, token string) error {
	_, err := tx.Exec(`UPDATE uploads SET lease_until = 0,
			state  = iif(state = 'uploading', 'failed', state),
			class  = iif(state = 'uploading', ?, class),
			error  = iif(state = 'uploading', 'given up before an answer came', error),
			doubts = doubts + (state = 'uploading')
		WHERE `+isKey+` AND token = ? AND lease_until != 0`, Doubtful, k.hash(), k.API, k.Phone, k.MIME, token)
	return err
}

// hold writes the claim's token and lease.
func (l *Ledger) hold(tx *sql.Tx, c *Claim, now time.Time) error {
	const upsert = `INSERT INTO uploads
			(sha256, api, phone, mime, state, token, host, pid, start, run, lease_until, updated_at)
		VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET token = excluded.token, host = excluded.host, pid = excluded.pid, start = excluded.start,
			run = excluded.run, lease_until = excluded.lease_until, updated_at = excluded.updated_at
		RETURNING class`
	var class Class
	err := tx.QueryRow(upsert, c.key.hash(), c.key.API, c.key.Phone, c.key.MIME,
		c.token, l.me.host, l.me.pid, l.me.start, l.me.run, now.Add(lease).UnixMilli(), now.UnixMilli()).Scan(&class)
	c.inDoubt = class == Doubtful
	return err
}
