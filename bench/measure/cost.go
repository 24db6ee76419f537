//go:build unix

package measure

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// Cost is what one run of a program took, with all processes that it started and waited for.
type Cost struct {
	Wall, CPU time.Duration
	Peak      int64 // bytes of memory that all its processes held together at most
}

// Add gives the cost of two runs one after the other.
func (c Cost) Add(d Cost) Cost {
	return Cost{c.Wall + d.Wall, c.CPU + d.CPU, max(c.Peak, d.Peak)}
}

// Run starts a program and waits for it; a name without a slash is looked for in PATH. What it prints is thrown away.
// A status of 1 is fine, since findings give that; any above, a signal and the context's end are errors. The context ends
// its whole process group.
func Run(ctx context.Context, argv ...string) (Cost, error) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return Cost{}, err
	}
	defer func() { _ = null.Close() }()
	cost, state, err := run(ctx, argv, null, null)
	if err == nil && (state.ExitCode() > 1 || state.ExitCode() < 0) {
		err = fmt.Errorf("%q: %s", argv, state)
	}
	return cost, err
}

// run starts a program, samples the memory of its processes until it ends, and gives what it took.
func run(ctx context.Context, argv []string, out, errs *os.File) (Cost, *os.ProcessState, error) {
	start := time.Now()
	p, err := spawn(argv, out, errs)
	if err != nil {
		return Cost{}, nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) })
	defer stop()
	samples := watch(p.Pid)
	state, err := p.Wait()
	wall := time.Since(start)
	peak := samples.end()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Cost{}, nil, fmt.Errorf("%q: %w", argv, err)
	}
	if peak == 0 { // it was too quick to be looked at
		peak = largest(state)
	}
	return Cost{wall, state.UserTime() + state.SystemTime(), peak}, state, nil
}

// spawn starts a program as the head of a process group of its own.
func spawn(argv []string, out, errs *os.File) (*os.Process, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, err
	}
	defer func() { _ = null.Close() }()
	if !strings.Contains(argv[0], "/") {
		argv = append([]string{"/usr/bin/env"}, argv...)
	}
	return os.StartProcess(argv[0], argv, &os.ProcAttr{
		Files: []*os.File{null, out, errs}, Env: os.Environ(), Sys: &syscall.SysProcAttr{Setpgid: true},
	})
}
