package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the generated parts of the documentation")

// said runs a command line and returns what it wrote to standard output.
func said(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, strings.NewReader(""), &out, &errs, os.Exit); code != exitClean {
		t.Fatalf("wamedia %s: exit code %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

const rulesHead = "# The rule book\n\nMade by `wamedia rules --format markdown --verbose`. Sources: official pages, partners' documentation, what users measured,\n" +
	"and what is inferred; an inferred rule is never an error. `docs/constraints.tsv` maps what is known of the platform to these rules.\n\n"

// TestDocs compares the generated parts of the documentation with the book. After a change of the book run
// go test ./cmd/wamedia -run TestDocs -update.
func TestDocs(t *testing.T) {
	same(t, "../../docs/rules.md", rulesHead+said(t, "rules", "--format", "markdown", "--verbose"))
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- rules: begin -->\n", "<!-- rules: end -->"
	head, rest, ok := strings.Cut(string(page), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("README.md has no marks around its table of rules")
	}
	same(t, "../../README.md", head+begin+said(t, "rules", "--format", "markdown")+end+tail)
}

func same(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s does not say what the program says; run this test with -update:\n%s", path, diff)
	}
}
