package workdir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/internal/owner"
)

// sweep removes the folders that no run holds. The parent may be shared, such as /tmp: a folder of another user is not
// touched, links are not followed, and nothing is created. What cannot be removed stays; it stops no run.
func sweep(parent string) {
	root, err := os.OpenRoot(parent)
	if err != nil {
		return
	}
	defer func() { _ = root.Close() }()
	entries, _ := fs.ReadDir(root.FS(), ".") // those read before an error are enough
	for _, e := range entries {
		if ok, _ := filepath.Match(Pattern, e.Name()); !ok {
			continue
		}
		if info, err := root.Lstat(e.Name()); err == nil && info.IsDir() && owner.Mine(info) {
			sweepOne(root, e.Name())
		}
	}
}

// sweepOne removes one folder unless its run lives. A run takes the lock before it writes anything else, so a folder
// without one is either empty, and a run that has just made it tries again, or left half removed.
func sweepOne(root *os.Root, name string) {
	err := removeUnlocked(root, name)
	if !errors.Is(err, fs.ErrNotExist) || root.Remove(name) == nil {
		return
	}
	if err := removeUnlocked(root, name); errors.Is(err, fs.ErrNotExist) {
		_ = root.RemoveAll(name)
	}
}

// removeUnlocked removes the folder if its lock can be had. The error is fs.ErrNotExist where it has no lock.
func removeUnlocked(root *os.Root, name string) error {
	path := filepath.Join(name, lockName)
	info, err := root.Lstat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || !owner.Mine(info) {
		return fs.ErrInvalid
	}
	lock, err := root.OpenFile(path, os.O_RDWR|noFollow, 0)
	if err != nil {
		return err
	}
	err = acquire(lock)
	_ = lock.Close() // before removing: Windows removes no open file
	if err != nil {
		return err
	}
	return root.RemoveAll(name)
}
