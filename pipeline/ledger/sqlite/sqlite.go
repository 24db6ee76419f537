// Package sqlite keeps a ledger in one SQLite file that several processes of a machine may use at once.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"

	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
)

// Open opens the ledger at path, and makes the file (0600), its folder (0700) and its tables when they are missing. A
// file of an older program is brought to the newest schema.
//
// It refuses a file that is damaged, was written by a newer program, or belongs to another program, and changes nothing in it.
// The file must be on a local disk. ctx ends the opening only. The log is told of leases that could not be renewed; nil
// tells nobody.
func Open(ctx context.Context, path string, log *slog.Logger) (*sqlledger.Ledger, error) {
	d := dialect{path}
	db, err := open(ctx, path)
	if err != nil {
		return nil, d.Explain(err)
	}
	return sqlledger.New(db, d, log), nil
}

func open(ctx context.Context, path string) (*sql.DB, error) {
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
	if err := prepare(ctx, db, migrations()); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
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

// dialect is what SQLite does in its own way.
type dialect struct{ path string }

// Bind leaves a statement as it is.
func (dialect) Bind(statement string) string { return statement }

// Begin locks nothing more: an immediate transaction holds the whole file. All processes have one clock.
func (dialect) Begin(*sql.Tx, []ledger.Key) (time.Time, error) { return time.Now(), nil }

// Explain names the file, and adds what to do about the error.
func (d dialect) Explain(err error) error { return fmt.Errorf("ledger %s: %w", d.path, advise(err)) }
