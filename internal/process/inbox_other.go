//go:build !linux

package process

import (
	"io"
	"os"
)

// PassesFiles reports whether a pool hands open files over to its workers on this system.
const PassesFiles = false

// inbox is our end of a worker's standard input: a pipe.
type inbox struct{ *os.File }

func newInbox() (theirs *os.File, ours inbox, err error) {
	theirs, mine, err := os.Pipe()
	return theirs, inbox{mine}, err
}

func (i inbox) with([]*os.File) io.Writer { return i }
