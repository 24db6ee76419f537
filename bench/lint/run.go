//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
)

// cost is what one run of a program took. A child's children count.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // resident memory in bytes, of the largest process
}

// run starts a program and waits for it. What it prints is thrown away, as nobody reads it; a status up to 1 is fine,
// since findings give that. It does without os/exec, as only the usage that wait4 gives of one child is wanted.
func run(argv ...string) (cost, error) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return cost{}, err
	}
	defer func() { _ = null.Close() }()
	start := time.Now()
	p, err := os.StartProcess(argv[0], argv, &os.ProcAttr{Files: []*os.File{null, null, null}, Env: os.Environ()})
	if err != nil {
		return cost{}, err
	}
	state, err := p.Wait()
	if err != nil {
		return cost{}, err
	}
	if state.ExitCode() > 1 || state.ExitCode() < 0 {
		return cost{}, fmt.Errorf("%q: %s", argv, state)
	}
	c := cost{wall: time.Since(start), cpu: state.UserTime() + state.SystemTime()}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		c.peak = int64(usage.Maxrss) //nolint:unconvert // 32 bits on some systems
		if runtime.GOOS == "linux" { // kilobytes there, bytes on macOS
			c.peak <<= 10
		}
	}
	return c, nil
}

// forget empties the kernel's caches, which only root may ask for, and only on Linux.
func forget() error {
	syscall.Sync()
	if err := os.WriteFile("/proc/sys/vm/drop_caches", []byte("3"), 0); err != nil {
		return errors.Join(errors.New("cannot empty the kernel's caches"), err)
	}
	return nil
}
