package walk

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// link takes a symbolic link for the file that it leads to, if that lies below the same folder and is one that the
// walk would take under its own name.
func (t *tree) link(name string) {
	real, err := filepath.EvalSymlinks(t.path(name))
	if err != nil {
		t.broken(name, err)
		return
	}
	info, err := os.Stat(t.path(name))
	switch {
	case err != nil:
		t.broken(name, err)
	case !info.IsDir() && (t.private.holds(t.root, info) || t.privateOnTheWay(name)):
		t.skip(name, Private)
	case t.options.FollowLinks && info.IsDir():
		t.follow(name, real)
	case t.options.FollowLinks:
		t.linked(name, real, info, func() (*os.File, error) { return openFile(real) })
	default:
		t.inside(name, real, info)
	}
}

// broken answers a link that leads nowhere, or to what may not be looked at.
func (t *tree) broken(name string, err error) {
	chain := hops(t.path(name))
	switch _, inside := t.below(chain[len(chain)-1]); {
	case !inside && !t.options.FollowLinks:
		t.skip(name, LinkOut)
	case t.options.AllFiles || mediaName(name):
		_ = t.failed(name, err)
	default:
		t.skip(name, NotMedia)
	}
}

// inside takes a link whose target lies below the folder that is walked.
func (t *tree) inside(name, real string, info fs.FileInfo) {
	target, ok := t.below(real)
	switch {
	case !ok:
		t.skip(name, LinkOut)
		return
	case info.IsDir():
		t.skip(name, LinkFolder)
		return
	case t.leftOut(target):
		t.skip(name, LinkHidden)
		return
	}
	// Asked again below the root, which no link leads out of: this is the file that Open insists on.
	if info, err := t.root.Lstat(target); err != nil || !info.Mode().IsRegular() || t.private.holds(t.root, info) {
		t.skip(name, LinkHidden)
	} else {
		t.linked(name, target, info, func() (*os.File, error) { return t.open(target) })
	}
}

// linked yields a link. Whether it leads to a document shows in the target's name.
func (t *tree) linked(name, target string, info fs.FileInfo, open func() (*os.File, error)) {
	if !t.options.AllFiles && !t.isMedia(target, info, open) {
		t.skip(name, NotMedia)
		return
	}
	t.yield(t.file(name, info))
}

// follow enters the folder that a link leads to, once.
func (t *tree) follow(name, real string) {
	real = resolved(real)
	target, inside := t.below(real)
	switch {
	case within(resolved(t.top), real), t.followed[real], inside && !t.leftOut(target):
		t.skip(name, LinkLoop) // its files are found elsewhere
		return
	}
	t.followed[real] = true
	t.folder(t.path(name), t.rel(name)+"/")
}

// resolved is a path without links, from the top of the disk; the path itself where that cannot be found out.
func resolved(path string) string {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = filepath.Clean(path)
	}
	if filepath.IsAbs(real) {
		return real
	}
	here, err := os.Getwd() // which may go through links itself
	if err == nil {
		here, err = filepath.EvalSymlinks(here)
	}
	if err != nil {
		return path
	}
	return filepath.Join(here, real)
}

// below gives a path as a name below the root, with slashes. Links on the way are followed, but for the last name.
func (t *tree) below(path string) (string, bool) {
	top := resolved(t.top)
	path = filepath.Join(resolved(filepath.Dir(path)), filepath.Base(path))
	if !within(path, top) {
		return "", false
	}
	rel, err := filepath.Rel(top, path)
	return filepath.ToSlash(rel), err == nil
}

// within reports whether path is dir or lies below it.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// leftOut reports whether a name, or a folder above it, is one that the walk passes over.
func (t *tree) leftOut(name string) bool {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		at := strings.Join(parts[:i+1], "/")
		if system(part) || privateName(part) || t.excluded(at) || t.isExcept(at) {
			return true
		}
	}
	return false
}

func (t *tree) isExcept(name string) bool {
	if t.except == nil {
		return false
	}
	info, err := t.root.Lstat(name)
	return err == nil && os.SameFile(info, t.except)
}

// maxHops is how many links in a row are looked at, as many as Linux follows.
const maxHops = 40

// privateOnTheWay reports whether a chain of links goes through a name that is never input.
func (t *tree) privateOnTheWay(name string) bool {
	return slices.ContainsFunc(hops(t.path(name)), func(path string) bool { return privateName(filepath.Base(path)) })
}

// hops lists the paths that a chain of links leads through, the first included.
func hops(path string) []string {
	list := []string{path}
	for range maxHops {
		next, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = next
		list = append(list, path)
	}
	return list
}
