package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// output is the place of one output in the folder of all outputs. Every step goes through the opened folder, so that no
// link below it, and no change while the run goes on, leads out of it.
type output struct {
	path string   // as reported
	dir  string   // the folder of all outputs
	root *os.Root // dir, opened
	name string   // path from there
}

// outputAt makes the subfolders that target needs below dir. A subfolder that is a symbolic link is refused.
func outputAt(dir, target string) (*output, error) {
	name, err := filepath.Rel(dir, target)
	if err != nil || !filepath.IsLocal(name) {
		dir, name = filepath.Dir(target), filepath.Base(target) // outputs of a caller that keeps its work elsewhere
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return nil, fmt.Errorf("make the output folder: %w", err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the output folder: %w", err)
	}
	o := &output{path: target, dir: dir, root: root, name: name}
	if err := o.makeFolders(filepath.Dir(name)); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// makeFolders makes the folder at name and those above it.
func (o *output) makeFolders(name string) error {
	if name == "." {
		return nil
	}
	if err := o.makeFolders(filepath.Dir(name)); err != nil {
		return err
	}
	if err := o.root.Mkdir(name, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the output folder: %w", err)
	}
	info, err := o.root.Lstat(name)
	switch at := filepath.Join(o.dir, name); {
	case err != nil:
		return fmt.Errorf("make the output folder: %w", err)
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("write %s: %s is a symbolic link, and outputs do not follow links; remove it or choose another folder", o.path, at)
	case !info.IsDir():
		return fmt.Errorf("write %s: %s is not a folder; move it away or choose another folder", o.path, at)
	}
	return nil
}

func (o *output) lstat() (fs.FileInfo, error) { return o.root.Lstat(o.name) }

// create gives the file at path the output's name. The error is fs.ErrExist where the name is taken.
func (o *output) create(path string, keep bool) error {
	err := o.link(path) // which replaces nothing
	switch {
	case err == nil && keep, errors.Is(err, fs.ErrExist):
		return err
	case err == nil:
		return os.Remove(path)
	case keep:
		return errNeedsCopy
	}
	return o.replace(path) // where the disk knows no hard links
}

func (o *output) link(path string) error {
	if from, ok := o.inside(path); ok {
		return o.root.Link(from, o.name)
	}
	return os.Link(path, o.path)
}

// errNeedsCopy says that no rename can do it: the file is on another disk, or needed where it is.
var errNeedsCopy = errors.New("the file has to be copied")

// replace gives the file at path the output's name, whatever stands there.
func (o *output) replace(path string) error {
	err := o.rename(path)
	switch {
	case errors.Is(err, syscall.EXDEV):
		return errNeedsCopy
	case err != nil:
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func (o *output) rename(path string) error {
	if from, ok := o.inside(path); ok {
		return o.root.Rename(from, o.name)
	}
	return os.Rename(path, o.path)
}

// inside is the path of an unfinished file from the folder of outputs, where it lies in that.
func (o *output) inside(path string) (string, bool) {
	name, err := filepath.Rel(o.dir, path)
	return name, err == nil && filepath.IsLocal(name)
}

func (o *output) close() { _ = o.root.Close() }
