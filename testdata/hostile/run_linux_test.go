package hostile

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wamedia/wamedia/internal/proctree"
)

// cost is what a run took, of the program and of all below it.
type cost struct {
	code      int // of exit; -1 where it had to be killed
	read      int64
	memory    int64
	processor time.Duration
	text      string
}

// patience is after how much time a run is killed. It is no bound: those count processor time.
const patience = 5 * time.Minute

// measure runs a program to its end. The address space of the program itself is limited, so that the machine survives a
// run without a guard.
func measure(t testing.TB, limit time.Duration, name string, args ...string) cost {
	t.Helper()
	space := 4_000_000 // kB
	if args[0] == string(prepare) {
		space = 16_000_000 // workers limit themselves to less
	}
	cmd := exec.Command("/bin/sh", append([]string{"-c", fmt.Sprintf(`ulimit -v %d; exec "$@"`, space), "sh", name}, args...)...)
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended, watched := make(chan struct{}), make(chan int64)
	go func() { watched <- watch(cmd.Process.Pid, limit, ended) }()
	c := cost{read: awaited(t, cmd.Process.Pid)}
	close(ended)
	c.memory = <-watched
	_ = cmd.Wait() // its code tells
	c.code, c.text = cmd.ProcessState.ExitCode(), text.String()
	c.processor = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return c
}

// awaited waits for the end of a process and returns how many bytes it and its children read. It leaves the process to be
// waited for.
func awaited(t testing.TB, pid int) int64 {
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if err == nil {
			break
		}
		if err != unix.EINTR {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(strings.SplitN(string(b), "\n", 2)[0], "rchar: "), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// watch returns the most memory that a process and those below it held together, and kills them after limit.
func watch(pid int, limit time.Duration, ended <-chan struct{}) int64 {
	tick, late := time.NewTicker(5*time.Millisecond), time.NewTimer(limit)
	defer tick.Stop()
	defer late.Stop()
	var peak int64
	for {
		select {
		case <-ended:
			return peak
		case <-late.C:
			_ = syscall.Kill(-pid, syscall.SIGKILL) // it may have ended meanwhile
		case <-tick.C:
			peak = max(peak, resident(pid))
		}
	}
}

// resident is the memory of a process and of all below it, without the pages of files that they share.
func resident(pid int) int64 {
	b, err := proctree.Read(fmt.Sprintf("/proc/%d/statm", pid))
	f := strings.Fields(string(b))
	if err != nil || len(f) < 3 {
		return 0
	}
	all, _ := strconv.ParseInt(f[1], 10, 64)
	shared, _ := strconv.ParseInt(f[2], 10, 64)
	total := (all - shared) * int64(os.Getpagesize())
	for _, child := range proctree.Children(pid) {
		total += resident(child)
	}
	return total
}

// beyond lists what a run did that its bound does not allow.
func (c cost) beyond(b bound) []string {
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	switch {
	case c.code == -1:
		add("had to be killed")
	case c.code > 1:
		add("exit code %d", c.code)
	}
	if strings.Contains(c.text, "goroutine ") {
		add("crashed")
	}
	if c.read > b.read {
		add("read %.1f MB", float64(c.read)/1e6)
	}
	if c.memory > b.memory {
		add("held %.0f MB", float64(c.memory)/1e6)
	}
	if c.processor > b.processor {
		add("took %.1f s", c.processor.Seconds())
	}
	if !strings.Contains(c.text, b.says) {
		add("does not say %q", b.says)
	}
	return list
}
