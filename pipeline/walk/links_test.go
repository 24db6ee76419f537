package walk_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/pipeline/walk"
	"github.com/wamedia/wamedia/validate"
)

// link makes a symbolic link; the target may be relative to it.
func link(t *testing.T, target string, at ...string) {
	t.Helper()
	path := filepath.Join(at...)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.Symlink(target, path)); err != nil {
		t.Fatal(err)
	}
}

// found lists what is taken, and what is skipped with its reason.
func found(paths []string, o walk.Options) []string {
	var got []string
	o.Skipped = func(s walk.Skip) { got = append(got, s.Rel+": "+string(s.Reason)) }
	for f := range walk.Files(paths, o) {
		line := f.Rel
		if f.Err != nil {
			line += ": error"
		}
		got = append(got, line)
	}
	return got
}

func want(t *testing.T, got []string, lines ...string) {
	t.Helper()
	if diff := cmp.Diff(lines, got); diff != "" {
		t.Error(diff)
	}
}

// linked is a folder with links of every sort, and what they lead to outside.
func linked(t *testing.T) (root, outside string) {
	t.Helper()
	root, outside = tree(t, "own.txt", "sub/b.txt", ".hidden/c.txt", "raw/d.txt"), tree(t, "secret.txt", "more/e.txt")
	link(t, filepath.Join(outside, "secret.txt"), root, "out.txt")
	link(t, "own.txt", root, "in.txt")
	link(t, filepath.Join(root, "sub", "b.txt"), root, "in-absolute.txt")
	link(t, "../own.txt", root, "sub", "up.txt")
	link(t, "in.txt", root, "chain-in.txt")
	link(t, "out.txt", root, "chain-out.txt")
	link(t, ".hidden/c.txt", root, "to-hidden.txt")
	link(t, "raw/d.txt", root, "to-excluded.txt")
	link(t, "loop-b.txt", root, "loop-a.txt")
	link(t, "loop-a.txt", root, "loop-b.txt")
	link(t, "nowhere.txt", root, "broken.txt")
	link(t, filepath.Join(outside, "gone.txt"), root, "broken-out.txt")
	link(t, outside, root, "folder-out")
	link(t, "sub", root, "folder-in")
	link(t, ".", root, "folder-self")
	link(t, "..", root, "folder-up")
	return root, outside
}

func TestALinkCountsIfItsTargetLiesBelowTheSameFolder(t *testing.T) {
	root, _ := linked(t)
	want(t, found([]string{root}, walk.Options{Exclude: []string{"raw"}}),
		"broken-out.txt: link-out", "broken.txt: error", "chain-in.txt", "chain-out.txt: link-out",
		"folder-in: link-folder", "folder-out: link-out", "folder-self: link-folder", "folder-up: link-out",
		"in-absolute.txt", "in.txt", "loop-a.txt: error", "loop-b.txt: error", "out.txt: link-out", "own.txt",
		"sub/b.txt", "sub/up.txt", "to-excluded.txt: link-hidden", "to-hidden.txt: link-hidden")
}

func TestFollowLinksTakesThemWhereverTheyLeadAndEnds(t *testing.T) {
	root, outside := linked(t)
	link(t, root, outside, "back")
	link(t, "more", outside, "again")
	want(t, found([]string{root}, walk.Options{Exclude: []string{"raw"}, FollowLinks: true}),
		"broken-out.txt: error", "broken.txt: error", "chain-in.txt", "chain-out.txt",
		"folder-in: link-loop", "folder-out/again: link-loop", "folder-out/back: link-loop", "folder-out/more/e.txt", "folder-out/secret.txt",
		"folder-self: link-loop", "folder-up: link-loop",
		"in-absolute.txt", "in.txt", "loop-a.txt: error", "loop-b.txt: error", "out.txt", "own.txt",
		"sub/b.txt", "sub/up.txt", "to-excluded.txt", "to-hidden.txt")
}

func TestTheRootMayBeReachedThroughLinks(t *testing.T) {
	root, _ := linked(t)
	link(t, root, filepath.Dir(root), "other name")
	t.Chdir(filepath.Join(filepath.Dir(root), "other name", "sub"))
	want(t, found([]string{"."}, walk.Options{}), "b.txt", "up.txt: link-out")
	want(t, found([]string{".."}, walk.Options{Include: []string{"in*"}}), "in-absolute.txt", "in.txt")
	link(t, filepath.Join(root, "sub"), filepath.Dir(root), "other sub")
	t.Chdir(filepath.Join(filepath.Dir(root), "other sub"))
	want(t, found([]string{".."}, walk.Options{Include: []string{"in*"}}), "in-absolute.txt", "in.txt")
}

// Between the walk and the reading somebody puts something else in a file's place, or in that of a folder above it.
func TestOpenTakesNoOtherFileThanTheOneFound(t *testing.T) {
	outside := tree(t, "a.txt")
	for what, swap := range map[string]func(root string) error{
		"file by link":   func(root string) error { return relink(filepath.Join(outside, "a.txt"), root, "sub", "a.txt") },
		"folder by link": func(root string) error { return relink(outside, root, "sub") },
		"target of link": func(root string) error { return relink(filepath.Join(outside, "a.txt"), root, "link.txt") },
		"file by file": func(root string) error {
			path := filepath.Join(root, "sub", "a.txt")
			return errors.Join(os.WriteFile(path+"2", nil, 0o600), os.Rename(path+"2", path))
		},
	} {
		t.Run(what, func(t *testing.T) {
			root := tree(t, "sub/a.txt")
			link(t, "sub/a.txt", root, "link.txt")
			var files []walk.File
			for f := range walk.Files([]string{root}, walk.Options{}) {
				files = append(files, f)
				if file, err := f.Open(); err != nil || file.Close() != nil {
					t.Fatal(err)
				}
			}
			if len(files) != 2 {
				t.Fatalf("found %d files, want 2", len(files))
			}
			if err := swap(root); err != nil {
				t.Fatal(err)
			}
			if _, err := files[0].Open(); !errors.Is(err, validate.ErrChanged) {
				t.Errorf("%s: %v, want ErrChanged", files[0].Rel, err)
			}
		})
	}
}

// relink puts a link in the place of what stands there.
func relink(target string, at ...string) error {
	path := filepath.Join(at...)
	return errors.Join(os.RemoveAll(path), os.Symlink(target, path))
}

func TestManyLinksAmongFoldersEnd(t *testing.T) {
	outside := t.TempDir()
	for i := range 12 {
		for j := range 12 {
			link(t, filepath.Join(outside, fmt.Sprint(j)), outside, fmt.Sprint(i), fmt.Sprint("to", j))
		}
	}
	root := t.TempDir()
	link(t, outside, root, "all")
	if got := found([]string{root}, walk.Options{FollowLinks: true}); len(got) != 12*12 {
		t.Errorf("%d links skipped, want every one once", len(got))
	}
}
