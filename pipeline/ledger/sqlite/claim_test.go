package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/wamedia/wamedia/pipeline/ledger"
)

func TestIDsAreReusedUntilTheLastDay(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t, path)
		must(t, upload(t.Context(), l, key("a"), media("1")))
		time.Sleep(days30 - 24*time.Hour - time.Minute)
		if _, done := claim(t, l, key("a")).Done(); !done {
			t.Error("the id is not used again a minute before its last day")
		}
		time.Sleep(2 * time.Minute)
		c := claimNew(t, l, key("a"))
		if c.InDoubt() {
			t.Error("an expired id puts the upload in doubt")
		}
		must(t, c.Uploading(t.Context()))
		want := media("2")
		must(t, c.Uploaded(t.Context(), want))
		wantDone(t, l, key("a"), want)
	})
}

func TestLivingHolderIsBusyHoweverLong(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	synctest.Test(t, func(t *testing.T) {
		l, other := open(t, path), open(t, path)
		c := claimNew(t, l, key("a"))
		for range 30 {
			time.Sleep(time.Minute)
			if _, err := other.Claim(t.Context(), key("a")); !errors.Is(err, ledger.ErrBusy) {
				t.Fatalf("error is %v, want %v", err, ledger.ErrBusy)
			}
		}
		c.Release()
		claimNew(t, other, key("a")).Release()
	})
}

func TestFrozenHolderLosesItsClaim(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	synctest.Test(t, func(t *testing.T) {
		l, other := open(t, path), open(t, path)
		frozen := claimNew(t, l, key("a"))
		must(t, frozen.Uploading(t.Context()))
		if left := lease(t, path); left != time.Minute {
			t.Errorf("the lease lasts %v, want a minute", left)
		}
		setLease(t, path, time.Second) // as if the holder had not run for a while
		if _, err := other.Claim(t.Context(), key("a")); !errors.Is(err, ledger.ErrBusy) {
			t.Fatalf("error before the lease's end is %v, want %v", err, ledger.ErrBusy)
		}
		time.Sleep(2 * time.Second)
		next := claimNew(t, other, key("a"))
		if !next.InDoubt() {
			t.Error("the claim taken over is not in doubt")
		}
		must(t, next.Uploading(t.Context()))
		for name, err := range map[string]error{
			"uploading": frozen.Uploading(t.Context()),
			"uploaded":  frozen.Uploaded(t.Context(), media("orphan")),
			"fail":      frozen.Fail(t.Context(), ledger.Permanent, errors.New("too late")),
		} {
			if !errors.Is(err, ledger.ErrLost) {
				t.Errorf("%s: error is %v, want %v", name, err, ledger.ErrLost)
			}
		}
		frozen.Release()
		want := media("2")
		must(t, next.Uploaded(t.Context(), want))
		wantDone(t, l, key("a"), want)
	})
}

// lease is how long the only record's holder has the key without renewal.
func lease(t *testing.T, path string) time.Duration {
	t.Helper()
	var until int64
	must(t, sqlDB(t, path).QueryRowContext(t.Context(), `SELECT lease_until FROM uploads`).Scan(&until))
	return time.UnixMilli(until).Sub(time.Now().Truncate(time.Millisecond))
}

func setLease(t *testing.T, path string, left time.Duration) {
	t.Helper()
	exec(t, sqlDB(t, path), fmt.Sprintf(`UPDATE uploads SET lease_until = %d`, time.Now().Add(left).UnixMilli()))
}

func TestClaimThatWasNotTakenOverOutlivesItsLease(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t, path)
		c := claimNew(t, l, key("a"))
		must(t, c.Uploading(t.Context()))
		setLease(t, path, -time.Hour)
		want := media("1")
		must(t, c.Uploaded(t.Context(), want))
		wantDone(t, l, key("a"), want)
	})
}

func TestWhatAFailureLeaves(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		end  func(context.Context, ledger.Claim) error
		want ledger.Record
	}{
		{"refused", func(ctx context.Context, c ledger.Claim) error {
			return errors.Join(c.Uploading(ctx), c.Fail(ctx, ledger.Permanent, errors.New("code 131053")))
		}, ledger.Record{State: ledger.Failed, Class: ledger.Permanent, Error: "code 131053"}},
		{"not sent", func(ctx context.Context, c ledger.Claim) error {
			return errors.Join(c.Uploading(ctx), c.Fail(ctx, ledger.Transient, errors.New("connection refused")))
		}, ledger.Record{State: ledger.Failed, Class: ledger.Transient, Error: "connection refused"}},
		{"cut off", func(ctx context.Context, c ledger.Claim) error {
			return errors.Join(c.Uploading(ctx), c.Fail(ctx, ledger.Doubtful, errors.New("connection reset")))
		}, ledger.Record{State: ledger.Failed, Class: ledger.Doubtful, Error: "connection reset", InDoubt: true, Doubts: 1}},
		{"released before the intent", func(_ context.Context, c ledger.Claim) error {
			c.Release()
			return nil
		}, ledger.Record{State: ledger.Pending}},
		{"released after the intent", func(ctx context.Context, c ledger.Claim) error {
			defer c.Release()
			return c.Uploading(ctx)
		}, ledger.Record{State: ledger.Failed, Class: ledger.Doubtful, Error: "given up before an answer came", InDoubt: true, Doubts: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t, newPath(t))
			must(t, test.end(t.Context(), claimNew(t, l, key("a"))))
			got := records(t, l, ledger.Filter{})
			if diff := cmp.Diff([]ledger.Record{test.want}, got, cmpopts.IgnoreFields(ledger.Record{}, "Key", "Updated")); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			for range 2 { // a claim that is given up again does not settle the doubt
				again := claimNew(t, l, key("a"))
				if again.InDoubt() != test.want.InDoubt {
					t.Errorf("the next claim is in doubt: %v, want %v", again.InDoubt(), test.want.InDoubt)
				}
				again.Release()
			}
			must(t, upload(t.Context(), l, key("a"), media("1")))
			if r := records(t, l, ledger.Filter{})[0]; r.InDoubt || r.Doubts != test.want.Doubts || r.Error != "" {
				t.Errorf("after an upload the record is %+v, want no error, no doubt now, and %d counted", r, test.want.Doubts)
			}
		})
	}
}

func TestLongFailureIsCutShort(t *testing.T) {
	t.Parallel()
	l := open(t, newPath(t))
	c := claimNew(t, l, key("a"))
	must(t, c.Fail(t.Context(), ledger.Permanent, errors.New("x"+strings.Repeat("é", 4000))))
	text := records(t, l, ledger.Filter{})[0].Error
	if len(text) != 499 || !utf8.ValidString(text) {
		t.Errorf("the error kept has %d bytes and is %q, want 499 of valid UTF-8, as the cut falls within a letter", len(text), text)
	}
}
