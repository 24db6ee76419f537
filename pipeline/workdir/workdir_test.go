package workdir_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wamedia/wamedia/pipeline/workdir"
)

func TestALiveFolderIsNotSweptAndADeadOneIs(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "out [1]")
	live, err := workdir.New(parent)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(live.File(".part"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	dead := filepath.Join(parent, ".wamedia-123.tmp")
	if err := os.MkdirAll(dead, 0o755); err != nil {
		t.Fatal(err)
	}
	next, err := workdir.New(parent)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Errorf("what a dead run left is still there: %v", err)
	}
	if _, err := os.Stat(live.Path()); err != nil {
		t.Errorf("the folder of a live run is gone: %v", err)
	}
	for _, d := range []*workdir.Dir{live, next} {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(parent), "*", ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestFilesGetNewNames(t *testing.T) {
	d, err := workdir.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if a, b := d.File(".part"), d.File(".part"); a == b {
		t.Errorf("one name twice: %s", a)
	}
}
