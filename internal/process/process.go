// Package process starts, feeds, limits, watches and kills child processes, and is the only package that does.
//
// A child runs in a process group of its own, which is killed as a whole: when the context ends, when the wall clock
// runs out, and once more when the child itself is gone, so that nothing it started survives it. On Linux a child is
// also killed by the kernel when this program dies in whatever way.
//
// A child sees a small environment without secrets (see Command.Env), reads nothing unless it is given something to
// read, and leaves the last lines it wrote to stderr in the error.
//
// Limits on processor time, memory, file size and open files hold on Linux from the child's first instruction. Other
// systems have no call for it, so that only the wall clock holds there. On Linux a child can also be confined: see
// Confinement.
package process

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// Command says what to run. Path and Args reach the child as they are, without a shell.
type Command struct {
	// Path of the program, as Find returns it.
	Path string
	// Args without the program's own name.
	Args []string
	// Env is added to the child's environment: "VIPS_CONCURRENCY=1". The child gets this program's PATH, HOME,
	// temporary folder and library path, and a C locale. Variables that begin with WHATSAPP_ are never passed on.
	Env []string
	// Dir is the working directory; empty for this program's own.
	Dir string
	// Stdin is what the child reads; nil for nothing. An *os.File is handed over as it is.
	// Any other reader may still be in its last Read when Run returns.
	Stdin io.Reader
	// Stdout takes what the child writes; nil for nowhere. An *os.File is handed over as it is.
	// An error of any other writer kills the child and becomes the Cause of the error.
	Stdout io.Writer
	// Line is given each line that the child writes to stderr, without its end, and reports whether it took it: a line
	// that it took does not become part of an error. Nil takes none.
	Line func(line string) bool
	// Limits on what the child may use.
	Limits Limits
	// Confine says what the child may touch; nil lets it touch what this program may.
	Confine *Confinement
}

// Limits on one child. Zero means no limit.
type Limits struct {
	// Wall is the time from start to end.
	Wall time.Duration
	// CPU is processor time over all threads, rounded up to full seconds. Linux only. Jobs of a Pool have limits of their own.
	CPU time.Duration
	// Memory is address space in bytes. Shared libraries, thread stacks and allocator arenas count, so that a
	// limit below 2 GB refuses honest work. Linux only.
	Memory int64
	// Data is what the child may allocate in bytes: heap, stacks of threads, and other memory that it may write and shares
	// with nobody. What it holds is never more but for files that it maps. Linux only.
	Data int64
	// FileSize is the size in bytes that any file written may reach. Linux only.
	FileSize int64
	// Files is the number of open descriptors. Linux only.
	Files int
}

// drainTime is how long the pipes of a killed child may take to run dry before they are closed by force.
const drainTime = time.Second

// Run starts the child and waits until it has ended and all it wrote has been taken.
//
// It returns nil when the child exits with 0, else an *Error. When ctx ends or Limits.Wall runs out the whole group
// is killed at once, and the error is also context.Canceled or context.DeadlineExceeded.
func Run(ctx context.Context, c Command) error {
	if wall := c.Limits.Wall; wall > 0 {
		cause := fmt.Errorf("ran longer than %v: %w", wall, context.DeadlineExceeded)
		limited, cancel := context.WithTimeoutCause(ctx, wall, cause)
		defer cancel()
		ctx = limited
	}
	if ctx.Err() != nil {
		return &Error{Path: c.Path, ExitCode: -1, Cause: context.Cause(ctx)}
	}
	return onThread(c, func() error {
		child, err := start(ctx, c, new(group))
		if err != nil {
			return err
		}
		return child.wait()
	})
}

// newCmd describes the child to os/exec, its streams aside.
func newCmd(c Command) *exec.Cmd {
	cmd := exec.Command(c.Path, c.Args...)
	cmd.Env = environment(c.Env)
	cmd.Dir = c.Dir
	cmd.SysProcAttr = groupAttributes()
	return cmd
}
