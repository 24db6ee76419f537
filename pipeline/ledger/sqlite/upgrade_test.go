package sqlite_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// oldRecords are what every dump in testdata holds.
func oldRecords() []ledger.Record {
	far := time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC)
	sandbox := key("done")
	sandbox.API, sandbox.Phone, sandbox.MIME = "http://127.0.0.1:18998", "1", "application/pdf"
	return []ledger.Record{
		{Key: key("done"), State: ledger.Done, Media: ledger.Media{ID: "1013859600285441", Expires: far}},
		{Key: key("expired"), State: ledger.Done, Media: ledger.Media{ID: "1013859600285442", Expires: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)}},
		{Key: sandbox, State: ledger.Done, Media: ledger.Media{ID: "1013859600285443", Expires: far}},
		{Key: key("doubtful and then done"), State: ledger.Done, Media: ledger.Media{ID: "1013859600285444", Expires: far}, Doubts: 1},
		{Key: key("refused"), State: ledger.Failed, Class: ledger.Permanent, Error: `code 131053: it isn't an "image"`},
		{Key: key("cut off"), State: ledger.Failed, Class: ledger.Doubtful, Error: "connection reset", InDoubt: true, Doubts: 1},
		{Key: key("under way when killed"), State: ledger.Uploading, InDoubt: true, Doubts: 1},
		{Key: key("deleted"), State: ledger.Pending},
		{Key: key("claimed when killed"), State: ledger.Pending},
	}
}

// TestUpgrade opens the ledger of every earlier release. No id may be lost, and no doubt.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	fresh := newPath(t)
	must(t, open(t, fresh).Close())
	newest := schema(t, fresh)
	for version := range newest.version {
		t.Run(fmt.Sprintf("schema %d", version+1), func(t *testing.T) {
			t.Parallel()
			path := load(t, fmt.Sprintf("schema-%d.sql", version+1))
			l := open(t, path)
			got := records(t, l, ledger.Filter{})
			slices.SortFunc(got, byKey)
			want := oldRecords()
			slices.SortFunc(want, byKey)
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(ledger.Record{}, "Updated")); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			for _, r := range want {
				wantUsable(t, l, r)
			}
			must(t, l.Close())
			if diff := cmp.Diff(newest, schema(t, path), cmp.AllowUnexported(layout{})); diff != "" {
				t.Errorf("the schema differs from that of a new file (-new +upgraded):\n%s", diff)
			}
		})
	}
}

func byKey(a, b ledger.Record) int { return a.Key.Compare(b.Key) }

// load makes a ledger file of a dump.
func load(t *testing.T, dump string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", dump))
	must(t, err)
	path := newPath(t)
	db := sqlDB(t, path)
	exec(t, db, string(text))
	must(t, db.Close())
	return path
}

// wantUsable claims the key of a record: an id that lives is used again, anything else can be uploaded.
func wantUsable(t *testing.T, l ledger.Ledger, r ledger.Record) {
	t.Helper()
	c, err := l.Claim(t.Context(), r.Key)
	must(t, err)
	defer c.Release()
	got, done := c.Done()
	if want := r.Media.Reusable(time.Now()); done != want || done && got != r.Media {
		t.Errorf("record %+v: done is %v with %v, want %v", r, done, got, want)
	}
	if done {
		return
	}
	if c.InDoubt() != r.InDoubt {
		t.Errorf("record %+v: in doubt is %v", r, c.InDoubt())
	}
	must(t, errors.Join(c.Uploading(t.Context()), c.Uploaded(t.Context(), media("1"))))
}

// layout is how a file is made.
type layout struct {
	version, application int
	statements           []string
}

func schema(t *testing.T, path string) layout {
	t.Helper()
	var l layout
	db := sqlDB(t, path)
	must(t, db.QueryRowContext(t.Context(), `SELECT (SELECT user_version FROM pragma_user_version),
		(SELECT application_id FROM pragma_application_id)`).Scan(&l.version, &l.application))
	rows, err := db.QueryContext(t.Context(), `SELECT sql FROM sqlite_schema ORDER BY type, name`)
	must(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var statement string
		must(t, rows.Scan(&statement))
		l.statements = append(l.statements, statement)
	}
	must(t, errors.Join(rows.Err(), rows.Close(), db.Close()))
	return l
}
