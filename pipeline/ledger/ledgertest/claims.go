package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

func remembers(t *testing.T, s *store) {
	l, want := s.ledger(t), media("1013859600285441")
	mustUpload(t, l, key("a"), want)
	wantDone(t, l, key("a"), want)
	wantDone(t, s.ledger(t), key("a"), want)
	next := media("2")
	mustUpload(t, l, key("b"), next)
	wantDone(t, l, key("b"), next)
}

func distinguishesKeys(t *testing.T, s *store) {
	l := s.ledger(t)
	mustUpload(t, l, key("a"), media("1"))
	for _, test := range []struct {
		name   string
		change func(*ledger.Key)
		same   bool
	}{
		{"version in the address", func(k *ledger.Key) { k.API = "https://graph.facebook.com/v25.0/" }, true},
		{"case and port of the address", func(k *ledger.Key) { k.API = "HTTPS://Graph.Facebook.com:443" }, true},
		{"another host", func(k *ledger.Key) { k.API = "http://127.0.0.1:18998" }, false},
		{"scheme", func(k *ledger.Key) { k.API = "http://graph.facebook.com" }, false},
		{"other port", func(k *ledger.Key) { k.API = "https://graph.facebook.com:8443" }, false},
		{"phone number", func(k *ledger.Key) { k.Phone = "2" }, false},
		{"MIME type", func(k *ledger.Key) { k.MIME = "application/pdf" }, false},
		{"content", func(k *ledger.Key) { k.SHA256[31]++ }, false},
	} {
		k := key("a")
		test.change(&k)
		c := claim(t, l, k)
		if _, done := c.Done(); done != test.same {
			t.Errorf("%s: the id is used again: %v, want %v", test.name, done, test.same)
		}
		c.Release()
	}
}

func refusesIncompleteKeys(t *testing.T, s *store) {
	l := s.ledger(t)
	for name, change := range map[string]func(*ledger.Key){
		"phone number id": func(k *ledger.Key) { k.Phone = "" },
		"MIME type":       func(k *ledger.Key) { k.MIME = "" },
		"address":         func(k *ledger.Key) { k.API = "user:hunter2@graph.facebook.com" },
	} {
		k := key("a")
		change(&k)
		if _, err := l.Claim(t.Context(), k); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("a key without its %s: error is %v, want one without the password", name, err)
		}
	}
}

func reusesWhileValid(t *testing.T, s *store) {
	l := s.ledger(t)
	for _, test := range []struct {
		name  string
		lives time.Duration
		again bool
	}{
		{"a week", 7 * 24 * time.Hour, true},
		{"a day and an hour", 25 * time.Hour, true},
		{"an hour less than a day", 23 * time.Hour, false},
		{"over", -time.Hour, false},
	} {
		k, m := key(test.name), ledger.Media{ID: "1", Expires: time.Now().Add(test.lives)}
		mustUpload(t, l, k, m)
		c := claim(t, l, k)
		if _, done := c.Done(); done != test.again {
			t.Errorf("an id that lives %s: used again: %v, want %v", test.name, done, test.again)
		}
		if c.InDoubt() {
			t.Errorf("an id that lives %s puts the upload in doubt", test.name)
		}
		c.Release()
	}
	mustUpload(t, l, key("for ever"), ledger.Media{ID: "1"})
	claimNew(t, l, key("for ever")).Release()
}

func uploadsOnce(t *testing.T, s *store) {
	l, want := s.ledger(t), media("7")
	var uploads atomic.Int32
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			fresh, err := upload(t.Context(), l, key("a"), want)
			if err != nil {
				t.Error(err)
			}
			if fresh {
				uploads.Add(1)
			}
		})
	}
	wait.Wait()
	if n := uploads.Load(); n != 1 {
		t.Errorf("%d uploads, want 1", n)
	}
	wantDone(t, l, key("a"), want)
}

// sharesTheWork has several ledgers upload the same keys at once, as processes do. No key may be uploaded twice.
func sharesTheWork(t *testing.T, s *store) {
	const keys = 24
	var uploads atomic.Int32
	var wait sync.WaitGroup
	for range 3 {
		l := s.ledger(t)
		for range 4 {
			wait.Go(func() {
				for n := range keys {
					fresh, err := uploadPatiently(t.Context(), l, key(fmt.Sprint(n)))
					if err != nil {
						t.Error(err)
						return
					}
					if fresh {
						uploads.Add(1)
					}
				}
			})
		}
	}
	wait.Wait()
	if n := uploads.Load(); n != keys {
		t.Errorf("%d uploads of %d keys", n, keys)
	}
}

// uploadPatiently asks again while another holds the key.
func uploadPatiently(ctx context.Context, l ledger.Ledger, k ledger.Key) (bool, error) {
	for {
		fresh, err := upload(ctx, l, k, media("1"))
		if !errors.Is(err, ledger.ErrBusy) {
			return fresh, err
		}
		time.Sleep(time.Millisecond)
	}
}

func waitsUntilCancelled(t *testing.T, s *store) {
	l := s.ledger(t)
	held := claimNew(t, l, key("a"))
	for name, other := range map[string]ledger.Ledger{"the same": l, "another": s.ledger(t)} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := other.Claim(ctx, key("a"))
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) && (other == l || !errors.Is(err, ledger.ErrBusy)) {
			t.Errorf("%s ledger: error is %v, want the deadline's", name, err)
		}
	}
	must(t, held.Uploading(t.Context())) // and is not taken from its holder
	must(t, held.Uploaded(t.Context(), media("1")))
}

func cancelledHoldsNothing(t *testing.T, s *store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.ledger(t).Claim(ctx, key("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want the cancelling", err)
	}
	claimNew(t, s.ledger(t), key("a")).Release()
}

// keepsDoubts ends claims in every way, and asks the next one.
func keepsDoubts(t *testing.T, s *store) {
	l := s.ledger(t)
	fail := func(class ledger.Class) func(context.Context, ledger.Claim) error {
		return func(ctx context.Context, c ledger.Claim) error {
			return errors.Join(c.Uploading(ctx), c.Fail(ctx, class, errors.New("no")))
		}
	}
	for _, test := range []struct {
		name  string
		end   func(context.Context, ledger.Claim) error
		doubt bool
	}{
		{"refused", fail(ledger.Permanent), false},
		{"not sent", fail(ledger.Transient), false},
		{"cut off", fail(ledger.Doubtful), true},
		{"released before the intent", func(context.Context, ledger.Claim) error { return nil }, false},
		{"released after the intent", func(ctx context.Context, c ledger.Claim) error { return c.Uploading(ctx) }, true},
	} {
		c := claimNew(t, l, key(test.name))
		must(t, test.end(t.Context(), c))
		c.Release()
		for range 2 { // a claim that is given up again does not settle the doubt
			again := claimNew(t, l, key(test.name))
			if again.InDoubt() != test.doubt {
				t.Errorf("%s: the next claim is in doubt: %v, want %v", test.name, again.InDoubt(), test.doubt)
			}
			again.Release()
		}
		mustUpload(t, l, key(test.name), ledger.Media{ID: "1", Expires: time.Now()})
		after := claimNew(t, l, key(test.name))
		if after.InDoubt() {
			t.Errorf("%s: a recorded id leaves the doubt", test.name)
		}
		after.Release()
	}
}

func endedWritesNothing(t *testing.T, s *store) {
	l, want := s.ledger(t), media("1")
	for name, end := range map[string]func(ledger.Claim) error{
		"uploaded": func(c ledger.Claim) error { return c.Uploaded(t.Context(), want) },
		"failed":   func(c ledger.Claim) error { return c.Fail(t.Context(), ledger.Transient, errors.New("no route")) },
		"released": func(c ledger.Claim) error { c.Release(); return nil },
	} {
		c := claimNew(t, l, key(name))
		must(t, end(c))
		c.Release()
		for _, err := range []error{c.Uploading(t.Context()), c.Uploaded(t.Context(), media("2")), c.Fail(t.Context(), ledger.Doubtful, nil)} {
			if !errors.Is(err, ledger.ErrLost) {
				t.Errorf("%s: error is %v, want %v", name, err, ledger.ErrLost)
			}
		}
		next := claim(t, l, key(name))
		if got, done := next.Done(); done != (name == "uploaded") || done && got.ID != want.ID || next.InDoubt() {
			t.Errorf("%s: afterwards done is %v, %v, in doubt %v", name, got, done, next.InDoubt())
		}
		next.Release()
	}
}

func refusesEmptyID(t *testing.T, s *store) {
	l, want := s.ledger(t), media("1")
	c := claimNew(t, l, key("a"))
	must(t, c.Uploading(t.Context()))
	if err := c.Uploaded(t.Context(), ledger.Media{}); err == nil {
		t.Error("an empty id is recorded")
	}
	must(t, c.Uploaded(t.Context(), want))
	wantDone(t, l, key("a"), want)
}
