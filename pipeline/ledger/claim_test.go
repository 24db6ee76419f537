package ledger_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/wamedia/wamedia/pipeline/ledger"
)

func TestUploadIsRememberedAcrossRuns(t *testing.T) {
	t.Parallel()
	path, want := newPath(t), media("1013859600285441")
	l := open(t, path)
	must(t, upload(t.Context(), l, key("a"), want))
	wantDone(t, l, key("a"), want)
	must(t, l.Close())
	wantDone(t, open(t, path), key("a"), want)
}

func TestWhatMakesAKey(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*ledger.Key)
		same   bool
	}{
		{"version in the address", func(k *ledger.Key) { k.API = "https://graph.facebook.com/v25.0/" }, true},
		{"case and port of the address", func(k *ledger.Key) { k.API = "HTTPS://Graph.Facebook.com:443" }, true},
		{"sandbox", func(k *ledger.Key) { k.API = "http://127.0.0.1:18998" }, false},
		{"scheme", func(k *ledger.Key) { k.API = "http://graph.facebook.com" }, false},
		{"other port", func(k *ledger.Key) { k.API = "https://graph.facebook.com:8443" }, false},
		{"phone number", func(k *ledger.Key) { k.Phone = "2" }, false},
		{"MIME type", func(k *ledger.Key) { k.MIME = "application/pdf" }, false},
		{"content", func(k *ledger.Key) { k.SHA256[31]++ }, false},
	}
	l := open(t, newPath(t))
	must(t, upload(t.Context(), l, key("a"), media("1")))
	for _, test := range tests {
		k := key("a")
		test.change(&k)
		c := claim(t, l, k)
		if _, done := c.Done(); done != test.same {
			t.Errorf("%s: the id is used again: %v, want %v", test.name, done, test.same)
		}
		c.Release()
	}
}

func TestKeyThatIsNotComplete(t *testing.T) {
	t.Parallel()
	l := open(t, newPath(t))
	for name, change := range map[string]func(*ledger.Key){
		"phone number id": func(k *ledger.Key) { k.Phone = "" },
		"MIME type":       func(k *ledger.Key) { k.MIME = "" },
		"scheme and host": func(k *ledger.Key) { k.API = "user:hunter2@graph.facebook.com" },
	} {
		k := key("a")
		change(&k)
		_, err := l.Claim(t.Context(), k)
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("error is %v, want one that names the %s and no password", err, name)
		}
	}
}

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

func TestIDWithoutExpiryIsNotReused(t *testing.T) {
	t.Parallel()
	l := open(t, newPath(t))
	must(t, upload(t.Context(), l, key("a"), ledger.Media{ID: "1"}))
	claimNew(t, l, key("a")).Release()
}

func TestEqualFilesInOneRunAreUploadedOnce(t *testing.T) {
	t.Parallel()
	l, want := open(t, newPath(t)), media("7")
	var uploads atomic.Int32
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			c, err := l.Claim(t.Context(), key("a"))
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Release()
			if got, ok := c.Done(); ok {
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("media (-want +got):\n%s", diff)
				}
				return
			}
			uploads.Add(1)
			if err := errors.Join(c.Uploading(t.Context()), c.Uploaded(t.Context(), want)); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := uploads.Load(); n != 1 {
		t.Errorf("%d uploads, want 1", n)
	}
}

func TestWaitingForAClaimCanBeCancelled(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t, path)
		held := claimNew(t, l, key("a"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if _, err := l.Claim(ctx, key("a")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v, want the deadline's", err)
		}
		must(t, held.Uploading(t.Context()))
	})
}

func TestCancelledClaimHoldsNothing(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := open(t, path).Claim(ctx, key("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want the cancelling", err)
	}
	claimNew(t, open(t, path), key("a")).Release()
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
		l.Freeze()
		time.Sleep(time.Minute - time.Second)
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

func TestClaimThatWasNotTakenOverOutlivesItsLease(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t, path)
		c := claimNew(t, l, key("a"))
		must(t, c.Uploading(t.Context()))
		l.Freeze()
		time.Sleep(time.Hour)
		want := media("1")
		must(t, c.Uploaded(t.Context(), want))
		wantDone(t, l, key("a"), want)
	})
}

func TestEndedClaimWritesNothing(t *testing.T) {
	t.Parallel()
	l := open(t, newPath(t))
	ends := map[string]func(*ledger.Claim) error{
		"uploaded": func(c *ledger.Claim) error { return c.Uploaded(t.Context(), media("1")) },
		"failed":   func(c *ledger.Claim) error { return c.Fail(t.Context(), ledger.Transient, errors.New("no route")) },
		"released": func(c *ledger.Claim) error { c.Release(); return nil },
	}
	for name, end := range ends {
		c := claimNew(t, l, key(name))
		must(t, end(c))
		before := records(t, l, ledger.Filter{})
		c.Release()
		for _, err := range []error{c.Uploading(t.Context()), c.Uploaded(t.Context(), media("2")), c.Fail(t.Context(), ledger.Doubtful, nil)} {
			if !errors.Is(err, ledger.ErrLost) {
				t.Errorf("%s: error is %v, want %v", name, err, ledger.ErrLost)
			}
		}
		if diff := cmp.Diff(before, records(t, l, ledger.Filter{})); diff != "" {
			t.Errorf("%s: the records changed (-before +after):\n%s", name, diff)
		}
	}
}

func TestWhatAFailureLeaves(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		end  func(context.Context, *ledger.Claim) error
		want ledger.Record
	}{
		{"refused", func(ctx context.Context, c *ledger.Claim) error {
			return errors.Join(c.Uploading(ctx), c.Fail(ctx, ledger.Permanent, errors.New("code 131053")))
		}, ledger.Record{State: ledger.Failed, Class: ledger.Permanent, Error: "code 131053"}},
		{"not sent", func(ctx context.Context, c *ledger.Claim) error {
			return errors.Join(c.Uploading(ctx), c.Fail(ctx, ledger.Transient, errors.New("connection refused")))
		}, ledger.Record{State: ledger.Failed, Class: ledger.Transient, Error: "connection refused"}},
		{"cut off", func(ctx context.Context, c *ledger.Claim) error {
			return errors.Join(c.Uploading(ctx), c.Fail(ctx, ledger.Doubtful, errors.New("connection reset")))
		}, ledger.Record{State: ledger.Failed, Class: ledger.Doubtful, Error: "connection reset", InDoubt: true, Doubts: 1}},
		{"released before the intent", func(_ context.Context, c *ledger.Claim) error {
			c.Release()
			return nil
		}, ledger.Record{State: ledger.Pending}},
		{"released after the intent", func(ctx context.Context, c *ledger.Claim) error {
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

func TestEmptyIDIsRefused(t *testing.T) {
	t.Parallel()
	l := open(t, newPath(t))
	c := claimNew(t, l, key("a"))
	if err := c.Uploaded(t.Context(), ledger.Media{}); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("error is %v, want one that says the id is empty", err)
	}
	must(t, c.Uploaded(t.Context(), media("1")))
}
