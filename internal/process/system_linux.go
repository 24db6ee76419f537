package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
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

// startLimited starts a child that is stopped before its first instruction, limits it, and lets it go. Where tracing is
// not allowed, as in some containers, the limits come right after the start instead. It returns the command that runs, and
// apart from an error of the start the one of a limit: that child runs and has to be ended.
func startLimited(cmd *exec.Cmd, l Limits) (started *exec.Cmd, limited, err error) {
	if l == (Limits{Wall: l.Wall}) {
		return cmd, nil, cmd.Start()
	}
	plain := &exec.Cmd{
		Path: cmd.Path, Args: cmd.Args, Env: cmd.Env, Dir: cmd.Dir, Stdin: cmd.Stdin, Stdout: cmd.Stdout, Stderr: cmd.Stderr,
		SysProcAttr: groupAttributes(),
	}
	cmd.SysProcAttr.Ptrace = true
	if err := cmd.Start(); err == nil {
		pid := cmd.Process.Pid
		if !stopped(pid) {
			return cmd, nil, nil
		}
		limited = setLimits(pid, l)
		return cmd, errors.Join(limited, release(pid)), nil
	} else if !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.ENOSYS) {
		return cmd, nil, err
	}
	if err := plain.Start(); err != nil {
		return plain, nil, err
	}
	return plain, setLimits(plain.Process.Pid, l), nil
}

// stopped waits for the stop of a traced child at its first instruction. It reports false where the child is gone by then;
// its end is left to be waited for.
func stopped(pid int) bool {
	for {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WSTOPPED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return err == nil && info.Code == childTrapped
		}
	}
}

// childTrapped is CLD_TRAPPED of siginfo.h: a traced child has stopped.
const childTrapped = 4

func release(pid int) error {
	if err := unix.PtraceDetach(pid); err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("cannot let the child go: %w", err)
	}
	return nil
}

// setLimits limits a child. A confined thread may not limit others, so a goroutine of another thread does.
func setLimits(pid int, l Limits) error {
	done := make(chan error)
	go func() { done <- limit(pid, l) }()
	return <-done
}

func limit(pid int, l Limits) error {
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
		{"allocated memory", unix.RLIMIT_DATA, l.Data, l.Data},
		{"file size", unix.RLIMIT_FSIZE, l.FileSize, l.FileSize},
		{"open files", unix.RLIMIT_NOFILE, int64(l.Files), int64(l.Files)},
	}
	if err := lower(pid, unix.RLIMIT_CORE, 0, 0); err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("cannot switch core dumps off: %w", err)
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
