package inbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// schemaVersion is the version of the tables.
const schemaVersion = 1

// tables: events are the notifications as received, messages the work in them. The
// stage of a message is one of the constants below; due and expires are in
// milliseconds since 1970.
const tables = `
CREATE TABLE events (
	id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, received INTEGER NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE TABLE messages (
	id TEXT PRIMARY KEY, received INTEGER NOT NULL, stage TEXT NOT NULL, due INTEGER NOT NULL, expires INTEGER NOT NULL,
	tries INTEGER NOT NULL DEFAULT 0, url TEXT NOT NULL DEFAULT '', hash TEXT NOT NULL DEFAULT '',
	notice TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX open_messages ON messages (due) WHERE stage != 'done';
CREATE TABLE health (id INTEGER PRIMARY KEY CHECK (id = 1), checked INTEGER NOT NULL) STRICT;
INSERT INTO health VALUES (1, 0);
`

// The stages of a message, in their order. One without work is done from the start.
const (
	stageFetch   = "fetch"
	stagePrepare = "prepare"
	stageDeliver = "deliver"
	stageDone    = "done"
)

// store is the file that notifications and work are kept in. All writes go through
// its committer.
type store struct {
	db *sql.DB
	*committer
}

// openStore opens the file at path. The connection holds it alone, so that a second
// process on the same folder is refused.
func openStore(ctx context.Context, path string) (*store, error) {
	if err := makeDirs(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	address := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")}
	address.RawQuery = url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(2000)", "locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(FULL)"},
	}.Encode()
	connector, err := sqlite.NewConnector(address.String())
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	db.SetConnMaxLifetime(0)
	if err := prepareTables(ctx, db); err != nil {
		return nil, errors.Join(advise(err), db.Close())
	}
	if err := errors.Join(os.Chmod(path, 0o600), syncDir(filepath.Dir(path))); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &store{db: db, committer: startCommitter(db)}, nil
}

func prepareTables(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var version int
	if err := tx.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	switch {
	case version > schemaVersion:
		return fmt.Errorf("the store was written by a newer version of this program (tables %d, known are %d)", version, schemaVersion)
	case version == 0:
		if _, err := tx.Exec(tables + fmt.Sprintf("PRAGMA user_version = %d;", schemaVersion)); err != nil {
			return err
		}
	}
	// What failed may go well now: a restart is often the remedy.
	if _, err := tx.Exec(`UPDATE messages SET due = 0 WHERE stage != 'done'`); err != nil {
		return err
	}
	return tx.Commit()
}

// advise says what to do about a store that is in use.
func advise(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return fmt.Errorf("another process uses this folder; end it, or choose another folder: %w", err)
	}
	return err
}

func (s *store) close() error {
	s.end()
	return s.db.Close()
}
