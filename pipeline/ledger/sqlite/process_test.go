package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
	"golang.org/x/sync/errgroup"
)

// The test program is also the other process: the variable names the part it plays.
const partVariable = "LEDGER_TEST_PART"

// part is what another process does with the ledger at path. Not every part uses the log.
type part func(path, log string) error

func TestMain(m *testing.M) {
	name := os.Getenv(partVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	parts := map[string]part{"hold": hold, "uploading": uploading, "upload all": uploadAll}
	maps.Copy(parts, systemParts())
	if err := parts[name](os.Args[1], os.Args[2]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// hold claims a key and stays.
func hold(path, _ string) error {
	_, err := claimIn(path)
	return stay(err)
}

// uploading records the intent to upload a key and stays.
func uploading(path, _ string) error {
	c, err := claimIn(path)
	if err == nil {
		err = c.Uploading(context.Background())
	}
	return stay(err)
}

func claimIn(path string) (ledger.Claim, error) {
	l, err := sqlite.Open(context.Background(), path, nil)
	if err != nil {
		return nil, err
	}
	return l.Claim(context.Background(), key("a"))
}

// stay waits to be killed.
func stay(err error) error {
	if err != nil {
		return err
	}
	fmt.Println("ready")
	select {}
}

// Uploads that one process makes at once, and how many keys there are in all.
const slots, keys = 4, 60

// uploadAll uploads all keys, four at once. The log is the platform: each line in it is an accepted upload.
func uploadAll(path, log string) error {
	l, err := sqlite.Open(context.Background(), path, nil)
	if err != nil {
		return err
	}
	platform, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	var next atomic.Int32
	var group errgroup.Group
	for range slots {
		group.Go(func() error {
			for n := next.Add(1); n <= keys; n = next.Add(1) {
				if err := uploadOnce(l, platform, fmt.Sprintf("k%d", n)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return errors.Join(group.Wait(), l.Close())
}

func uploadOnce(l *sqlledger.Ledger, platform *os.File, name string) error {
	ctx := context.Background()
	c, err := l.Claim(ctx, key(name))
	for errors.Is(err, ledger.ErrBusy) {
		time.Sleep(5 * time.Millisecond)
		c, err = l.Claim(ctx, key(name))
	}
	if err != nil {
		return err
	}
	defer c.Release()
	if _, ok := c.Done(); ok {
		return nil
	}
	if err := c.Uploading(ctx); err != nil {
		return err
	}
	time.Sleep(2 * time.Millisecond)
	if _, err := fmt.Fprintf(platform, "%s\n", name); err != nil {
		return err
	}
	return c.Uploaded(ctx, media("of "+name))
}

// process is a running copy of the test program.
type process struct {
	*os.Process
	output *bufio.Scanner
}

// start runs a part and returns when it is under way.
func start(t *testing.T, part, path, log string) process {
	t.Helper()
	program, err := os.Executable()
	must(t, err)
	read, write, err := os.Pipe()
	must(t, err)
	p, err := os.StartProcess(program, []string{program, path, log}, &os.ProcAttr{
		Env:   append(os.Environ(), partVariable+"="+part),
		Files: []*os.File{nil, write, os.Stderr},
	})
	must(t, errors.Join(err, write.Close()))
	t.Cleanup(func() {
		_ = p.Kill()
		_, _ = p.Wait()
		_ = read.Close()
	})
	child := process{Process: p, output: bufio.NewScanner(read)}
	if !child.output.Scan() || child.output.Text() != "ready" {
		t.Fatalf("the process said %q, want ready", child.output.Text())
	}
	return child
}

// finish waits for a process to end well.
func (p process) finish(t *testing.T) {
	t.Helper()
	for p.output.Scan() {
		t.Errorf("the process said: %s", p.output.Text())
	}
	state, err := p.Wait()
	if err != nil || !state.Success() {
		t.Errorf("the process ended with %v, %v", state, err)
	}
}

// kill ends a process as kill -9 does.
func (p process) kill(t *testing.T) {
	t.Helper()
	must(t, p.Kill())
	_, err := p.Wait()
	must(t, err)
}

// excess checks that every key was uploaded and is recorded, and returns how many uploads were made beyond that.
func excess(t *testing.T, path, log string) int {
	t.Helper()
	accepted, err := os.ReadFile(log)
	must(t, err)
	lines := strings.Fields(string(accepted))
	uploaded := map[string]bool{}
	for _, name := range lines {
		uploaded[name] = true
	}
	done := records(t, open(t, path), ledger.Filter{State: ledger.Done})
	if len(uploaded) != keys || len(done) != keys {
		t.Errorf("%d keys uploaded and %d recorded, want %d", len(uploaded), len(done), keys)
	}
	return len(lines) - keys
}

func TestProcessesShareTheWork(t *testing.T) {
	t.Parallel()
	path, log := newPath(t), t.TempDir()+"/log"
	var running []process
	for range 3 {
		running = append(running, start(t, "upload all", path, log))
	}
	for _, p := range running {
		p.finish(t)
	}
	if n := excess(t, path, log); n != 0 {
		t.Errorf("%d uploads in excess, want none", n)
	}
}

func TestKilledProcessesLoseNothing(t *testing.T) {
	t.Parallel()
	const kills = 4
	path, log := newPath(t), t.TempDir()+"/log"
	for i := range kills {
		p := start(t, "upload all", path, log)
		time.Sleep(time.Duration(i+1) * 10 * time.Millisecond)
		p.kill(t)
	}
	start(t, "upload all", path, log).finish(t)

	doubts := 0
	for _, r := range records(t, open(t, path), ledger.Filter{}) {
		doubts += r.Doubts
	}
	if n := excess(t, path, log); n > doubts || doubts > kills*slots {
		t.Errorf("%d uploads in excess and %d doubts, want no more uploads than doubts, and of these %d at most", n, doubts, kills*slots)
	}
}

func TestLivingProcessIsBusy(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	p := start(t, "hold", path, "")
	_, err := open(t, path).Claim(t.Context(), key("a"))
	if want := fmt.Sprintf("process %d", p.Pid); !errors.Is(err, ledger.ErrBusy) || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want %v with %s", err, ledger.ErrBusy, want)
	}
}
