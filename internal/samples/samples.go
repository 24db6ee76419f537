// Package samples reads the table of testdata/expect.tsv, which says of every sample what it is and what the linter
// must say of it. It is for tests.
package samples

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Sample is one row of the table; the table's first lines explain the columns.
type Sample struct {
	// Path below testdata. Those below big/ are too heavy to store.
	Path string
	Kind string
	// Verdicts that are right.
	Verdicts []string
	// Rules that must be found: of each element one.
	Rules [][]string
	// As is the kind to judge it as; empty for its own.
	As string
	// Deep is true where only --deep shows the defect.
	Deep bool
	// Cure is yes, no, or - for either.
	Cure string
	// What the sample is, in words.
	What string
}

// Dir is the folder testdata of this checkout.
func Dir() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "..", "..", "testdata")
}

// Read returns the rows of the table.
func Read(tb testing.TB) []Sample {
	tb.Helper()
	file, err := os.Open(filepath.Join(Dir(), "expect.tsv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var all []Sample
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		f := strings.Split(lines.Text(), "\t")
		if len(f) != 9 {
			tb.Fatalf("%d columns instead of 9: %s", len(f), lines.Text())
		}
		all = append(all, row(f))
	}
	return all
}

func row(f []string) Sample {
	s := Sample{Path: f[0], Kind: f[1], Verdicts: strings.Split(f[2], "|"), Deep: f[5] == "deep", Cure: f[6], What: f[7]}
	if f[3] != "-" {
		for rule := range strings.SplitSeq(f[3], ",") {
			s.Rules = append(s.Rules, strings.Split(rule, "|"))
		}
	}
	if f[4] != "-" {
		s.As = f[4]
	}
	return s
}

// Stored tells whether the sample lies in the checkout.
func (s *Sample) Stored() bool { return !strings.HasPrefix(s.Path, "big/") }
