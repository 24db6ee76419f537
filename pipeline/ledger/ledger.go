// Package ledger remembers what was uploaded, as what and until when, in one SQLite file that several processes may use at once.
//
// The platform takes no idempotency key and lists no media, so an upload whose answer is lost can never be found again.
// The ledger therefore writes the intent down before the request and the media id right after it:
//
//	claim, err := l.Claim(ctx, key) // the one holder of the key, or ErrBusy
//	defer claim.Release()
//	if media, ok := claim.Done(); ok {
//		return media // uploaded before, and still valid
//	}
//	err = claim.Uploading(ctx)        // on disk before the first byte is sent
//	id, err := upload(ctx)            // or claim.Fail
//	err = claim.Uploaded(context.WithoutCancel(ctx), ledger.Media{ID: id, Expires: expires})
//
// What holds: a recorded id is used again until it is about to expire; a key has one holder at a time; a holder that lost
// its key to another cannot write. A file is uploaded twice only in doubt, when a holder died between intent and record
// or a request broke off after bytes were sent. Such doubts are counted and shown, never hidden.
package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// Ledger is an open ledger file. It is safe for use by many goroutines. Get one from Open.
type Ledger struct {
	path     string
	db       *sql.DB
	me       holder
	batch    batch
	turns    turns
	renewing sync.WaitGroup
	stop     context.CancelFunc // ends the renewal of leases
}

// Open opens the ledger at path, and makes the file (0600), its folder (0700) and its tables when they are missing.
//
// It refuses a file that is damaged, was written by a newer program, or belongs to another program, and changes nothing in it.
// The file must be on a local disk. ctx ends the opening only.
func Open(ctx context.Context, path string) (*Ledger, error) {
	l, err := open(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("ledger %s: %w", path, advise(err))
	}
	return l, nil
}

func open(ctx context.Context, path string) (*Ledger, error) {
	if path == "" {
		return nil, errors.New("the path is empty, want the path of a file")
	}
	if err := create(path); err != nil {
		return nil, err
	}
	db, err := connect(path)
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	me := self()
	me.run = rand.Text()
	l := &Ledger{path: path, db: db, me: me, turns: turns{taken: map[Key]*Claim{}}}
	l.keepRenewing()
	return l, nil
}

// Close releases what is still claimed and closes the file.
func (l *Ledger) Close() error {
	l.stop()
	l.renewing.Wait()
	l.release(l.turns.claims()...)
	if err := l.db.Close(); err != nil {
		return l.explain(err)
	}
	return nil
}

// create makes the folder and an empty file for their owner alone. A file that exists is not opened: closing it again
// would drop the locks that this process may hold on it through SQLite.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// connect sets what every connection needs. Synchronous FULL, because an id that a power cut erases is lost for good.
// The busy timeout is short: whoever waits longer is asked again between two tries whether it still wants to.
func connect(path string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	address := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(abs), "/")}
	address.RawQuery = url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(500)", "synchronous(FULL)"},
	}.Encode()
	connector, err := sqlite.NewConnector(address.String())
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}
