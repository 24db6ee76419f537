//go:build unix

package process_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/process"
)

// The children of these tests are this very test program, told by a variable which part to play.
const part = "PROCESS_TEST_PART"

func TestMain(m *testing.M) {
	parts := systemParts()
	maps.Copy(parts, map[string]func(){
		"echo":   func() { _, _ = io.Copy(os.Stdout, os.Stdin) },
		"env":    func() { fmt.Print(strings.Join(os.Environ(), "\n")) },
		"fail":   failLoudly,
		"flood":  func() { _, _ = io.Copy(os.Stdout, endless{}) },
		"sleep":  sleep,
		"family": func() { bearSleeper(); sleep() },
		"orphan": bearSleeper,
		"burn":   func() { burn(time.Hour) },
		"exhausted": func() {
			fmt.Fprint(os.Stderr, "fatal error: runtime: out of memory\n\nruntime stack:\nruntime.throw()\n\tpanic.go:1 +0x1\n")
			os.Exit(2)
		},
		"parent":   parent,
		"worker":   work,
		"confined": confined,
	})
	play, ok := parts[os.Getenv(part)]
	if !ok {
		os.Exit(m.Run())
	}
	play()
}

// child is a command that plays a part.
func child(t *testing.T, name string) process.Command {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return process.Command{Path: self, Env: []string{part + "=" + name, "GOCOVERDIR=" + t.TempDir()}}
}

func failLoudly() {
	fmt.Fprint(os.Stderr, strings.Repeat("noise\n", 20_000), "the last word\n")
	os.Exit(3)
}

// sleep tells its number and stays.
func sleep() {
	fmt.Println(os.Getpid())
	time.Sleep(time.Hour)
}

// bearSleeper starts a process of the same group that inherits stdout, and waits until it has told its number.
func bearSleeper() {
	self, _ := os.Executable()
	sleeper := exec.Command(self)
	sleeper.Env = []string{part + "=sleep"}
	sleeper.Stdout = os.Stdout
	if err := sleeper.Start(); err != nil {
		panic(err)
	}
	time.Sleep(300 * time.Millisecond)
}

// parent runs a sleeper, and a pool with one worker, through the package, and prints the numbers of both.
func parent() {
	self, _ := os.Executable()
	pool := process.NewPool(process.PoolConfig{Command: process.Command{Path: self, Env: []string{part + "=worker"}}})
	pid, err := pool.Do(context.Background(), process.Job{Request: []byte("pid")})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(pid))
	_ = process.Run(context.Background(),
		process.Command{Path: self, Env: []string{part + "=sleep"}, Stdout: os.Stdout})
}

// confined may not write files beyond 1 MB itself, runs a child that does, and prints what it takes its end for.
func confined() {
	_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20})
	limit, _ := strconv.ParseInt(os.Getenv("PROCESS_TEST_LIMIT"), 10, 64)
	dd, _ := process.Find("dd", "")
	err := process.Run(context.Background(), process.Command{
		Path: dd, Args: []string{"if=/dev/zero", "bs=64K", "count=100", "of=" + os.Getenv("PROCESS_TEST_OUTPUT")},
		Limits: process.Limits{FileSize: limit},
	})
	if errors.Is(err, process.ErrDiskFull) && !errors.Is(err, process.ErrLimit) {
		fmt.Print("disk full")
	}
}

// work answers frames as a worker does, well or badly as it is asked.
func work() {
	if refusal := os.Getenv("PROCESS_TEST_HELLO"); refusal != "none" {
		_ = process.WriteFrame(os.Stdout, []byte("hello"+refusal))
	}
	for {
		request, err := process.ReadFrame(os.Stdin, 1<<20)
		if err != nil {
			return
		}
		switch word := string(request); word {
		case "pid":
			word = fmt.Sprint(os.Getpid())
			_ = process.WriteFrame(os.Stdout, []byte(word))
		case "temp":
			name := os.Getenv("TMPDIR") + "/left-behind"
			_ = os.WriteFile(name, []byte("x"), 0o600)
			_ = process.WriteFrame(os.Stdout, []byte(name))
		case "crash":
			fmt.Fprintln(os.Stderr, "something broke")
			os.Exit(7)
		case "leave":
			return
		case "half":
			_, _ = os.Stdout.Write([]byte{0, 0, 0, 9, 'x'})
			return
		case "garbage":
			_, _ = os.Stdout.WriteString("Segmentation fault, or so")
		case "burn":
			burn(100 * time.Millisecond)
			_ = process.WriteFrame(os.Stdout, request)
		case "burn without end":
			burn(time.Hour)
		case "wait":
			time.Sleep(500 * time.Millisecond)
			_ = process.WriteFrame(os.Stdout, request)
		case "hang":
			time.Sleep(time.Hour)
		default:
			_ = process.WriteFrame(os.Stdout, request)
		}
	}
}

// burn uses that much processor time.
func burn(most time.Duration) {
	for end := processorTime() + most; processorTime() < end; {
	}
}

func processorTime() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // fails on unknown arguments alone
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }
