//go:build unix

package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/wamedia/wamedia/internal/config"
)

// tree makes folders (names that end in a slash) and files below a new folder, and returns that.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if name[len(name)-1] == '/' {
			err = os.MkdirAll(path, 0o755)
		} else {
			err = os.WriteFile(path, nil, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestTheSearchEndsAtTheRepositoryOrTheHomeFolder(t *testing.T) {
	for name, c := range map[string]struct {
		tree       []string
		from, want string
	}{
		"the repository's root":          {[]string{"wamedia.yaml", "repo/.git/", "repo/wamedia.yaml", "repo/a/b/"}, "repo/a/b", "repo/wamedia.yaml"},
		"not above it":                   {[]string{"wamedia.yaml", "repo/.git/", "repo/a/b/"}, "repo/a/b", ""},
		"a worktree, where .git is file": {[]string{"wamedia.yaml", "repo/.git", "repo/a/"}, "repo/a", ""},
		"the home folder":                {[]string{"wamedia.yaml", "home/wamedia.yaml", "home/a/b/"}, "home/a/b", "home/wamedia.yaml"},
		"not above that":                 {[]string{"wamedia.yaml", "home/a/b/"}, "home/a/b", ""},
		"the nearest":                    {[]string{"home/wamedia.yaml", "home/a/wamedia.yaml", "home/a/b/"}, "home/a/b", "home/a/wamedia.yaml"},
	} {
		root := tree(t, c.tree...)
		t.Setenv("HOME", filepath.Join(root, "home"))
		want := c.want
		if want != "" {
			want = filepath.Join(root, want)
		}
		if got, err := config.Find(filepath.Join(root, c.from)); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestAConfigurationOfAnotherUserIsNotUsed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives files to another user")
	}
	const nobody = 65534
	for name, c := range map[string]struct{ given, want string }{
		"the file":               {"a/wamedia.yaml", "a/wamedia.yaml"},
		"its folder":             {"a", "a"},
		"a folder on the way up": {"a/b", ""},
	} {
		root := tree(t, "a/wamedia.yaml", "a/b/c/")
		t.Setenv("HOME", root)
		if err := os.Chown(filepath.Join(root, c.given), nobody, nobody); err != nil {
			t.Fatal(err)
		}
		_, err := config.Find(filepath.Join(root, "a/b/c"))
		var foreign *config.ForeignError
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		} else if !errors.As(err, &foreign) || foreign.Owned != filepath.Join(root, c.want) {
			t.Errorf("%s: got %v, want a ForeignError about %s", name, err, c.want)
		}
	}
}

func TestALinkOfAnotherUserIsNotFollowed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives links to another user")
	}
	root := tree(t, "mine.yaml", "a/")
	t.Setenv("HOME", root)
	link := filepath.Join(root, "a", config.Name)
	if err := os.Symlink("../mine.yaml", link); err != nil {
		t.Fatal(err)
	}
	if got, err := config.Find(filepath.Dir(link)); err != nil || got != link {
		t.Errorf("a link of one's own: got %q, %v", got, err)
	}
	if err := os.Lchown(link, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	var foreign *config.ForeignError
	if _, err := config.Find(filepath.Dir(link)); !errors.As(err, &foreign) {
		t.Errorf("a link of another user: got %v", err)
	}
}
