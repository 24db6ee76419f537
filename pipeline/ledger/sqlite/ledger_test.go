package sqlite_test

import (
	"context"
	"crypto/sha256"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
)

// days30 is the life the platform gives an id.
const days30 = 30 * 24 * time.Hour

func key(content string) ledger.Key {
	return ledger.Key{SHA256: sha256.Sum256([]byte(content)), API: "https://graph.facebook.com", Phone: "106540352242922", MIME: "image/png"}
}

// media lives for 30 days from now, in the resolution the ledger keeps.
func media(id string) ledger.Media {
	return ledger.Media{ID: id, Expires: time.Now().Add(days30).UTC().Truncate(time.Millisecond)}
}

func newPath(t testing.TB) string { return filepath.Join(t.TempDir(), "ledger.db") }

func open(t testing.TB, path string) *sqlledger.Ledger {
	t.Helper()
	l, err := sqlite.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func claim(t testing.TB, l *sqlledger.Ledger, k ledger.Key) ledger.Claim {
	t.Helper()
	c, err := l.Claim(t.Context(), k)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// claimNew claims a key that must not be uploaded yet.
func claimNew(t testing.TB, l *sqlledger.Ledger, k ledger.Key) ledger.Claim {
	t.Helper()
	c := claim(t, l, k)
	if m, ok := c.Done(); ok {
		t.Fatalf("the key is recorded as %v, want it to be free", m)
	}
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// upload takes a key that is not uploaded yet through the whole protocol.
func upload(ctx context.Context, l *sqlledger.Ledger, k ledger.Key, m ledger.Media) error {
	c, err := l.Claim(ctx, k)
	if err != nil {
		return err
	}
	defer c.Release()
	if err := c.Uploading(ctx); err != nil {
		return err
	}
	return c.Uploaded(ctx, m)
}

// wantDone checks that the key is answered with the media, and not claimed.
func wantDone(t testing.TB, l *sqlledger.Ledger, k ledger.Key, want ledger.Media) {
	t.Helper()
	got, ok := claim(t, l, k).Done()
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("done is %v (-want +got):\n%s", ok, diff)
	}
}

func records(t testing.TB, l *sqlledger.Ledger, f ledger.Filter) []ledger.Record {
	t.Helper()
	var all []ledger.Record
	for r, err := range l.Records(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}
