package sqlite

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestMigrations takes a file from one schema to the next, and finds it as it was where a step fails.
func TestMigrations(t *testing.T) {
	t.Parallel()
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "ledger.db")
	first, err := Open(ctx, path, nil)
	if err == nil {
		err = first.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	db, err := connect(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	version := func() (v int) {
		if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v); err != nil {
			t.Error(err)
		}
		return v
	}
	newest := len(migrations())
	add := "ALTER TABLE uploads ADD COLUMN extra TEXT NOT NULL DEFAULT ''"
	if err := prepare(ctx, db, append(migrations(), add, "ALTER TABLE missing ADD COLUMN x")); err == nil || version() != newest {
		t.Errorf("a step that fails: error %v, schema %d; want an error and %d", err, version(), newest)
	}
	if err := prepare(ctx, db, append(migrations(), add)); err != nil || version() != newest+1 {
		t.Errorf("the next schema: error %v, schema %d; want %d", err, version(), newest+1)
	}
	if _, err := Open(ctx, path, nil); err == nil || !strings.Contains(err.Error(), "use the newer program") {
		t.Errorf("an older program: error %v, want a refusal", err)
	}
}
