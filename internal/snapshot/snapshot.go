// Package snapshot reports whether an open file is still what it was when reading began. It compares what the system
// keeps about a file: size, time of the last write, and where there is one the time of the last change of its inode,
// which no program can set back.
package snapshot

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ErrChanged says that a file changed while it was read, so that what was read may be half old and half new.
var ErrChanged = errors.New("changed while it was read")

// ChangedError is an ErrChanged that says what was seen.
type ChangedError struct {
	// What differs, such as "10 bytes became 12".
	What string
}

// Error says what differs and what to do.
func (e *ChangedError) Error() string {
	return ErrChanged.Error() + " (" + e.What + "); run again when nothing writes to it"
}

// Is makes the error an ErrChanged.
func (e *ChangedError) Is(target error) bool { return target == ErrChanged }

// Snapshot is what was known about an open file at one moment.
type Snapshot struct{ info fs.FileInfo }

// Take asks the system about an open file.
func Take(f *os.File) (Snapshot, error) {
	info, err := f.Stat()
	return Snapshot{info}, err
}

// Size in bytes at that moment.
func (s Snapshot) Size() int64 { return s.info.Size() }

// Mode at that moment.
func (s Snapshot) Mode() fs.FileMode { return s.info.Mode() }

// Check is a *ChangedError where the open file is not what it was.
func (s Snapshot) Check(f *os.File) error {
	now, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	return s.compare(now)
}

// CheckPath is a *ChangedError where path leads to another file, or to none.
func (s Snapshot) CheckPath(path string) error {
	now, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &ChangedError{What: "it was removed"}
	case err != nil:
		return fmt.Errorf("read: %w", err)
	}
	return Same(s.info, now)
}

// Same is a *ChangedError where two descriptions are of different files.
func Same(before, now fs.FileInfo) error {
	if !os.SameFile(before, now) {
		return &ChangedError{What: "another file took its place"}
	}
	return nil
}

func (s Snapshot) compare(now fs.FileInfo) error {
	switch {
	case now.Size() != s.info.Size():
		return &ChangedError{What: fmt.Sprintf("%d bytes became %d", s.info.Size(), now.Size())}
	case !now.ModTime().Equal(s.info.ModTime()), inodeTime(now) != inodeTime(s.info):
		return &ChangedError{What: "it was written to"}
	}
	return nil
}
