package sqlledger

import (
	"encoding/hex"
	"fmt"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// row is a record together with who holds its key, or held it last.
type row struct {
	ledger.Record
	token      string
	holder     holder
	leaseUntil time.Time // zero while nobody holds the key
}

const selectRows = `SELECT sha256, api, phone, mime, state, class, error, media_id, expires_at, doubts,
	token, host, pid, start, run, lease_until, updated_at FROM uploads`

// find returns the key's row, or sql.ErrNoRows.
func find(tx *transaction, k ledger.Key) (row, error) {
	return scan(tx.row(selectRows+` WHERE `+isKey, keyArgs(k)...))
}

func hash(k ledger.Key) string { return hex.EncodeToString(k.SHA256[:]) }

// keyArgs are the parameters of isKey.
func keyArgs(k ledger.Key) []any { return []any{hash(k), k.API, k.Phone, k.MIME} }

func scan(from interface{ Scan(...any) error }) (row, error) {
	var r row
	var sha256 string
	var expires, lease, updated int64
	err := from.Scan(&sha256, &r.Key.API, &r.Key.Phone, &r.Key.MIME, &r.State, &r.Class, &r.Error, &r.Media.ID, &expires, &r.Doubts,
		&r.token, &r.holder.host, &r.holder.pid, &r.holder.start, &r.holder.run, &lease, &updated)
	if err != nil {
		return row{}, err
	}
	r.Media.Expires, r.leaseUntil, r.Updated = moment(expires), moment(lease), moment(updated)
	sum, err := hex.DecodeString(sha256)
	if err != nil || copy(r.Key.SHA256[:], sum) != len(r.Key.SHA256) {
		return row{}, fmt.Errorf("a record's SHA-256 is %q, which is none: delete that row or move the file away", sha256)
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

// milliseconds is the time as moment reads it.
func milliseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// working reports whether the row's holder may still be at work: this Ledger knows its own live claims; of others the
// death of the process or the end of the lease decides.
func (l *Ledger) working(r row, now time.Time) bool {
	if r.holder.run == l.me.run {
		return l.inflight.live(r.Key, r.token)
	}
	return now.Before(r.leaseUntil) && !l.me.knowsGone(r.holder)
}
