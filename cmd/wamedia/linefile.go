package main

import (
	"errors"
	"os"
	"sync"
)

// lineFile takes whole lines, one a call and from any goroutine. What a full disk cuts short is taken back, so that
// the file ends with a whole line; after that it takes no more.
type lineFile struct {
	*os.File
	mu  sync.Mutex
	err error // the first
}

// Write appends one line.
func (f *lineFile) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return 0, f.err
	}
	info, err := f.Stat()
	if err == nil {
		if _, err = f.File.Write(line); err != nil {
			err = errors.Join(err, f.Truncate(info.Size()))
		}
	}
	f.err = err
	return len(line), err
}

// failure is why lines were not taken, or nil.
func (f *lineFile) failure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}
