package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
)

// applicationID marks a SQLite file as a ledger of ours: "wame" in ASCII.
const applicationID = 0x77616d65

// createUploads is schema 1. Times are Unix milliseconds. lease_until is 0 while nobody holds the key; the columns
// before it say who holds it, or who held it last.
const createUploads = `
CREATE TABLE uploads (
	sha256      TEXT    NOT NULL,
	api         TEXT    NOT NULL,
	phone       TEXT    NOT NULL,
	mime        TEXT    NOT NULL,
	state       TEXT    NOT NULL,
	class       TEXT    NOT NULL DEFAULT '',
	error       TEXT    NOT NULL DEFAULT '',
	media_id    TEXT    NOT NULL DEFAULT '',
	expires_at  INTEGER NOT NULL DEFAULT 0,
	doubts      INTEGER NOT NULL DEFAULT 0,
	token       TEXT    NOT NULL,
	host        TEXT    NOT NULL,
	pid         INTEGER NOT NULL,
	start       INTEGER NOT NULL,
	run         TEXT    NOT NULL,
	lease_until INTEGER NOT NULL,
	updated_at  INTEGER NOT NULL,
	PRIMARY KEY (sha256, api, phone, mime)
) STRICT, WITHOUT ROWID`

// migrations take a file from each schema to the next: the first makes schema 1 of an empty file. A new one is added at
// the end and none is ever changed; testdata keeps a dump of each schema that was released.
func migrations() []string {
	return []string{createUploads}
}

// prepare brings a file to the newest schema, whoever else is doing the same.
func prepare(ctx context.Context, db *sql.DB, steps []string) error {
	return sqlledger.Retry(ctx, isContended, func() error {
		if err := recognise(ctx, db, len(steps)); err != nil {
			return err
		}
		if err := writeAhead(ctx, db); err != nil {
			return err
		}
		return migrate(ctx, db, steps)
	})
}

// recognise refuses a file that is not ours to write, before anything in it is changed.
func recognise(ctx context.Context, db *sql.DB, newest int) error {
	var application, version, tables int
	err := db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`).Scan(&application, &version, &tables)
	empty := application == 0 && version == 0 && tables == 0
	switch {
	case err != nil:
		return err
	case application != applicationID && !empty:
		return errors.New("this is a SQLite file of another program: name another path for the ledger")
	case version > newest:
		return fmt.Errorf("its schema is %d and this program knows %d at most: use the newer program that wrote it, or name another path", version, newest)
	}
	return nil
}

// writeAhead sets the journal that lets processes read while one writes. The file keeps the setting.
func writeAhead(ctx context.Context, db *sql.DB) error {
	var mode string
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("its journal mode is %s and must be wal, which this file system does not allow: put it on a local disk", mode)
	}
	return nil
}

// migrate runs the steps that the file lacks in one transaction: a file is of one schema or the other, never between.
func migrate(ctx context.Context, db *sql.DB, steps []string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version >= len(steps) {
		return nil
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps))
	for _, step := range slices.Concat(steps[version:], []string{mark}) {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	return tx.Commit()
}
