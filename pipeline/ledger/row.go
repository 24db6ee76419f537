package ledger

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"
)

// row is a record together with who holds its key, or held it last.
type row struct {
	Record
	token      string
	holder     holder
	leaseUntil time.Time // zero while nobody holds the key
}

const selectRows = `SELECT sha256, api, phone, mime, state, class, error, media_id, expires_at, doubts,
	token, host, pid, start, run, lease_until, updated_at FROM uploads`

// find returns the key's row, or sql.ErrNoRows.
func find(tx *sql.Tx, k Key) (row, error) {
	return scan(tx.QueryRow(selectRows+` WHERE `+isKey, k.hash(), k.API, k.Phone, k.MIME))
}

func scan(from interface{ Scan(...any) error }) (row, error) {
	var r row
	var hash string
	var expires, lease, updated int64
	err := from.Scan(&hash, &r.Key.API, &r.Key.Phone, &r.Key.MIME, &r.State, &r.Class, &r.Error, &r.Media.ID, &expires, &r.Doubts,
		&r.token, &r.holder.host, &r.holder.pid, &r.holder.start, &r.holder.run, &lease, &updated)
	if err != nil {
		return row{}, err
	}
	r.Media.Expires, r.leaseUntil, r.Updated = moment(expires), moment(lease), moment(updated)
	sum, err := hex.DecodeString(hash)
	if err != nil || copy(r.Key.SHA256[:], sum) != len(r.Key.SHA256) {
		return row{}, fmt.Errorf("a record's SHA-256 is %q, which is none: delete that row or move the file away", hash)
	}
	return r, nil
}

// moment reads a time as it is stored: Unix milliseconds, 0 for the zero time.
func moment(milliseconds int64) time.Time {
	if milliseconds == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milliseconds).UTC()
}

// stamp is the time as moment reads it.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// reusable tells that the row's media id has enough life left.
func (r row) reusable(now time.Time) bool {
	return r.State == Done && r.Media.Expires.After(now.Add(margin))
}

// working tells whether the row's holder may still be at work: this Ledger knows its own live claims; of others the
// death of the process or the end of the lease decides.
func (l *Ledger) working(r row) bool {
	if r.holder.run == l.me.run {
		return l.turns.live(r.Key, r.token)
	}
	return time.Now().Before(r.leaseUntil) && !l.me.knowsGone(r.holder)
}
