//go:build unix

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// perFolder is how many files one folder of the set holds.
const perFolder = 100

// fill writes n files below dir, copies of the samples in turn, so that every kind is there equally often.
func fill(dir string, samples []string, n int) error {
	bodies := make([][]byte, len(samples))
	for i, sample := range samples {
		body, err := os.ReadFile(sample)
		if err != nil {
			return err
		}
		bodies[i] = body
	}
	return each(dir, samples, n, func(i int, path string) error { return os.WriteFile(path, bodies[i], 0o644) })
}

// link fills dir with n names of the samples: files enough to show what memory a run takes, without the room.
func link(dir string, samples []string, n int) error {
	return each(dir, samples, n, func(i int, path string) error { return os.Link(samples[i], path) })
}

// each calls do with a sample's number and a path for n files below dir, whose folders it makes.
func each(dir string, samples []string, n int, do func(sample int, path string) error) error {
	for i := range n {
		folder := filepath.Join(dir, fmt.Sprintf("%04d", i/perFolder))
		if i%perFolder == 0 {
			if err := os.MkdirAll(folder, 0o755); err != nil {
				return err
			}
		}
		sample := i % len(samples)
		if err := do(sample, filepath.Join(folder, fmt.Sprintf("%06d-%s", i, filepath.Base(samples[sample])))); err != nil {
			return err
		}
	}
	return nil
}

// list gives the regular files below the folders.
func list(folders ...string) ([]string, error) {
	var files []string
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no files below %q; run this from the root of the module", folders)
	}
	return files, nil
}
