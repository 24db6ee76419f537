package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline/walk"
)

const (
	steering = "a\x1b]0;x\x07\x1b[2J\r\n::b\x7f\u0085\u009b1m\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069.jpg"
	invalid1 = "caf\xe9\x9b.jpg"
	invalid2 = "caf\xe8\x9b.jpg"
)

// TestNoFormatHoldsWhatCannotBeSeen: only white space that the format itself writes may stand in a report.
func TestNoFormatHoldsWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	for _, format := range report.Formats() {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			for _, name := range []string{steering, invalid1} {
				out := write(t, format, report.Options{Verbose: true}, everywhere(name, name), skipped(name))
				if i := bytes.IndexFunc(out, func(r rune) bool { return !unicode.IsGraphic(r) && r != '\n' && r != '\t' }); i >= 0 {
					t.Errorf("%q stands in the report of %q: …%q", out[i], name, out[max(0, i-40):i+8])
				}
				if !strings.Contains(string(out), ".jpg") {
					t.Errorf("the report does not name %q", name)
				}
			}
		})
	}
}

func skipped(path string) func(*report.Summary) {
	return func(s *report.Summary) {
		var k report.Skips
		k.Add(walk.Skip{Path: path, Reason: walk.Private})
		k.Into(s)
	}
}

// TestNamesThatAreNotUTF8StayApart in JSON: their bytes stand beside them, and beside no other name.
func TestNamesThatAreNotUTF8StayApart(t *testing.T) {
	t.Parallel()
	for _, name := range []string{invalid1, invalid2, "café.jpg"} {
		for _, line := range jsonOf(t, name) {
			for _, at := range [][2]string{{line.Path, string(line.PathBytes)}, {line.Output, string(line.OutputBytes)}} {
				shown, raw := at[0], at[1]
				if want := strings.TrimPrefix(shown, "out/") == "café.jpg" || shown == ""; want != (raw == "") {
					t.Errorf("%q has the bytes %q", shown, raw)
				}
				if raw != "" && strings.TrimPrefix(raw, "out/") != name {
					t.Errorf("the bytes of %q are %q", name, raw)
				}
			}
		}
	}
}

type named struct {
	Path        string
	PathBytes   []byte `json:"path_bytes"`
	Output      string
	OutputBytes []byte  `json:"output_bytes"`
	Skipped     []named `json:"skipped_files"`
}

// jsonOf lists the names in a report whose files, outputs and skipped files all have one name.
func jsonOf(t *testing.T, name string) []named {
	t.Helper()
	var all []named
	for line := range bytes.Lines(write(t, "json", report.Options{}, everywhere(name, "said"), skipped(name))) {
		var n named
		if err := json.Unmarshal(line, &n); err != nil {
			t.Fatal(err)
		}
		all = append(append(all, n), n.Skipped...)
	}
	if len(all) != 8 {
		t.Fatalf("%d names, want those of 6 files, a summary and a skipped file", len(all))
	}
	return all
}
