// Package walk finds the files to work on: what is named, and the media and documents that folders hold, in a stable
// order and one at a time. It never leaves a folder through a symbolic link unless it is told to, and it never yields
// a file that holds credentials or that this program writes itself.
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

	"github.com/wamedia/wamedia/validate/probe"
)

// File is one file found.
type File struct {
	// Path opens the file: the argument, or a path that begins with it. Open does so safely.
	Path string
	// Root counts the arguments from 0: which of them led here.
	Root int
	// Rel is the path below the argument's folder, with slashes; the base name for a file that was named.
	Rel string
	// Err says why the file or folder cannot be read. It is an ErrPrivate for a named file that is never input.
	Err error

	info fs.FileInfo // of the file that was chosen
}

// Options choose among the files of folders. Files that are named are always taken, but for those that are private.
type Options struct {
	// Include and Exclude are globs with ** on Rel and on the base name; without Include all files are taken.
	Include, Exclude []string
	// Except is a folder that is not entered: the one that output goes to.
	Except string
	// Never lists files that are not input, not even through a link or when they are named: credentials, reports.
	Never []string
	// AllFiles takes source code, archives, unknown text and the like from folders too.
	AllFiles bool
	// FollowLinks follows symbolic links wherever they lead, those to folders included.
	FollowLinks bool
	// Skipped is told of every file of a folder that is passed over, but for hidden ones and those that globs leave
	// out; nil is told nothing. It is called while files are yielded.
	Skipped func(Skip)
}

// Check reports an error where the globs cannot be read.
func (o Options) Check() error {
	for _, g := range slices.Concat(o.Include, o.Exclude) {
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
	return func(yield func(File) bool) {
		w := &walker{options: o, except: identity(o.Except), private: newPrivate(o.Never), prober: new(probe.Prober)}
		w.yield = func(f File) bool {
			w.stopped = w.stopped || !yield(f)
			return !w.stopped
		}
		for path := range paths {
			if w.argument(path); w.stopped {
				return
			}
			w.root++
		}
	}
}

// identity of a file or folder; nil where there is none.
func identity(path string) fs.FileInfo {
	if path == "" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	return info
}

// walker goes through the arguments, one after another.
type walker struct {
	options  Options
	except   fs.FileInfo
	private  *private
	prober   *probe.Prober
	followed map[string]bool // real paths of the folders that are read below this argument
	yield    func(File) bool
	stopped  bool
	root     int
}

// argument yields what one argument leads to.
func (w *walker) argument(path string) {
	f := File{Path: path, Root: w.root, Rel: filepath.Base(path)}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		f.Err = err
	case info.IsDir():
		w.followed = map[string]bool{resolved(path): true}
		w.folder(path, "")
		return
	case w.private.named(path, info):
		f.Err = fmt.Errorf("%s %w", path, ErrPrivate)
	}
	f.info = info
	w.yield(f)
}

// folder yields the files below the folder at top. Prefix is put before their names.
func (w *walker) folder(top, prefix string) {
	root, err := os.OpenRoot(top) // which no link leads out of, whoever changes the folder meanwhile
	if err != nil {
		w.yield(File{Path: top, Root: w.root, Rel: filepath.Base(top), Err: err})
		return
	}
	defer func() { _ = root.Close() }()
	t := &tree{walker: w, top: top, prefix: prefix, root: root}
	_ = fs.WalkDir(root.FS(), ".", t.visit) // visit reports every failure as a file
}

// tree is one folder that is walked.
type tree struct {
	*walker
	top, prefix string
	root        *os.Root
}

func (t *tree) visit(name string, d fs.DirEntry, err error) error {
	switch {
	case err != nil:
		return t.failed(name, err)
	case name == ".":
		t.private.enter(t.top)
		return nil
	case d.IsDir():
		return t.enter(name)
	case privateName(d.Name()):
		t.private.learn(t.root, name)
		return nil
	case system(d.Name()) || Temporary(d.Name()) || !t.chosen(name):
		return nil
	case d.Type()&fs.ModeSymlink != 0:
		t.link(name)
	default:
		t.regular(name)
	}
	return t.next()
}

// next ends the walk of a tree when the caller wants no more.
func (t *tree) next() error {
	if t.stopped {
		return fs.SkipAll
	}
	return nil
}

// failed yields what cannot be read as a file with an error.
func (t *tree) failed(name string, err error) error {
	f := t.file(name, nil)
	f.Err = err
	t.yield(f)
	return t.next()
}

func (t *tree) enter(name string) error {
	if strings.HasPrefix(filepath.Base(name), ".") || t.excluded(name) {
		return fs.SkipDir
	}
	if t.except != nil {
		if info, err := t.root.Lstat(name); err == nil && os.SameFile(info, t.except) {
			return fs.SkipDir
		}
	}
	t.private.enter(t.path(name))
	return nil
}

// regular takes a file that is no link.
func (t *tree) regular(name string) {
	info, err := t.root.Lstat(name)
	switch {
	case err != nil:
		_ = t.failed(name, err)
	case t.private.holds(t.root, info):
		t.skip(name, Private)
	case !t.options.AllFiles && !t.isMedia(name, info, func() (*os.File, error) { return t.open(name) }):
		t.skip(name, NotMedia)
	default:
		t.yield(t.file(name, info))
	}
}

// file is what is yielded for a name.
func (t *tree) file(name string, info fs.FileInfo) File {
	return File{Path: t.path(name), Root: t.walker.root, Rel: t.rel(name), info: info}
}

func (t *tree) path(name string) string {
	return filepath.Join(t.top, filepath.FromSlash(name))
}

// rel is the name below the argument.
func (t *tree) rel(name string) string {
	if name == "." {
		name = filepath.Base(t.top)
	}
	return t.prefix + name
}

func (t *tree) skip(name string, why Reason) {
	if t.options.Skipped != nil {
		t.options.Skipped(Skip{Path: t.path(name), Rel: t.rel(name), Reason: why})
	}
}

func (t *tree) chosen(name string) bool {
	return (len(t.options.Include) == 0 || match(t.options.Include, t.rel(name))) && !t.excluded(name)
}

func (t *tree) excluded(name string) bool { return match(t.options.Exclude, t.rel(name)) }

func match(globs []string, rel string) bool {
	base := rel[strings.LastIndexByte(rel, '/')+1:]
	for _, g := range globs {
		if doublestar.MatchUnvalidated(g, rel) || doublestar.MatchUnvalidated(g, base) {
			return true
		}
	}
	return false
}

// system reports whether a base name is one of the files that file managers leave in folders, or hidden.
func system(name string) bool {
	return strings.HasPrefix(name, ".") || strings.EqualFold(name, "Thumbs.db") || strings.EqualFold(name, "desktop.ini")
}

// ReportName is the report that prepare writes beside its outputs.
const ReportName = "wamedia-report.json"

// Temporary reports whether a base name is of the one pattern that temporary folders have: .wamedia-*.tmp.
func Temporary(name string) bool {
	return strings.HasPrefix(name, ".wamedia-") && strings.HasSuffix(name, ".tmp")
}
