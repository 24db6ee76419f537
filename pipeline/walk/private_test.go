package walk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/pipeline/walk"
)

func hardLink(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Link(from, to); err != nil {
		t.Fatal(err)
	}
}

// secrets is a folder with what is never input under names of all sorts.
func secrets(t *testing.T) (root string, o walk.Options) {
	t.Helper()
	root = tree(t, ".env", ".env.local", "sub/.ENV", "wamedia.yaml", "sub/wamedia.yml", "wamedia-report.json", "wamedia-baseline.json",
		"keys.txt", "last-report.txt", "own.txt")
	link(t, ".env", root, "a-link.txt")
	link(t, "keys.txt", root, "b-link.txt")
	link(t, "a-link.txt", root, "c-chain.txt")
	hardLink(t, filepath.Join(root, "sub", ".ENV"), filepath.Join(root, "d-hard.txt"))
	hardLink(t, filepath.Join(root, "keys.txt"), filepath.Join(root, "e-hard.txt"))
	hardLink(t, filepath.Join(root, "wamedia-report.json"), filepath.Join(root, "sub", "f-hard.txt"))
	hardLink(t, filepath.Join(root, "own.txt"), filepath.Join(root, "own-again.txt"))
	return root, walk.Options{Never: []string{filepath.Join(root, "keys.txt"), filepath.Join(root, "last-report.txt"), ""}}
}

func TestPrivateFilesOfFoldersAreNeverInput(t *testing.T) {
	for _, all := range []bool{false, true} {
		for _, follow := range []bool{false, true} {
			root, o := secrets(t)
			o.AllFiles, o.FollowLinks = all, follow
			want(t, found([]string{root}, o),
				"a-link.txt: private", "b-link.txt: private", "c-chain.txt: private", "d-hard.txt: private", "e-hard.txt: private",
				"keys.txt: private", "last-report.txt: private", "own-again.txt", "own.txt", "sub/f-hard.txt: private")
		}
	}
}

func TestPrivateFilesAreNotInputWhenTheyAreNamedEither(t *testing.T) {
	root, o := secrets(t)
	link(t, filepath.Join(root, "sub", ".ENV"), t.TempDir(), "x.txt")
	elsewhere := filepath.Join(t.TempDir(), "y.txt")
	link(t, filepath.Join(root, "keys.txt"), elsewhere)
	t.Chdir(filepath.Join(root, "sub"))
	for _, path := range []string{
		"../.env", "../.env.local", ".ENV", "../wamedia.yaml", "wamedia.yml", "../wamedia-report.json", "../wamedia-baseline.json",
		"../keys.txt", "./../sub/../keys.txt", "../last-report.txt", "../a-link.txt", "../b-link.txt", "../c-chain.txt",
		"../e-hard.txt", "f-hard.txt", elsewhere, filepath.Join(root, "d-hard.txt"),
	} {
		for f := range walk.Files([]string{path}, o) {
			if path == "f-hard.txt" { // the report lies in another folder
				continue
			}
			if !errors.Is(f.Err, walk.ErrPrivate) || !strings.Contains(f.Err.Error(), path) {
				t.Errorf("%s: %v, want ErrPrivate with the path", path, f.Err)
			}
			if file, err := f.Open(); err == nil {
				_ = file.Close()
				t.Errorf("%s can be opened", path)
			}
		}
	}
	want(t, found([]string{"../own.txt", "../own-again.txt"}, o), "own.txt", "own-again.txt")
}

// Where .env itself is a link, as in containers, its target is private under its own name as well.
func TestTheTargetOfAPrivateLinkIsPrivate(t *testing.T) {
	root := tree(t, "store/values.txt", "own.txt")
	link(t, "store/values.txt", root, ".env")
	want(t, found([]string{root}, walk.Options{}), "own.txt", "store/values.txt: private")
}

// A configuration that is not in use, because the run began elsewhere, names credentials all the same.
func TestCredentialsThatAnyConfigurationNamesArePrivate(t *testing.T) {
	root := tree(t, "a-keys.txt", "own.txt", "sub/b-keys.txt", "sub/keys/c-keys.txt", "sub/own.txt", "sub/keys/wamedia.yaml")
	put(t, []byte("fail-on: error\r\ncredentials: 'a-keys.txt' # ours\r\n"), root, "wamedia.yaml")
	put(t, []byte("\"credentials\" : keys/c-keys.txt\nnonsense: [\n"), root, "sub", "wamedia.yml")
	put(t, []byte("credentials: "+filepath.Join(root, "sub", "b-keys.txt")+"\n"), root, "sub", "wamedia.yaml")
	want(t, found([]string{root}, walk.Options{}),
		"a-keys.txt: private", "own.txt", "sub/b-keys.txt: private", "sub/keys/c-keys.txt: private", "sub/own.txt")
	for f := range walk.Files([]string{filepath.Join(root, "a-keys.txt"), filepath.Join(root, "sub", "b-keys.txt")}, walk.Options{}) {
		if !errors.Is(f.Err, walk.ErrPrivate) {
			t.Errorf("%s: %v, want ErrPrivate", f.Rel, f.Err)
		}
	}
}
