//go:build unix

package walk_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/wamedia/wamedia/pipeline/walk"
)

func TestASourceTreeHasNoMedia(t *testing.T) {
	root := tree(t, "go.mod", "go.sum", "Makefile", "Dockerfile", "LICENSE", "LICENSE.txt", "README", "README.md", "README.txt", "CMakeLists.txt",
		"requirements.txt", "requirements-dev.txt", "robots.txt", "package.json", "package-lock.json", "yarn.lock", "tsconfig.json",
		"src/main.go", "src/app.ts", "src/mod.mts", "src/index.html", "src/style.css", "src/a.py", "config.yaml", "pom.xml", "id_rsa",
		"server.pem", "server.key", "notes", "data.bin", "dump.sql", "run.sh")
	put(t, []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x3e\x00"), root, "tool")
	put(t, []byte("package a\n\nconst pdf = \"%PDF-1.7\\n%%EOF\"\n"), root, "src", "pdf.go")
	put(t, nil, root, "empty")
	put(t, sample(t, "bad/any.type-supported.zip"), root, "bundle.zip")
	for f := range walk.Files([]string{root}, walk.Options{}) {
		t.Errorf("%s is taken", f.Rel)
	}
	skipped := 0
	for range walk.Files([]string{root}, walk.Options{Skipped: func(s walk.Skip) {
		if skipped++; s.Reason != walk.NotMedia {
			t.Errorf("%s: %s", s.Rel, s.Reason)
		}
	}}) {
	}
	all := len(rels([]string{root}, walk.Options{AllFiles: true}))
	if skipped != all || all != 36 {
		t.Errorf("%d skipped, %d with AllFiles", skipped, all)
	}
}

func TestAMarketingFolderIsTaken(t *testing.T) {
	root := tree(t, "a.JPG", "b.mov", "c.opus", "d.Pdf", "e.docx", "f.rtf", "g.TXT", "h.csv", "i.gif", "j.svg", "terms and conditions.txt")
	picture := sample(t, "ok/image.baseline.jpg")
	for _, name := range []string{"k", "l.dat", "m.go", "n.json", "o.txt.bak", "README.md"} {
		put(t, picture, root, name)
	}
	put(t, sample(t, "ok/document.docx"), root, "p")
	put(t, sample(t, "ok/audio.mp3"), root, "q.bin")
	put(t, sample(t, "bad/any.type-supported.svg"), root, "r.xml")
	want(t, found([]string{root}, walk.Options{}),
		"README.md", "a.JPG", "b.mov", "c.opus", "d.Pdf", "e.docx", "f.rtf", "g.TXT", "h.csv", "i.gif", "j.svg", "k", "l.dat", "m.go", "n.json",
		"o.txt.bak", "p", "q.bin", "r.xml", "terms and conditions.txt")
}

// The kind of a text shows in the name of the file, not in that of a link to it.
func TestALinkCannotCallSourceCodeADocument(t *testing.T) {
	root := tree(t, "main.go")
	link(t, "main.go", root, "notes.txt")
	put(t, sample(t, "ok/image.baseline.jpg"), root, "store", "0815")
	link(t, "store/0815", root, "photo.jpg")
	link(t, filepath.Join(root, "store", "0815"), root, "picture")
	want(t, found([]string{root}, walk.Options{}),
		"main.go: not-media", "notes.txt: not-media", "photo.jpg", "picture", "store/0815")
}

func TestPipesAreNotOpened(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"a", "b.jpg"} {
		if err := syscall.Mkfifo(filepath.Join(root, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want(t, found([]string{root}, walk.Options{}), "a: not-media", "b.jpg")
}
