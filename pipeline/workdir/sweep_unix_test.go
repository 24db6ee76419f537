//go:build unix

package workdir_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wamedia/wamedia/pipeline/workdir"
)

// nobody is a user that is not the one of the tests.
const nobody = 65534

func TestOnlyFoldersOfTheSameUserAreSwept(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives folders to another user")
	}
	parent := t.TempDir()
	outside := filepath.Join(parent, "outside")
	for name, c := range map[string]struct {
		make  func(path string) error
		stays bool
	}{
		"a dead run's": {func(p string) error {
			return all(os.Mkdir(p, 0o700), os.WriteFile(filepath.Join(p, "lock"), nil, 0o600), os.WriteFile(filepath.Join(p, "1.part"), nil, 0o600))
		}, false},
		"half removed": {func(p string) error {
			return all(os.Mkdir(p, 0o700), os.WriteFile(filepath.Join(p, "1.part"), nil, 0o600))
		}, false},
		"just made": {func(p string) error { return os.Mkdir(p, 0o700) }, false},
		"another user's": {func(p string) error {
			return all(os.Mkdir(p, 0o777), os.Chmod(p, 0o777), os.Chown(p, nobody, nobody))
		}, true},
		"another user's with a link for a lock": {func(p string) error {
			return all(os.Mkdir(p, 0o777), os.Symlink(outside, filepath.Join(p, "lock")), os.Chown(p, nobody, nobody))
		}, true},
		"another user's lock": {func(p string) error {
			lock := filepath.Join(p, "lock")
			return all(os.Mkdir(p, 0o777), os.WriteFile(lock, nil, 0o666), os.Chown(lock, nobody, nobody))
		}, true},
		"a link for a lock": {func(p string) error {
			return all(os.Mkdir(p, 0o700), os.Symlink(outside, filepath.Join(p, "lock")))
		}, true},
		"a link to a folder": {func(p string) error { return os.Symlink(t.TempDir(), p) }, true},
		"a file":             {func(p string) error { return os.WriteFile(p, []byte("a download"), 0o600) }, true},
	} {
		path := filepath.Join(parent, ".wamedia-123.tmp")
		if err := c.make(path); err != nil {
			t.Fatal(err)
		}
		before := list(t, path)
		d, err := workdir.New(parent)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_, err = os.Lstat(path)
		if stays := err == nil; stays != c.stays || stays && list(t, path) != before {
			t.Errorf("%s: it stays: %v, want %v, with %d entries, want %d", name, stays, c.stays, list(t, path), before)
		}
		if _, err := os.Lstat(outside); err == nil {
			t.Errorf("%s: a file was created through a link", name)
		}
		if err := all(d.Close(), os.RemoveAll(path)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheFolderIsPrivate(t *testing.T) {
	d, err := workdir.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if info, err := os.Stat(d.Path()); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v; want a folder that others cannot enter", info, err)
	}
}

func all(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// list counts the entries of a folder; 0 for a file.
func list(t *testing.T, path string) int {
	t.Helper()
	entries, _ := os.ReadDir(path)
	return len(entries)
}
