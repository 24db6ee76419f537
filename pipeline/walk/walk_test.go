package walk_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/internal/samples"
	"github.com/wamedia/wamedia/pipeline/walk"
)

func tree(t *testing.T, names ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range names {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// put writes a file below root.
func put(t *testing.T, data []byte, at ...string) {
	t.Helper()
	path := filepath.Join(at...)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o600)); err != nil {
		t.Fatal(err)
	}
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(samples.Dir(), "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func rels(paths []string, o walk.Options) []string {
	var got []string
	for f := range walk.Files(paths, o) {
		got = append(got, f.Rel)
	}
	return got
}

func TestFoldersAreReadInOrderAndWithoutTheDebrisOfSystems(t *testing.T) {
	root := tree(t, "b.png", "a/z.mp4", "a/.DS_Store", "Thumbs.db", "desktop.ini", ".git/config", "a.txt",
		"wamedia-report.json", ".wamedia-12.tmp/1.part", "out/old.jpg")
	got := rels([]string{root}, walk.Options{Except: filepath.Join(root, "out")})
	if diff := cmp.Diff([]string{"a/z.mp4", "a.txt", "b.png"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestNamedFilesAreAlwaysTaken(t *testing.T) {
	root := tree(t, ".hidden.jpg", "Thumbs.db")
	got := rels([]string{filepath.Join(root, ".hidden.jpg"), filepath.Join(root, "Thumbs.db")}, walk.Options{Exclude: []string{"*"}})
	if diff := cmp.Diff([]string{".hidden.jpg", "Thumbs.db"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestGlobsChooseInFolders(t *testing.T) {
	root := tree(t, "a.jpg", "b.png", "stickers/c.webp", "stickers/old/d.webp", "raw/e.jpg")
	o := walk.Options{Include: []string{"*.jpg", "stickers/**"}, Exclude: []string{"raw", "stickers/old/**"}}
	if diff := cmp.Diff([]string{"a.jpg", "stickers/c.webp"}, rels([]string{root}, o)); diff != "" {
		t.Error(diff)
	}
	if err := (walk.Options{Include: []string{"[a"}}).Check(); err == nil {
		t.Error("a glob that cannot be read is taken")
	}
}

func TestLinksToFoldersAreNotFollowed(t *testing.T) {
	root := tree(t, "real/a.jpg")
	elsewhere := tree(t, "secret.jpg")
	for link, target := range map[string]string{"folder": elsewhere, "file.jpg": filepath.Join(root, "real", "a.jpg"), "broken.jpg": "nowhere"} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for f := range walk.Files([]string{root}, walk.Options{}) {
		name := f.Rel
		if f.Err != nil {
			name += " (unreadable)"
		}
		got = append(got, name)
	}
	if diff := cmp.Diff([]string{"broken.jpg (unreadable)", "file.jpg", "real/a.jpg"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAFolderNamedThroughALinkIsEntered(t *testing.T) {
	root := tree(t, "a.jpg")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	for f := range walk.Files([]string{link}, walk.Options{}) {
		if want := filepath.Join(link, "a.jpg"); f.Path != want {
			t.Errorf("path %s, want %s", f.Path, want)
		}
	}
	if n := len(rels([]string{link}, walk.Options{})); n != 1 {
		t.Errorf("%d files, want 1", n)
	}
}
