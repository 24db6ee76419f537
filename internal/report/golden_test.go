package report_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/internal/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Every format that people may read is held against a file: go test ./internal/report -update writes them.
func TestGolden(t *testing.T) {
	t.Parallel()
	runs := map[string][]report.Entry{"lint": lintEntries(), "upload": lineEntries()}
	cases := []struct {
		file, run, format string
		options           report.Options
	}{
		{"lint.txt", "lint", "text", report.Options{}},
		{"lint-verbose.txt", "lint", "text", report.Options{Verbose: true}},
		{"lint-color.txt", "lint", "text", report.Options{Color: true, Quiet: true}},
		{"lint.ndjson", "lint", "json", report.Options{}},
		{"lint.xml", "lint", "junit", report.Options{}},
		{"lint.github", "lint", "github", report.Options{}},
		{"lint.md", "lint", "markdown", report.Options{}},
		{"lint.html", "lint", "html", report.Options{}},
		{"upload.txt", "upload", "text", report.Options{}},
		{"upload-verbose.txt", "upload", "text", report.Options{Verbose: true, Quiet: true}},
		{"upload.ndjson", "upload", "json", report.Options{}},
		{"upload.xml", "upload", "junit", report.Options{}},
		{"upload.github", "upload", "github", report.Options{Quiet: true}},
		{"upload.md", "upload", "markdown", report.Options{}},
		{"upload.html", "upload", "html", report.Options{}},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			got := write(t, c.format, c.options, runs[c.run])
			path := filepath.Join("testdata", c.file)
			if *update {
				if err := os.WriteFile(path, got, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s differs (-want +got):\n%s", path, diff)
			}
		})
	}
}
