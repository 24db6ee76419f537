//go:build vips && cgo

package vips

import (
	"errors"
	"strings"
	"syscall"

	"github.com/wamedia/wamedia/transcode/job"
)

// shortage remembers that there was no memory for a decoder. A nil one remembers nothing.
type shortage struct{ met bool }

// note takes the errno of a C call that failed: the C library sets it when it has no memory.
func (s *shortage) note(errno error) {
	if s != nil && errors.Is(errno, syscall.ENOMEM) {
		s.met = true
	}
}

// or is the failure to report: f, unless memory was short.
func (s *shortage) or(f *job.Failure) *job.Failure {
	if s != nil && s.met {
		return job.Memory.Failf("there is not enough memory to decode or encode the picture")
	}
	return f
}

// failedFor is the failure of one C call.
func failedFor(errno error, f *job.Failure) *job.Failure {
	var s shortage
	s.note(errno)
	return s.or(f)
}

// failedIn is the failure of a call of bimg, whose error is what libvips said. A thread takes memory for its stack.
func failedIn(err error, f *job.Failure) *job.Failure {
	said := err.Error()
	return (&shortage{met: strings.Contains(said, "memory") || strings.Contains(said, "creating thread")}).or(f)
}
