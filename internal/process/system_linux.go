package process

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// groupAttributes make a child the leader of its own group, killed by the kernel when this program dies.
func groupAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// reap waits for the leader. It is left a zombie while the rest of its group is killed, so that the number of the
// group cannot pass to another meanwhile.
func (g *group) reap(wait func() error) error {
	for {
		err := unix.Waitid(unix.P_PID, g.leader.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	g.sweep()
	return wait()
}

// setLimits limits a child that has just been started. Until then it runs unlimited: for microseconds, or for a slice
// of time on a busy machine. A program that has libraries to load does no real work in that time.
func setLimits(pid int, l Limits) error {
	seconds := int64((l.CPU + time.Second - 1) / time.Second)
	limits := []struct {
		name     string
		resource int
		soft     int64
		hard     int64
	}{
		// A second between the two gives the signal that names the limit before the one that does not.
		{"processor time", unix.RLIMIT_CPU, seconds, seconds + 1},
		{"memory", unix.RLIMIT_AS, l.Memory, l.Memory},
		{"file size", unix.RLIMIT_FSIZE, l.FileSize, l.FileSize},
		{"open files", unix.RLIMIT_NOFILE, int64(l.Files), int64(l.Files)},
	}
	for _, limit := range limits {
		if limit.soft <= 0 {
			continue
		}
		err := lower(pid, limit.resource, uint64(limit.soft), uint64(limit.hard))
		if err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("cannot limit %s: %w", limit.name, err)
		}
	}
	return nil
}

// lower sets a limit, never above what is in force already: only root may raise one.
func lower(pid, resource int, soft, hard uint64) error {
	var now unix.Rlimit
	if err := unix.Prlimit(pid, resource, nil, &now); err != nil {
		return err
	}
	wanted := unix.Rlimit{Cur: min(soft, now.Max), Max: min(hard, now.Max)}
	return unix.Prlimit(pid, resource, &wanted, nil)
}

// limitsSize tells whether our own limit on file sizes is in force, and not a narrower one that this program has itself.
func limitsSize(l Limits) bool {
	var own unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_FSIZE, &own)
	return l.FileSize > 0 && (err != nil || uint64(l.FileSize) <= own.Cur)
}

// isTimeSignal and isSizeSignal tell the signals by which the kernel enforces a limit.
func isTimeSignal(s os.Signal) bool { return s == syscall.SIGXCPU }

func isSizeSignal(s os.Signal) bool { return s == syscall.SIGXFSZ }
