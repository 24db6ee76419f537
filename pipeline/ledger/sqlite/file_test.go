package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
)

// sqlDB opens a file as another program would. The driver is registered by the package under test.
func sqlDB(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), statement)
	must(t, err)
}

func TestFileAndFolderAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // there are no such modes
	}
	path := filepath.Join(t.TempDir(), "state", "a b?c#d%41 é.db")
	must(t, upload(t.Context(), open(t, path), key("a"), media("1")))
	modes := map[string]os.FileMode{}
	for _, name := range []string{filepath.Dir(path), path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		must(t, err)
		modes[strings.TrimPrefix(name, filepath.Dir(path))] = info.Mode().Perm()
	}
	name := "/" + filepath.Base(path)
	if diff := cmp.Diff(map[string]os.FileMode{"": 0o700, name: 0o600, name + "-wal": 0o600, name + "-shm": 0o600}, modes); diff != "" {
		t.Errorf("modes (-want +got):\n%s", diff)
	}
}

func TestManyOpenANewFileAtOnce(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			l, err := sqlite.Open(t.Context(), path, nil)
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(upload(t.Context(), l, key(string(rune('a'+i))), media("1")), l.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := len(records(t, open(t, path), ledger.Filter{State: ledger.Done})); n != 8 {
		t.Errorf("%d uploads are recorded, want 8", n)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		want string
	}{
		{"no database", func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte(strings.Repeat("not a database ", 500)), 0o600))
		}, "damaged"},
		{"header overwritten", func(t *testing.T, path string) {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			must(t, err)
			_, err = f.WriteAt(make([]byte, 50), 0)
			must(t, errors.Join(err, f.Close()))
		}, "move it away"},
		{"newer schema", func(t *testing.T, path string) {
			exec(t, sqlDB(t, path), "PRAGMA user_version = 99; PRAGMA journal_mode = DELETE")
		}, "its schema is 99 and this program knows 1"},
		{"another program's", func(t *testing.T, path string) {
			must(t, os.Remove(path))
			exec(t, sqlDB(t, path), "CREATE TABLE songs (name TEXT)")
		}, "another program"},
		{"folder", func(t *testing.T, path string) {
			must(t, errors.Join(os.Remove(path), os.Mkdir(path, 0o700)))
		}, "check that it is a file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			l := open(t, path)
			must(t, errors.Join(upload(t.Context(), l, key("a"), media("1")), l.Close()))
			test.make(t, path)
			before, _ := os.ReadFile(path)
			_, err := sqlite.Open(t.Context(), path, nil)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("error is %v, want one with the path and %q", err, test.want)
			}
			if after, _ := os.ReadFile(path); string(before) != string(after) {
				t.Error("the refused file was changed")
			}
		})
	}
}

func TestEmptyPathIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := sqlite.Open(t.Context(), "", nil); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("error is %v, want one that says the path is empty", err)
	}
}

func TestDamageFoundLaterIsExplained(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	l := open(t, path)
	must(t, errors.Join(upload(t.Context(), l, key("a"), media("1")), l.Close()))
	data, err := os.ReadFile(path)
	must(t, err)
	page := len(data) / 2
	copy(data[page:], strings.Repeat("\xff", len(data)-page))
	must(t, os.WriteFile(path, data, 0o600))

	l = open(t, path)
	if _, err := l.Claim(t.Context(), key("a")); err == nil || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("claim: error is %v, want one that says what to do", err)
	}
	for _, err := range l.Records(t.Context(), ledger.Filter{}) {
		if err == nil || !strings.Contains(err.Error(), "move it away") {
			t.Errorf("records: error is %v, want one that says what to do", err)
		}
	}
}

// holdFile keeps the file locked for writing until the returned function is called.
func holdFile(t *testing.T, path string) (release func()) {
	t.Helper()
	conn, err := sqlDB(t, path).Conn(t.Context())
	must(t, err)
	_, err = conn.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	must(t, err)
	return func() {
		_, err := conn.ExecContext(context.Background(), "ROLLBACK")
		must(t, errors.Join(err, conn.Close()))
	}
}

func TestLockedFileIsWaitedFor(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	l := open(t, path)
	c := claimNew(t, l, key("a"))
	must(t, c.Uploading(t.Context()))
	release := holdFile(t, path)
	recorded := make(chan error)
	go func() { recorded <- c.Uploaded(context.WithoutCancel(t.Context()), media("1")) }()
	select {
	case err := <-recorded:
		t.Errorf("recorded in a locked file, with error %v", err)
	case <-time.After(1500 * time.Millisecond): // well beyond SQLite's own patience
	}
	release()
	must(t, <-recorded)
}

func TestWaitingForALockedFileCanBeCancelled(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	l := open(t, path)
	defer holdFile(t, path)()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := l.Claim(ctx, key("a")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v, want the deadline's", err)
	}
}
