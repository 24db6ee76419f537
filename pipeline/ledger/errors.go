package ledger

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrBusy says that another process, or another Ledger of this one, is uploading the same key now. Its end gives the id.
var ErrBusy = errors.New("another process is uploading this file: run again when it has ended")

// ErrLost says that a claim is over: it was ended before, or its lease ran out and another took the key. What it wanted
// to record is not recorded. After an upload the media id in hand is an orphan: report it.
var ErrLost = errors.New("the claim is over, or another process has taken it")

// patience is how long a write waits for other processes, or for a full or failing disk when an id is at stake.
const patience = time.Minute

// retry does the work again, with pauses, while again says that the error may pass.
func retry(ctx context.Context, again func(error) bool, work func() error) error {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval = 20*time.Millisecond, time.Second
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := work()
		if err != nil && !again(err) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(pause), backoff.WithMaxElapsedTime(patience))
	return err
}

// isContended tells that another process holds the file.
func isContended(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return true
	}
	return false
}

// mayPass tells of trouble that is worth waiting out when giving up would lose a media id.
func mayPass(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM:
		return true
	}
	return isContended(err)
}

// code returns SQLite's primary result code, or SQLITE_OK when the error is not SQLite's.
func code(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return sqlite3.SQLITE_OK
	}
	return e.Code() & 0xff
}

// explain names the file, and adds what to do about it.
func (l *Ledger) explain(err error) error {
	return fmt.Errorf("ledger %s: %w", l.path, advise(err))
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
		return fmt.Errorf("another process held the file for %v: end that process and run again: %w", patience, err)
	}
	return err
}
