package validate_test

import (
	"os"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate"
)

// TestConstraints holds the table of the platform's constraints against the book: each leads to rules that exist, or
// says why no file shows it, and every rule with an outside source answers one.
func TestConstraints(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../docs/constraints.tsv")
	if err != nil {
		t.Fatal(err)
	}
	book := map[string]validate.Rule{}
	for _, r := range validate.Rules() {
		book[r.ID] = r
	}
	answered, seen := map[string]bool{}, map[string]bool{}
	for line := range strings.SplitSeq(strings.Trim(string(data), "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 || seen[f[0]] {
			t.Fatalf("want three columns and every constraint once: %q", line)
		}
		seen[f[0]] = true
		if f[1] == "-" {
			if !strings.HasPrefix(f[2], "not visible in a file: ") {
				t.Errorf("%s: no rule and no reason", f[0])
			}
			continue
		}
		for id := range strings.SplitSeq(f[1], ",") {
			if _, ok := book[id]; !ok {
				t.Errorf("%s: there is no rule %s", f[0], id)
			}
			answered[id] = true
		}
	}
	const constraints = 68
	if len(seen) != constraints {
		t.Errorf("%d constraints are known, want %d", len(seen), constraints)
	}
	for id, r := range book {
		if !answered[id] && r.Source.Mark != "I" && id != "any.empty" {
			t.Errorf("%s answers no constraint", id)
		}
	}
}
