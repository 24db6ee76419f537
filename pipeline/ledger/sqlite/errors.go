package sqlite

import (
	"errors"
	"fmt"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
)

// Contended reports whether another process holds the file.
func (dialect) Contended(err error) bool { return isContended(err) }

func isContended(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return true
	}
	return false
}

// MayPass reports trouble with the disk.
func (dialect) MayPass(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM:
		return true
	}
	return false
}

// code returns SQLite's primary result code, or SQLITE_OK when the error is not SQLite's.
func code(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return sqlite3.SQLITE_OK
	}
	return e.Code() & 0xff
}

func advise(err error) error {
	switch code(err) {
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("the file is damaged or not a ledger: move it away with its -wal and -shm files and run again; what it recorded is then uploaded once more: %w", err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: free some space and run again: %w", syscall.ENOSPC, err)
	case sqlite3.SQLITE_IOERR: // also where the files beside it find no room
		return fmt.Errorf("its disk is full or fails: see that it has room and run again: %w", err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return fmt.Errorf("the file cannot be written: check that it is a file, and its and its folder's permissions: %w", err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("another process held the file for %v: end that process and run again: %w", sqlledger.Patience, err)
	}
	return err
}
