// Package baseline keeps the findings that a folder already had when it was first linted, so that only new ones
// count. A finding is known by its file, its rule and what was found; a file that is changed for the worse is
// reported again.
package baseline

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/validate"
)

// Known is one finding that is not reported any more.
type Known struct {
	// Path of the file, slash-separated, relative to the baseline file.
	Path string `json:"path"`
	// PathBytes is the path in base64, where it is not UTF-8.
	PathBytes string `json:"path_bytes,omitempty"`
	Rule      string `json:"rule"`
	// Got is what was found.
	Got string `json:"got"`
}

// Set is a baseline in memory. The zero value knows nothing.
type Set struct {
	dir   string
	known map[Known]bool
}

// file is what the baseline looks like on disk.
type file struct {
	Schema   int     `json:"schema"`
	Findings []Known `json:"findings"`
}

// New starts an empty baseline that will stand at path.
func New(path string) (*Set, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	return &Set{dir: filepath.Dir(abs), known: map[Known]bool{}}, nil
}

// Read reads the baseline at path.
func Read(path string) (*Set, error) {
	s, err := New(path)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the baseline: %w; write one with --write-baseline", err)
	}
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("%s is no baseline: %w", path, err)
	}
	if f.Schema != 1 {
		return nil, fmt.Errorf("%s is of schema %d, this program reads 1; write it again with --write-baseline", path, f.Schema)
	}
	for _, k := range f.Findings {
		s.known[k] = true
	}
	return s, nil
}

// Add makes a finding known.
func (s *Set) Add(path string, f validate.Finding) { s.known[s.key(path, f)] = true }

// Has tells whether a finding is known.
func (s *Set) Has(path string, f validate.Finding) bool { return s.known[s.key(path, f)] }

func (s *Set) key(path string, f validate.Finding) Known {
	if abs, err := filepath.Abs(path); err == nil {
		if rel, err := filepath.Rel(s.dir, abs); err == nil {
			path = rel
		}
	}
	path = filepath.ToSlash(path)
	return Known{
		Path: printable.Valid(path), PathBytes: base64.StdEncoding.EncodeToString(printable.Invalid(path)),
		Rule: f.Rule, Got: printable.Valid(f.Got),
	}
}

// Write writes the baseline to path, sorted, replacing what stands there.
func (s *Set) Write(path string) error {
	f := file{Schema: 1, Findings: []Known{}}
	for k := range s.known {
		f.Findings = append(f.Findings, k)
	}
	slices.SortFunc(f.Findings, func(a, b Known) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.PathBytes, b.PathBytes), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Got, b.Got))
	})
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("write the baseline: %w", err)
	}
	return replace(path, append(printable.JSON(data), '\n'))
}

// replace writes beside path and renames, so that a baseline is never half written.
func replace(path string, data []byte) error {
	fresh, err := os.CreateTemp(filepath.Dir(path), ".wamedia-*.tmp")
	if err != nil {
		return fmt.Errorf("write the baseline: %w", err)
	}
	_, err = fresh.Write(data)
	err = errors.Join(err, fresh.Chmod(0o644), fresh.Close())
	if err == nil {
		err = os.Rename(fresh.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the baseline: %w", errors.Join(err, os.Remove(fresh.Name())))
	}
	return nil
}
