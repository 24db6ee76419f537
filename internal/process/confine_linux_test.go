package process_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wamedia/wamedia/internal/process"
)

// systemParts are the parts that only Linux has.
func systemParts() map[string]func() {
	return map[string]func(){"trespass": trespass, "receiver": receiver}
}

// attempts are what a child that was taken over may try. Each returns nil where it succeeds.
func attempts() map[string]func(dir string) error {
	open := func(path string) error {
		f, err := os.Open(path)
		if err == nil {
			_ = f.Close()
		}
		return err
	}
	socket := func(family, kind int) error {
		fd, err := unix.Socket(family, kind, 0)
		if err == nil {
			_ = unix.Close(fd)
		}
		return err
	}
	return map[string]func(dir string) error{
		// What it is granted.
		"read the source":        func(dir string) error { return open(dir + "/granted/source") },
		"write the work folder":  func(dir string) error { return os.WriteFile(dir+"/work/made", nil, 0o600) },
		"remove its own file":    func(dir string) error { return os.Remove(dir + "/work/made-before") },
		"read a system library":  func(string) error { _, err := os.ReadDir("/usr/lib"); return err },
		"write to the null file": func(string) error { return os.WriteFile(os.DevNull, []byte("x"), 0) },
		// What it is not.
		"! read a private file":           func(dir string) error { return open(dir + "/private/key") },
		"! list a private folder":         func(dir string) error { _, err := os.ReadDir(dir + "/private"); return err },
		"! read beside the source":        func(dir string) error { return open(dir + "/granted/other") },
		"! read the parent's environment": func(string) error { return open(fmt.Sprintf("/proc/%d/environ", os.Getppid())) },
		"! read the parent's memory":      func(string) error { return open(fmt.Sprintf("/proc/%d/mem", os.Getppid())) },
		"! read the accounts":             func(string) error { return open("/etc/passwd") },
		"! change the source":             func(dir string) error { return os.Truncate(dir+"/granted/source", 0) },
		"! remove the source":             func(dir string) error { return os.Remove(dir + "/granted/source") },
		"! write to the home folder":      func(dir string) error { return os.WriteFile(dir+"/private/new", nil, 0o600) },
		"! link out of the work folder":   func(dir string) error { return os.Symlink(dir+"/private/key", dir+"/work/link") },
		"! change a mode":                 func(dir string) error { return os.Chmod(dir+"/work/own", 0o777) },
		"! change an owner":               func(dir string) error { return os.Chown(dir+"/work/own", os.Getuid(), os.Getgid()) },
		"! change times":                  func(dir string) error { return unix.Utimes(dir+"/work/own", make([]unix.Timeval, 2)) },
		"! open an IPv4 socket":           func(string) error { return socket(unix.AF_INET, unix.SOCK_STREAM) },
		"! open an IPv6 socket":           func(string) error { return socket(unix.AF_INET6, unix.SOCK_DGRAM) },
		"! open a Unix socket":            func(string) error { return socket(unix.AF_UNIX, unix.SOCK_STREAM) },
		"! open a packet socket":          func(string) error { return socket(unix.AF_PACKET, unix.SOCK_RAW) },
		"! use a ring of calls": func(string) error {
			_, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, 1, 0, 0)
			return denied(errno)
		},
		"! trace the parent":      func(string) error { return unix.PtraceAttach(os.Getppid()) },
		"! signal the parent":     func(string) error { return unix.Kill(os.Getppid(), 0) },
		"! run a shell":           func(string) error { return exec.Command("/bin/sh", "-c", ":").Run() },
		"! fork":                  fork,
		"! make a namespace":      func(string) error { return unix.Unshare(unix.CLONE_NEWUSER) },
		"! mount":                 func(dir string) error { return unix.Mount("none", dir+"/work", "tmpfs", 0, "") },
		"! limit the parent":      func(string) error { return unix.Prlimit(os.Getppid(), unix.RLIMIT_CORE, nil, &unix.Rlimit{}) },
		"! write a core dump":     coreDump,
		"! use the environment":   func(string) error { return present("WHATSAPP_TOKEN") },
		"! open more than it may": openMany,
	}
}

// denied reads the answer of a call that fails for its arguments where it is not denied.
func denied(errno unix.Errno) error {
	if errno == unix.EPERM || errno == unix.ENOSYS {
		return errno
	}
	return nil
}

func fork(string) error {
	pid, _, errno := unix.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if errno != 0 {
		return errno
	}
	if pid == 0 {
		_, _, _ = unix.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
	}
	return nil
}

func coreDump(string) error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Max == 0 {
		return fmt.Errorf("limited to %d: %w", limit.Max, os.ErrPermission)
	}
	return nil
}

func present(name string) error {
	if _, ok := os.LookupEnv(name); !ok {
		return os.ErrNotExist
	}
	return nil
}

func openMany(string) error {
	for range 1000 {
		f, err := os.Open(os.DevNull)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
	}
	return nil
}

// trespass tries everything and prints what succeeded.
func trespass() {
	for name, attempt := range attempts() {
		if attempt(os.Getenv("PROCESS_TEST_DIR")) == nil {
			fmt.Println(name)
		}
	}
}

// A child that is confined does what it was granted, and nothing else.
func TestConfinement(t *testing.T) {
	if has, lacks := process.ConfinementStatus(); has == "" {
		t.Fatalf("this system confines no children (%s): the test cannot tell anything here", lacks)
	}
	t.Setenv("WHATSAPP_TOKEN", "secret")
	dir := t.TempDir()
	for _, name := range []string{"granted/source", "granted/other", "private/key", "work/own", "work/made-before"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	c := child(t, "trespass")
	c.Env, c.Stdout = append(c.Env, "PROCESS_TEST_DIR="+dir), &out
	c.Limits = process.Limits{Files: 100}
	c.Confine = &process.Confinement{Read: []string{dir + "/granted/source"}, Write: []string{dir + "/work"}}
	if err := process.Run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	succeeded := strings.Split(out.String(), "\n")
	tried := attempts()
	if version, _, _ := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION); version < 7 {
		delete(tried, "! signal the parent") // newer kernels alone can deny that
	}
	for name := range tried {
		if done := slices.Contains(succeeded, name); done == strings.HasPrefix(name, "! ") {
			t.Errorf("%q: succeeded %v", name, done)
		}
	}
	if data, err := os.ReadFile(dir + "/granted/source"); err != nil || string(data) != "x" {
		t.Errorf("the source is %q, %v", data, err)
	}
}

// A thread that was confined for a child is not used for anything else.
func TestConfinementStaysWithTheChild(t *testing.T) {
	t.Parallel()
	for range 20 {
		c := child(t, "echo")
		c.Confine = &process.Confinement{}
		if err := process.Run(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		for range 8 {
			go func() {
				_, err := os.ReadFile("/etc/passwd")
				if err == nil {
					var l net.Listener
					if l, err = net.Listen("tcp", "127.0.0.1:0"); err == nil {
						err = l.Close()
					}
				}
				done <- err
			}()
		}
		for range 8 {
			if err := <-done; err != nil {
				t.Fatalf("this program is confined itself: %v", err)
			}
		}
	}
}

// Limits hold from the first instruction on.
func TestLimitsHoldFromTheStart(t *testing.T) {
	t.Parallel()
	sh, err := process.Find("sh", "")
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		var out strings.Builder
		c := process.Command{Path: sh, Args: []string{"-c", "ulimit -n; ulimit -c; ulimit -f; ulimit -v; ulimit -t"}, Stdout: &out}
		c.Limits = process.Limits{Files: 99, FileSize: 512 << 10, Memory: 2 << 30, CPU: 7e9}
		if err := process.Run(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if got := strings.Fields(out.String()); strings.Join(got, " ") != "99 0 1024 2097152 7" {
			t.Fatalf("limits at the start are %v", got)
		}
	}
}

// An open file reaches a worker through the pool, which cannot open it by its path.
func TestPoolPassesFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "source")
	if err := os.WriteFile(path, []byte("what it holds"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	c := child(t, "receiver")
	c.Confine = &process.Confinement{}
	pool := process.NewPool(process.PoolConfig{Command: c, Size: 1})
	defer pool.Close()
	for _, request := range []string{"small", strings.Repeat("large", 100_000)} {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		answer, err := pool.Do(t.Context(), process.Job{Request: []byte(request), Files: []*os.File{f}})
		if want := fmt.Sprintf("%d what it holds", len(request)); err != nil || string(answer) != want {
			t.Errorf("got %q, %v, want %q", answer, err, want)
		}
	}
}

// receiver answers a request by its length and what the file that came with it holds.
func receiver() {
	_ = process.WriteFrame(os.Stdout, []byte("hello"))
	for {
		head, control := make([]byte, 4), make([]byte, unix.CmsgSpace(4))
		_, size, _, _, err := unix.Recvmsg(0, head, control, 0)
		if err != nil || size == 0 {
			return
		}
		messages, err := unix.ParseSocketControlMessage(control[:size])
		if err != nil {
			panic(err)
		}
		numbers, err := unix.ParseUnixRights(&messages[0])
		if err != nil {
			panic(err)
		}
		request, err := process.ReadFrame(io.MultiReader(strings.NewReader(string(head)), os.Stdin), 1<<20)
		if err != nil {
			panic(err)
		}
		held, err := io.ReadAll(os.NewFile(uintptr(numbers[0]), "source"))
		if err != nil {
			panic(err)
		}
		_ = process.WriteFrame(os.Stdout, fmt.Appendf(nil, "%d %s", len(request), held))
	}
}

// What confinement adds to a start.
func BenchmarkStart(b *testing.B) {
	path, err := process.Find("true", "")
	if err != nil {
		b.Fatal(err)
	}
	for name, c := range map[string]process.Command{
		"plain":    {Path: path},
		"limited":  {Path: path, Limits: process.Limits{Files: 100}},
		"confined": {Path: path, Limits: process.Limits{Files: 100}, Confine: &process.Confinement{Write: []string{os.TempDir()}}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := process.Run(b.Context(), c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
