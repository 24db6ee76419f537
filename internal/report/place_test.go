package report_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// Annotations and alerts name a file by its path from the root of the checkout, wherever the program was started.
func TestPlaces(t *testing.T) {
	t.Parallel()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	parent := filepath.Dir(here)
	cases := []struct{ name, path, root, uri, file string }{
		{"as given", "a/b.jpg", "", "a/b.jpg", "a/b.jpg"},
		{"cleaned", "./a//b.jpg", "", "a/b.jpg", "a/b.jpg"},
		{"from the root", "a/b.jpg", parent, filepath.Base(here) + "/a/b.jpg", filepath.Base(here) + "/a/b.jpg"},
		{"up, below the root", "../b.jpg", parent, "b.jpg", "b.jpg"},
		{"absolute, below the root", here + "/b.jpg", here, "b.jpg", "b.jpg"},
		{"absolute, elsewhere", "/srv/b.jpg", here, "file:///srv/b.jpg", "/srv/b.jpg"},
		{"up, no root", "../b.jpg", "", "file://" + parent + "/b.jpg", parent + "/b.jpg"},
		{"looks like a scheme", "mailto:x.jpg", "", "./mailto:x.jpg", "mailto%3Ax.jpg"},
		{"URI syntax", "a b#c?d%e.jpg", "", "a%20b%23c%3Fd%25e.jpg", "a b#c?d%25e.jpg"},
		{"not UTF-8", "caf\xe9.jpg", "", "caf%E9.jpg", "caf\uFFFD.jpg"},
		{"lines", "a\r\nb.jpg", "", "a%0D%0Ab.jpg", "a%0D%0Ab.jpg"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := finding("any.empty", validate.Error, validate.NoFix, "nothing", "something")
			entries := []report.Entry{checked(c.path, "image/jpeg", "JPEG image", media.Image, 0, validate.Fail, f)}
			run := readSARIF(t, write(t, "sarif", report.Options{Root: c.root}, entries)).Runs[0]
			if got := run.Results[0].uri(); got != c.uri {
				t.Errorf("SARIF names it %q, want %q", got, c.uri)
			}
			line := string(write(t, "github", report.Options{Root: c.root, Quiet: true}, entries))
			if want := "::error file=" + c.file + ",title=any.empty::"; !strings.HasPrefix(line, want) {
				t.Errorf("the annotation is %q, want it to begin with %q", line, want)
			}
		})
	}
}
