// Package sqlledger keeps a ledger in an SQL database that several processes may use at once. What databases do in ways
// of their own is a Dialect; package sqlite has one, and one of PostgreSQL needs nothing else.
package sqlledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// Dialect is what one kind of database does in its own way. Its table is called uploads and has the columns of the
// statements in this package; (sha256, api, phone, mime) is its primary key. Times are Unix milliseconds in 64 bits,
// lease_until is 0 while nobody holds the key, and class, error, media_id, expires_at and doubts start empty or 0.
type Dialect interface {
	// Bind rewrites a statement, whose parameters are written as ?, in the way of the database.
	Bind(statement string) string
	// Begin comes first in every transaction that changes the records of keys, which are sorted and differ. It takes the
	// locks that the database needs to keep others from them, in this order, and tells the time that leases count by:
	// the server's, where machines share the database.
	Begin(tx *sql.Tx, keys []ledger.Key) (time.Time, error)
	// Contended reports whether an error only says that others were at work: the transaction can be run again.
	Contended(err error) bool
	// MayPass reports trouble that is worth waiting out when giving up would lose a media id, such as a full disk.
	MayPass(err error) bool
	// Explain names the database in an error and adds what to do about it. It shows no password.
	Explain(err error) error
}

// Ledger is a ledger.Store in an open database. It is safe for use by many goroutines. Get one from New.
type Ledger struct {
	db       *sql.DB
	dialect  Dialect
	log      *slog.Logger
	me       holder
	batch    batch
	inflight inflight
	renewing sync.WaitGroup
	stop     context.CancelFunc // ends the renewal of leases
}

// New makes a ledger of a database whose tables are there. Close closes the database. The log is told of leases that
// could not be renewed; nil tells nobody.
func New(db *sql.DB, dialect Dialect, log *slog.Logger) *Ledger {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	me := self()
	me.run = rand.Text()
	l := &Ledger{db: db, dialect: dialect, log: log, me: me, inflight: inflight{claims: map[ledger.Key]*claim{}}}
	l.keepRenewing()
	return l
}

// Close releases what is still claimed and closes the database. Claims that are asked for afterwards are an
// ledger.ErrClosed.
func (l *Ledger) Close() error {
	l.stop()
	l.renewing.Wait()
	l.release(l.inflight.close()...)
	if err := l.db.Close(); err != nil {
		return l.explain(err)
	}
	return nil
}

// explain leaves alone what no database said.
func (l *Ledger) explain(err error) error {
	if errors.Is(err, ledger.ErrClosed) {
		return err
	}
	return l.dialect.Explain(err)
}

// transaction is one that has begun.
type transaction struct {
	*sql.Tx
	bind func(string) string
	now  time.Time // by the clock that leases count by
}

// exec returns how many rows the statement changed.
func (t *transaction) exec(statement string, args ...any) (int64, error) {
	result, err := t.Exec(t.bind(statement), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (t *transaction) row(statement string, args ...any) *sql.Row {
	return t.QueryRow(t.bind(statement), args...)
}

// begin starts the transaction of changes to keys.
func (l *Ledger) begin(keys []ledger.Key) (*transaction, error) {
	tx, err := l.db.BeginTx(context.Background(), nil)
	if err != nil {
		return nil, err
	}
	now, err := l.dialect.Begin(tx, keys)
	if err != nil {
		_ = tx.Rollback()
		return nil, err
	}
	return &transaction{Tx: tx, bind: l.dialect.Bind, now: now}, nil
}
