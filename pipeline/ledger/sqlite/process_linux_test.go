package sqlite_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
	"golang.org/x/sys/unix"
)

// A killed process is replaced at once where its death can be seen: no test here waits for a lease.

func TestDeadProcessIsReplacedAtOnce(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	l := open(t, path)
	start(t, "hold", path, "").kill(t)
	c := claimNew(t, l, key("a"))
	if c.InDoubt() {
		t.Error("the claim is in doubt, though no intent was recorded")
	}
}

func TestDeadProcessIsReplacedBeforeItsParentCollectsIt(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	l := open(t, path)
	p := start(t, "hold", path, "")
	must(t, p.Kill())
	must(t, unix.Waitid(unix.P_PID, p.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil))
	claimNew(t, l, key("a")).Release()
}

func TestKillBetweenIntentAndRecordIsInDoubt(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	l := open(t, path)
	p := start(t, "uploading", path, "")
	want := ledger.Record{Key: key("a"), State: ledger.Uploading}
	wantRecord(t, l, want)

	p.kill(t)
	want.InDoubt, want.Doubts = true, 1
	wantRecord(t, l, want)

	c := claimNew(t, l, key("a"))
	if !c.InDoubt() {
		t.Error("the claim is not in doubt")
	}
	want.State, want.Class, want.Error = ledger.Failed, ledger.Doubtful, "given up before an answer came"
	wantRecord(t, l, want)

	must(t, c.Uploading(t.Context()))
	id := media("1")
	must(t, c.Uploaded(t.Context(), id))
	wantRecord(t, l, ledger.Record{Key: key("a"), State: ledger.Done, Media: id, Doubts: 1})
}

func wantRecord(t *testing.T, l *sqlledger.Ledger, want ledger.Record) {
	t.Helper()
	got := records(t, l, ledger.Filter{})
	if diff := cmp.Diff([]ledger.Record{want}, got, cmpopts.IgnoreFields(ledger.Record{}, "Updated")); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

// A pid means nothing on another machine, after a restart, or in another container, and is used again for other programs.
func TestWhoCountsAsDead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, change string
		busy         bool
	}{
		{"another host", `host = 'another'`, true},
		{"host unknown", `host = ''`, true},
		{"pid used again by a later process", `pid = 1`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			start(t, "hold", path, "").kill(t)
			exec(t, sqlDB(t, path), `UPDATE uploads SET `+test.change)
			c, err := open(t, path).Claim(t.Context(), key("a"))
			if errors.Is(err, ledger.ErrBusy) != test.busy {
				t.Errorf("error is %v, want it busy: %v", err, test.busy)
			}
			if c != nil {
				c.Release()
			}
		})
	}
}

func TestFullDiskIsWaitedForWithAnID(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	start(t, "disk full", path, "").finish(t)
	if done := records(t, open(t, path), ledger.Filter{State: ledger.Done}); len(done) != 1 {
		t.Errorf("%d ids are recorded, want 1", len(done))
	}
}
