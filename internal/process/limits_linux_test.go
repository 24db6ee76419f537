package process_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/process"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	out := t.TempDir() + "/big"
	tests := map[string]struct {
		program string
		args    []string
		limits  process.Limits
		signal  os.Signal
	}{
		// The moments of sleep are for the limit, which is set after the start.
		"processor time": {"sh", []string{"-c", "while :; do :; done"},
			process.Limits{CPU: time.Second}, syscall.SIGXCPU},
		"file size": {"sh", []string{"-c", "sleep 0.5; exec dd if=/dev/zero bs=64K count=100 of=" + out},
			process.Limits{FileSize: 1 << 20}, syscall.SIGXFSZ},
		"memory": {"sh", []string{"-c", "sleep 0.5; exec dd if=/dev/zero of=/dev/null bs=3G count=1"},
			process.Limits{Memory: 1 << 30}, nil},
		"allocated memory": {"dd", []string{"if=/dev/zero", "of=/dev/null", "bs=1G", "count=1"}, process.Limits{Data: 256 << 20}, nil},
		"open files": {"sh", []string{"-c", "sleep 0.5; exec cat /dev/null 3</dev/null 4</dev/null 5</dev/null 6</dev/null"},
			process.Limits{Files: 5}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, err := process.Find(test.program, "")
			if err != nil {
				t.Fatal(err)
			}
			c := process.Command{Path: path, Args: test.args, Limits: test.limits}
			c.Limits.Wall = time.Minute
			err = process.Run(t.Context(), c)
			var failure *process.Error
			if !errors.As(err, &failure) || failure.Signal != test.signal {
				t.Fatalf("got %v, want an end by signal %v", err, test.signal)
			}
			if name != "open files" && !errors.Is(err, process.ErrLimit) {
				t.Errorf("got %v, want ErrLimit", err)
			}
		})
	}
	t.Cleanup(func() {
		if info, err := os.Stat(out); err != nil || info.Size() > 1<<20 {
			t.Errorf("the limited file is %v, %v", info, err)
		}
	})
}

// A limit on file sizes that is not ours is what a full disk looks like to those who may not fill one.
func TestALimitOfTheShellIsAFullDisk(t *testing.T) {
	t.Parallel()
	out := t.TempDir() + "/big"
	for name, limits := range map[string]process.Limits{
		"without a limit of ours": {}, "narrower than ours": {FileSize: 1 << 40},
	} {
		c := child(t, "confined")
		c.Env = append(c.Env, "PROCESS_TEST_OUTPUT="+out, fmt.Sprintf("PROCESS_TEST_LIMIT=%d", limits.FileSize))
		var said strings.Builder
		c.Stdout = &said
		if err := process.Run(t.Context(), c); err != nil || said.String() != "disk full" {
			t.Errorf("%s: got %q, %v, want a full disk", name, said.String(), err)
		}
	}
}

func TestLimitAboveWhatIsAllowedIsNoError(t *testing.T) {
	t.Parallel()
	c := child(t, "echo")
	c.Limits = process.Limits{Files: 1 << 40, FileSize: 1 << 62, Memory: 1 << 62, CPU: 1 << 62}
	if err := process.Run(t.Context(), c); err != nil {
		t.Error(err)
	}
}

// A parent that is killed takes its children with it, though each leads a group of its own.
func TestNoChildOutlivesTheParent(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	children := newPIDs(func() {})
	c := child(t, "parent")
	c.Stdout = writerFunc(func(b []byte) (int, error) {
		n, err := children.Write(b)
		if strings.Count(children.text.String(), "\n") == 2 {
			cancel()
		}
		return n, err
	})
	if err := process.Run(ctx, c); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	children.expectGone(t)
}
