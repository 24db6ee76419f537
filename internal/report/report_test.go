package report_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	_, err := report.New("pdf", io.Discard, report.Options{})
	if err == nil {
		t.Fatal("a format that is not there was made")
	}
	for _, format := range append(report.Formats(), `"pdf"`) {
		if !strings.Contains(err.Error(), format) {
			t.Errorf("%q does not name %s", err, format)
		}
	}
}

// A file that could not be read fails in every count, as it does in its own line.
func TestSummary(t *testing.T) {
	t.Parallel()
	sum := report.NewSummary()
	for _, e := range append(lintEntries(), lineEntries()...) {
		sum.Add(&e)
	}
	want := &report.Summary{
		Files: 14, Failed: 3, Uploaded: 2, Reused: 1,
		Verdicts: map[string]int{"pass": 3, "warn": 2, "fail": 9},
		Actions:  map[string]int{"copy": 1, "rename": 1, "transcode": 2, "refuse": 2},
		Rules: map[string]int{
			"any.empty": 1, "any.size": 1, "any.type-matches-extension": 2, "video.high-with-b-frames": 3,
			"video.moov-first": 4, "video.rotation": 3,
		},
	}
	if diff := cmp.Diff(want, sum, cmpopts.IgnoreUnexported(report.Summary{})); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

// full is a disk with room for some bytes.
type full struct{ room int }

var errFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.room {
		n := f.room
		f.room = 0
		return n, errFull
	}
	f.room -= len(p)
	return len(p), nil
}

// A report that could not be written whole is an error, at the latest at its end.
func TestWriteErrors(t *testing.T) {
	t.Parallel()
	for _, format := range report.Formats() {
		whole := len(write(t, format, report.Options{}, lineEntries()))
		for _, room := range []int{0, 10, whole / 2, whole - 1} {
			w, err := report.New(format, &full{room: room}, report.Options{})
			if err != nil {
				t.Fatal(err)
			}
			sum := report.NewSummary()
			var failed error
			for _, e := range lineEntries() {
				sum.Add(&e)
				failed = errors.Join(failed, w.Entry(&e))
			}
			if failed = errors.Join(failed, w.Close(sum)); !errors.Is(failed, errFull) {
				t.Errorf("%s: %d of %d bytes were written, and the error is %v", format, room, whole, failed)
			}
		}
	}
}

// crowd is a run over many files, one in two with an error.
func crowd(n int) []report.Entry {
	var list []report.Entry
	for i := range n {
		name := fmt.Sprintf("photos/%06d|%s.jpg", i, strings.Repeat("x", i%50))
		e := checked(name, "image/jpeg", "JPEG image", media.Image, 9, validate.Pass)
		if i%2 == 1 {
			e = checked(name, "image/jpeg", "JPEG image", media.Image, 9, validate.Fail, highWithB(), lateMoov())
		}
		list = append(list, e)
	}
	return list
}

// The comment of a pull request takes 65,536 characters; what has no room is counted.
func TestMarkdownFitsAComment(t *testing.T) {
	t.Parallel()
	entries := crowd(4000)
	if n := utf8.RuneCount(write(t, "markdown", report.Options{Verbose: true}, entries)); n > 65_536 {
		t.Errorf("%d characters", n)
	}
	out := string(write(t, "markdown", report.Options{}, entries))
	shown := strings.Count(out, "<code>photos/")
	if want := fmt.Sprintf("… and %d files more", 2000-shown); shown < 50 || !strings.Contains(out, want) {
		t.Errorf("%d failing files are shown, and %q is missing:\n%.300s", shown, want, out)
	}
	if !strings.Contains(out, "2000 of 4000 files fail") {
		t.Errorf("the title does not count all files: %.80s", out)
	}
}

// suites is what the readers of JUnit reports know.
type suites struct {
	Suite struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Cases    []struct {
			Name    string    `xml:"name,attr"`
			Failure *struct{} `xml:"failure"`
			Error   *struct{} `xml:"error"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

// The counts of a suite are those of its cases, and names come back as they were, line ends too.
func TestJUnitCounts(t *testing.T) {
	t.Parallel()
	odd := checked("a\tb\nc\r \"<&>'.jpg", "image/jpeg", "JPEG image", media.Image, 9, validate.Pass)
	for _, entries := range [][]report.Entry{nil, lintEntries(), lineEntries(), crowd(101), {odd}} {
		var s suites
		if err := xml.Unmarshal(write(t, "junit", report.Options{}, entries), &s); err != nil {
			t.Fatal(err)
		}
		failures, failed := 0, 0
		for i, c := range s.Suite.Cases {
			if c.Failure != nil {
				failures++
			}
			if c.Error != nil {
				failed++
			}
			if c.Name != entries[i].Path {
				t.Errorf("case %q, want %q", c.Name, entries[i].Path)
			}
		}
		got := [4]int{s.Suite.Tests, len(s.Suite.Cases), s.Suite.Failures, s.Suite.Errors}
		if want := [4]int{len(entries), len(entries), failures, failed}; got != want {
			t.Errorf("tests, cases, failures, errors are %v, want %v", got, want)
		}
	}
}

// The page loads nothing: not even an address that a browser would fetch by itself.
func TestHTMLStandsAlone(t *testing.T) {
	t.Parallel()
	page := string(write(t, "html", report.Options{Verbose: true}, append(lintEntries(), lineEntries()...)))
	for _, word := range []string{"<script", "<link", "<img", "<iframe", "src=", "url(", "@import"} {
		if strings.Contains(page, word) {
			t.Errorf("the page has %s", word)
		}
	}
	if !strings.Contains(page, "default-src &#39;none&#39;") && !strings.Contains(page, "default-src 'none'") {
		t.Error("the page does not forbid loading")
	}
	for _, e := range append(lintEntries(), lineEntries()...) {
		if !strings.Contains(page, e.Path) {
			t.Errorf("%s is missing", e.Path)
		}
	}
}
