package process

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/wamedia/wamedia/internal/disk"
)

// What a child may run into. They are found with errors.Is on an *Error.
var (
	// ErrDiskFull: a write failed for want of space or quota, or met a limit on file sizes that is not of ours.
	ErrDiskFull = disk.ErrFull
	// ErrLimit: the child met one of its Limits other than the wall clock.
	ErrLimit = errors.New("a resource limit was met")
	// ErrProcessorTime and ErrMemory are the limits that tell of the work itself: it takes more of either. They are ErrLimit
	// too.
	ErrProcessorTime = fmt.Errorf("%w: processor time", ErrLimit)
	ErrMemory        = fmt.Errorf("%w: memory", ErrLimit)
)

// Error tells how a child failed. It unwraps to Cause, and to ErrDiskFull or ErrLimit where that was the reason.
type Error struct {
	// Path of the program.
	Path string
	// ExitCode of the child; -1 when it was ended by a signal or never started.
	ExitCode int
	// Signal that ended the child, or nil.
	Signal os.Signal
	// Stderr is the last 64 KB of what the child wrote there.
	Stderr string
	// Cause is why the child was not started or was killed by us: the end of the context, the wall clock, its processor
	// time, a writer's error. Nil for a child that failed by itself.
	Cause error

	sizeLimited bool // by us, and not by the shell that this program was started from
}

// Error names the program, the cause or the way it ended, and the line that says why.
func (e *Error) Error() string {
	name := filepath.Base(e.Path)
	if e.Cause != nil {
		return fmt.Sprintf("%s: %v", name, e.Cause)
	}
	text := fmt.Sprintf("%s: ended with exit code %d", name, e.ExitCode)
	if e.Signal != nil {
		text = fmt.Sprintf("%s: ended by signal %q", name, e.Signal)
	}
	if last := reason(e.Stderr); last != "" {
		text += ": " + last
	}
	return text
}

// Unwrap gives Cause and the class of the failure.
func (e *Error) Unwrap() []error {
	var causes []error
	if e.Cause != nil {
		causes = append(causes, e.Cause)
	}
	switch {
	case containsAny(e.Stderr, "No space left on device", "Disk quota exceeded"), e.outgrew() && !e.sizeLimited:
		causes = append(causes, ErrDiskFull)
	case e.Cause != nil: // one of our own comes before traces of a limit
	case isTimeSignal(e.Signal):
		causes = append(causes, ErrProcessorTime)
	case containsAny(e.Stderr, "Cannot allocate memory", "cannot allocate memory", "memory exhausted", "out of memory", "failed to allocate", "pthread_create failed"):
		causes = append(causes, ErrMemory)
	case e.outgrew() || strings.Contains(e.Stderr, "Too many open files"):
		causes = append(causes, ErrLimit)
	}
	return causes
}

// outgrew tells that a file was not allowed to grow further.
func (e *Error) outgrew() bool {
	return e.Cause == nil && (isSizeSignal(e.Signal) || strings.Contains(e.Stderr, "File too large"))
}

func containsAny(text string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// goReason is the line by which a Go program says why it ends; its stacks follow.
var goReason = regexp.MustCompile(`(?m)^(?:fatal error|panic|runtime/cgo|SIG[A-Z]+): .*$`)

// reason is the last line of a text, or the one before the stacks of a Go program.
func reason(text string) string {
	if found := goReason.FindString(text); found != "" {
		return found
	}
	text = strings.TrimSpace(text)
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}

// failure describes how the child ended, err being what its Wait returned and cause why it had to end.
func (p *child) failure(err, cause error) *Error {
	e := &Error{Path: p.cmd.Path, ExitCode: -1, Stderr: p.stderr.String(), Cause: cause, sizeLimited: limitsSize(p.limits)}
	if state := p.cmd.ProcessState; state != nil {
		e.ExitCode = state.ExitCode()
		e.Signal = endSignal(state)
		if cause == nil {
			e.Cause = p.limits.overtime(state)
		}
	} else if cause == nil {
		e.Cause = err
	}
	return e
}
