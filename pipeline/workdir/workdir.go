// Package workdir keeps what is not finished: one temporary folder a run, beside the outputs, so that a finished
// file takes its final name in one rename. The folder is locked while its run lives; one whose run died is removed
// by the next.
package workdir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
)

// Pattern of the folders' names: the one pattern that is never taken for input.
const Pattern = ".wamedia-*.tmp"

// lockName is the file in the folder that its run holds locked. It is the first file that the folder gets.
const lockName = "lock"

// Dir is the temporary folder of one run.
type Dir struct {
	path string
	lock *os.File
	next atomic.Int64
}

// New removes from parent the folders that dead runs of the same user left, and makes one for this run, which only
// that user can enter.
func New(parent string) (*Dir, error) {
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return nil, fmt.Errorf("make the output folder: %w", err)
	}
	sweep(parent)
	var err error
	for range attempts {
		var d *Dir
		if d, err = locked(parent); err == nil {
			return d, nil
		}
	}
	return nil, fmt.Errorf("make a temporary folder beside the outputs: %w", err)
}

// attempts at a folder of our own: another run may sweep ours in the instant before it is locked.
const attempts = 5

func locked(parent string) (*Dir, error) {
	path, err := os.MkdirTemp(parent, Pattern)
	if err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(path, lockName), os.O_CREATE|os.O_EXCL|os.O_RDWR|noFollow, 0o600)
	if err != nil {
		return nil, err
	}
	if err := acquire(lock); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &Dir{path: path, lock: lock}, nil
}

// Path of the folder.
func (d *Dir) Path() string { return d.path }

// Parent is the folder that it lies in: that of the outputs.
func (d *Dir) Parent() string { return filepath.Dir(d.path) }

// File is a new name in the folder that ends in ext; the file does not exist yet.
func (d *Dir) File(ext string) string {
	return filepath.Join(d.path, strconv.FormatInt(d.next.Add(1), 10)+ext)
}

// Close removes the folder and all in it.
func (d *Dir) Close() error {
	_ = d.lock.Close()
	if err := os.RemoveAll(d.path); err != nil {
		return fmt.Errorf("remove the temporary folder: %w", err)
	}
	return nil
}
