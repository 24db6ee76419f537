package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestFolder(t *testing.T) {
	t.Parallel()
	scratch, dir := t.TempDir(), t.TempDir()
	put := func(text, name string, keep bool, own func(string) bool) error {
		path := filepath.Join(scratch, "finished")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(dir, name)
		place, err := Folder{Dir: dir, Own: own}.Put(t.Context(), Finished{Path: path, Size: int64(len(text)), Target: target, Keep: keep})
		if err != nil {
			return err
		}
		got, err := os.ReadFile(place)
		if err != nil || string(got) != text || place != target {
			t.Errorf("%s holds %q, %v", place, got, err)
		}
		if _, err := os.Stat(path); (err == nil) != keep {
			t.Errorf("keep is %v, and the file in the scratch space is there: %v", keep, err == nil)
		}
		return nil
	}
	all := func(string) bool { return true }
	for _, keep := range []bool{false, true} {
		name := map[bool]string{false: "a/moved.txt", true: "a/kept.txt"}[keep]
		if err := errors.Join(put("one", name, keep, nil), put("one", name, keep, nil), put("two", name, keep, all)); err != nil {
			t.Error(err)
		}
		if err := put("three", name, keep, nil); !errors.Is(err, ErrExists) {
			t.Errorf("a foreign file: error %v, want %v", err, ErrExists)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("the folder holds %v, want one folder", left)
	}
}
