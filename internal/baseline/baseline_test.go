package baseline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/baseline"
	"github.com/wamedia/wamedia/validate"
)

func TestABaselineKnowsWhatItWasGiven(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "baseline.json")
	known := validate.Finding{Rule: "image.color", Got: "CMYK"}
	s, err := baseline.New(path)
	if err != nil {
		t.Fatal(err)
	}
	s.Add(filepath.Join(dir, "a", "x.jpg"), known)
	if err := s.Write(path); err != nil {
		t.Fatal(err)
	}
	read, err := baseline.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if !read.Has(filepath.Join(dir, "a", "x.jpg"), known) {
		t.Error("the finding is forgotten")
	}
	if read.Has(filepath.Join(dir, "b", "x.jpg"), known) {
		t.Error("the finding of another file is taken for it")
	}
	worse := known
	worse.Got = "16-bit CMYK"
	if read.Has(filepath.Join(dir, "a", "x.jpg"), worse) {
		t.Error("a file that changed for the worse stays silent")
	}
	data, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(data), `"path": "a/x.jpg"`) {
		t.Errorf("paths are to be relative to the baseline, so that it can be committed: %s, %v", data, err)
	}
}

func TestWhatIsNoBaselineIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, says string }{
		"missing": {"", "--write-baseline"}, "garbage": {"{", "is no baseline"}, "newer": {`{"schema": 2}`, "schema 2"},
	} {
		path := filepath.Join(t.TempDir(), "b.json")
		if c.text != "" {
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := baseline.Read(path); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want one that says %q", name, err, c.says)
		}
	}
}

func TestNamesThatAreNotUTF8StayApart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "baseline.json")
	s, err := baseline.New(path)
	if err != nil {
		t.Fatal(err)
	}
	known := validate.Finding{Rule: "image.color", Got: "CMYK"}
	s.Add(filepath.Join(dir, "caf\xe9.jpg"), known)
	if err := s.Write(path); err != nil {
		t.Fatal(err)
	}
	read, err := baseline.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if !read.Has(filepath.Join(dir, "caf\xe9.jpg"), known) || read.Has(filepath.Join(dir, "caf\xe8.jpg"), known) {
		t.Error("want the finding of that file known, and not the one of a file whose name differs in a byte that is not UTF-8")
	}
}
