package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/internal/owner"
)

// statePath is a file of ours below XDG_STATE_HOME: what must outlive the run. Its folder is the user's alone.
func statePath(name string) (string, error) { return xdg("XDG_STATE_HOME", ".local/state", name) }

// cachePath is a file of ours below XDG_CACHE_HOME: what may be removed at any time. Its folder is the user's alone.
func cachePath(name string) (string, error) { return xdg("XDG_CACHE_HOME", ".cache", name) }

func xdg(variable, fallback, name string) (string, error) {
	if dir := os.Getenv(variable); filepath.IsAbs(dir) {
		return private(filepath.Join(dir, "wamedia"), name)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", noWork(fmt.Errorf("no place for our state: %w; set %s to a folder", err, variable))
	}
	return private(filepath.Join(home, filepath.FromSlash(fallback), "wamedia"), name)
}

func private(dir, name string) (string, error) {
	if err := owner.MakePrivate(dir); err != nil {
		return "", noWork(err)
	}
	return filepath.Join(dir, name), nil
}
