package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline/walk"
)

// Every format says what was passed over and why; those for people do not name everything.
func TestSkippedFilesAreToldInEveryFormat(t *testing.T) {
	var skips report.Skips
	for range 12 {
		skips.Add(walk.Skip{Path: "src/main.go", Reason: walk.NotMedia})
	}
	skips.Add(walk.Skip{Path: "notes.txt", Reason: walk.LinkOut})
	for _, format := range report.Formats() {
		var out bytes.Buffer
		w, err := report.New(format, &out, report.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s := report.NewSummary()
		skips.Into(s)
		if err := w.Close(s); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, "notes.txt") || !strings.Contains(got, "leads out of the folder") {
			t.Errorf("%s does not name the link and why:\n%s", format, got)
		}
		if strings.Contains(out.String(), "main.go") {
			t.Errorf("%s names source code", format)
		}
	}
}

func TestSkipsOfAHugeFolderAreCounted(t *testing.T) {
	var skips report.Skips
	for range 30 {
		skips.Add(walk.Skip{Path: "link.jpg", Reason: walk.LinkOut})
	}
	var out bytes.Buffer
	w, err := report.New("text", &out, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := report.NewSummary()
	skips.Into(s)
	if err := w.Close(s); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), "link.jpg"); got != 20 || !strings.Contains(out.String(), "10 files more skipped; --format json names them") {
		t.Errorf("%d links named:\n%s", got, out.String())
	}
}
