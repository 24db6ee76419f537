//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// input is a source with its frames per second, which are 0 for a still.
type input struct {
	path string
	fps  float64
}

func (in input) stem() string {
	return strings.TrimSuffix(filepath.Base(in.path), filepath.Ext(in.path))
}

// once makes a file that is not there yet.
func once(path string, create func() error) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return create()
}

// create writes a file under its name when it is whole.
func create(path string, write func(*os.File) error) error {
	half := path + ".half"
	f, err := os.Create(half)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(half, path)
}
