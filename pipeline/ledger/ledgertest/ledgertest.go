// Package ledgertest checks that a ledger keeps its contract: give it yours in a test of its own.
//
//	func TestLedger(t *testing.T) {
//		ledgertest.Run(t, func(t *testing.T) func() (ledger.Ledger, error) {
//			path := filepath.Join(t.TempDir(), "ledger")
//			return func() (ledger.Ledger, error) { return Open(path) }
//		})
//	}
package ledgertest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// Run checks ledgers, each test in a new and empty store. The function that new returns opens the store once more, as
// another process would; a ledger of one process alone returns the same one each time. Ledgers that have a method Close
// are closed at a test's end; those that are a ledger.Store are checked as such too.
func Run(t *testing.T, new func(t *testing.T) (open func() (ledger.Ledger, error))) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s *store)
	}{
		{"an upload is remembered", remembers},
		{"what makes a key", distinguishesKeys},
		{"incomplete keys", refusesIncompleteKeys},
		{"ids are reused while they live", reusesWhileValid},
		{"equal files are uploaded once", uploadsOnce},
		{"many keys and holders", sharesTheWork},
		{"waiting can be cancelled", waitsUntilCancelled},
		{"a cancelled claim holds nothing", cancelledHoldsNothing},
		{"what a failure leaves", keepsDoubts},
		{"an ended claim writes nothing", endedWritesNothing},
		{"an empty id", refusesEmptyID},
		{"after closing", closes},
		{"records", lists},
		{"forgetting", forgets},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, &store{open: new(t)})
		})
	}
}

// store is what a test works on.
type store struct{ open func() (ledger.Ledger, error) }

// ledger opens the store once more.
func (s *store) ledger(t *testing.T) ledger.Ledger {
	t.Helper()
	l, err := s.open()
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	if c, ok := l.(io.Closer); ok {
		t.Cleanup(func() { _ = c.Close() })
	}
	return l
}

func key(content string) ledger.Key {
	return ledger.Key{SHA256: sha256.Sum256([]byte(content)), API: "https://graph.facebook.com", Phone: "106540352242922", MIME: "image/png"}
}

// media lives for a month from now, in the resolution that a ledger has to keep.
func media(id string) ledger.Media {
	return ledger.Media{ID: id, Expires: time.Now().Add(30 * 24 * time.Hour).UTC().Truncate(time.Second)}
}

// claim claims a key.
func claim(t *testing.T, l ledger.Ledger, k ledger.Key) ledger.Claim {
	t.Helper()
	c, err := l.Claim(t.Context(), k)
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	return c
}

// claimNew claims a key that must not be uploaded yet.
func claimNew(t *testing.T, l ledger.Ledger, k ledger.Key) ledger.Claim {
	t.Helper()
	c := claim(t, l, k)
	if m, ok := c.Done(); ok {
		t.Fatalf("the key is recorded as %v, want it to be free", m)
	}
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// upload takes a key through the whole protocol. It reports false where the key was uploaded before.
func upload(ctx context.Context, l ledger.Ledger, k ledger.Key, m ledger.Media) (bool, error) {
	c, err := l.Claim(ctx, k)
	if err != nil {
		return false, fmt.Errorf("claim: %w", err)
	}
	defer c.Release()
	if _, done := c.Done(); done {
		return false, nil
	}
	return true, errors.Join(c.Uploading(ctx), c.Uploaded(ctx, m))
}

func mustUpload(t *testing.T, l ledger.Ledger, k ledger.Key, m ledger.Media) {
	t.Helper()
	if fresh, err := upload(t.Context(), l, k, m); err != nil || !fresh {
		t.Fatalf("upload of a new key: %v, %v", fresh, err)
	}
}

// wantDone checks that the key is answered with the media.
func wantDone(t *testing.T, l ledger.Ledger, k ledger.Key, want ledger.Media) {
	t.Helper()
	got, ok := claim(t, l, k).Done()
	if !ok || got.ID != want.ID || !got.Expires.Equal(want.Expires) {
		t.Errorf("done: %v, %v; want %v", got, ok, want)
	}
}
