// Package walk finds the files to work on: what is named, and what folders hold, in a stable order and one at a time.
package walk

import (
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// File is one file found.
type File struct {
	// Path opens the file: the argument, or a path that begins with it.
	Path string
	// Root counts the arguments from 0: which of them led here.
	Root int
	// Rel is the path below the argument's folder, with slashes; the base name for a file that was named.
	Rel string
	// Err tells why the file or folder cannot be read.
	Err error
}

// Options choose among the files of folders. Files that are named are always taken.
type Options struct {
	// Include and Exclude are globs with ** on Rel and on the base name; without Include all files are taken.
	Include, Exclude []string
	// Except is a folder that is not entered: the one that output goes to.
	Except string
}

// Check tells whether the globs can be read.
func (o Options) Check() error {
	for _, g := range append(append([]string{}, o.Include...), o.Exclude...) {
		if !doublestar.ValidatePattern(g) {
			return fmt.Errorf("%q is not a glob; want one such as \"stickers/**\" or \"*.mp4\"", g)
		}
	}
	return nil
}

// Files yields the files of paths in order, those of a folder in the order of their names.
func Files(paths []string, o Options) iter.Seq[File] {
	return Each(slices.Values(paths), o)
}

// Each is Files for paths that come one by one.
func Each(paths iter.Seq[string], o Options) iter.Seq[File] {
	except := identity(o.Except)
	return func(yield func(File) bool) {
		root := 0
		for path := range paths {
			w := walker{root: root, top: path, options: o, except: except, yield: yield}
			if !w.start() {
				return
			}
			root++
		}
	}
}

func identity(dir string) fs.FileInfo {
	if dir == "" {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil
	}
	return info
}

type walker struct {
	root    int
	top     string
	options Options
	except  fs.FileInfo
	yield   func(File) bool
}

func (w walker) start() bool {
	info, err := os.Stat(w.top)
	if err != nil {
		return w.yield(File{Path: w.top, Root: w.root, Rel: filepath.Base(w.top), Err: err})
	}
	if !info.IsDir() {
		return w.yield(File{Path: w.top, Root: w.root, Rel: filepath.Base(w.top)})
	}
	left := false
	w.yield = func(y func(File) bool) func(File) bool {
		return func(f File) bool { left = !y(f); return !left }
	}(w.yield)
	// A trailing separator makes WalkDir enter a folder that is named through a link.
	_ = filepath.WalkDir(w.top+string(filepath.Separator), w.visit) // visit reports every failure as a file
	return !left
}

func (w walker) visit(path string, d fs.DirEntry, err error) error {
	path = filepath.Clean(path)
	switch {
	case err != nil:
		return w.emit(File{Path: path, Root: w.root, Rel: w.rel(path), Err: err})
	case path == filepath.Clean(w.top):
		return nil
	case d.IsDir():
		return w.enter(path, d)
	case Ours(d.Name()) || system(d.Name()) || !w.chosen(path):
		return nil
	}
	return w.link(path, d)
}

func (w walker) enter(path string, d fs.DirEntry) error {
	if strings.HasPrefix(d.Name(), ".") || w.excluded(path) {
		return fs.SkipDir
	}
	if w.except != nil {
		if info, err := os.Stat(path); err == nil && os.SameFile(info, w.except) {
			return fs.SkipDir
		}
	}
	return nil
}

// link passes links to folders over and takes links to files for the files.
func (w walker) link(path string, d fs.DirEntry) error {
	f := File{Path: path, Root: w.root, Rel: w.rel(path)}
	if d.Type()&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		if err == nil && info.IsDir() {
			return nil
		}
		f.Err = err
	}
	return w.emit(f)
}

func (w walker) emit(f File) error {
	if !w.yield(f) {
		return fs.SkipAll
	}
	return nil
}

func (w walker) rel(path string) string {
	rel, err := filepath.Rel(w.top, path)
	if err != nil {
		rel = filepath.Base(path)
	}
	return filepath.ToSlash(rel)
}

func (w walker) chosen(path string) bool {
	return (len(w.options.Include) == 0 || w.match(w.options.Include, path)) && !w.excluded(path)
}

func (w walker) excluded(path string) bool { return w.match(w.options.Exclude, path) }

func (w walker) match(globs []string, path string) bool {
	rel := w.rel(path)
	for _, g := range globs {
		if doublestar.MatchUnvalidated(g, rel) || doublestar.MatchUnvalidated(g, filepath.Base(path)) {
			return true
		}
	}
	return false
}

// system files that file managers leave in folders, and dot-files.
func system(name string) bool {
	return strings.HasPrefix(name, ".") || strings.EqualFold(name, "Thumbs.db") || strings.EqualFold(name, "desktop.ini")
}

// ReportName is the report that prepare writes beside its outputs.
const ReportName = "wamedia-report.json"

// Ours tells whether a base name belongs to a file that this program writes besides outputs.
func Ours(name string) bool {
	return name == ReportName || name == "wamedia.yaml" || name == "wamedia-baseline.json" || Temporary(name)
}

// Temporary tells whether a base name is of the one pattern that temporary folders have: .wamedia-*.tmp.
func Temporary(name string) bool {
	return strings.HasPrefix(name, ".wamedia-") && strings.HasSuffix(name, ".tmp")
}
