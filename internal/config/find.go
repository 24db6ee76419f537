package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/internal/owner"
)

// ForeignError says that a configuration was found and not used, because another user could have put it there.
type ForeignError struct {
	// Path of the configuration.
	Path string
	// Owned is the file or folder that belongs to another user.
	Owned string
}

// Error says how to use the configuration all the same.
func (e *ForeignError) Error() string {
	return fmt.Sprintf("%s is not used, as %s belongs to another user; to use it name it with --config %s", e.Path, e.Owned, e.Path)
}

// Find looks for wamedia.yaml in dir and the folders above it, up to the root of the repository (the folder that has .git)
// or the user's home folder, whichever comes first. It ends at a folder that belongs to another user. It returns an empty
// path where there is none, and a ForeignError where there is one that another user could have put there.
func Find(dir string) (string, error) {
	path, err := find(dir)
	var foreign *ForeignError
	if err != nil && !errors.As(err, &foreign) {
		err = fmt.Errorf("look for %s: %w", Name, err)
	}
	return path, err
}

func find(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil { // the folders that are really above
		return "", err
	}
	for {
		path := filepath.Join(dir, Name)
		folder, err := os.Stat(dir)
		if err != nil {
			return "", err
		}
		found, err := exists(path)
		switch {
		case err != nil:
			return "", err
		case found:
			return path, ours(path, folder)
		case !owner.Mine(folder), last(dir, folder):
			return "", nil
		}
		dir = filepath.Dir(dir)
	}
}

// last reports whether nothing above the folder counts.
func last(dir string, folder fs.FileInfo) bool {
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil || filepath.Dir(dir) == dir {
		return true
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return false
	}
	info, err := os.Stat(home)
	return err == nil && os.SameFile(info, folder)
}

func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// ours is a ForeignError unless the configuration, the file that it may link to, and its folder are this user's.
func ours(path string, folder fs.FileInfo) error {
	if !owner.Mine(folder) {
		return &ForeignError{Path: path, Owned: filepath.Dir(path)}
	}
	for _, stat := range []func(string) (fs.FileInfo, error){os.Lstat, os.Stat} {
		info, err := stat(path)
		if err != nil {
			return err
		}
		if !owner.Mine(info) {
			return &ForeignError{Path: path, Owned: path}
		}
	}
	return nil
}
