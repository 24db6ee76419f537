package validate_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wamedia/wamedia/internal/samples"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/probe"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// seedSize in bytes keeps the fuzzer quick: larger samples say little more.
const seedSize = 32 << 10

// FuzzReader judges any bytes, which choose their own parsers, by one prober after another file.
func FuzzReader(f *testing.F) {
	for _, s := range samples.Read(f) {
		if !s.Stored() {
			continue
		}
		seed, err := os.ReadFile(filepath.Join(samples.Dir(), s.Path))
		if err != nil {
			f.Fatal(err)
		}
		if len(seed) <= seedSize {
			f.Add(seed, s.Deep)
		}
	}
	prober := new(probe.Prober)
	f.Fuzz(func(t *testing.T, b []byte, deep bool) {
		policy := validate.Policy{Deep: deep, Prober: prober}
		var r validate.Result
		probetest.Guard(t, func() {
			var err error
			if r, err = policy.Reader(context.Background(), bytes.NewReader(b), int64(len(b)), "file.bin"); err != nil {
				t.Errorf("bytes in memory cannot be read: %v", err)
			}
		})
		honest(t, r)
	})
}

// honest checks that a verdict has its reason.
func honest(t *testing.T, r validate.Result) {
	t.Helper()
	failed := slices.ContainsFunc(r.Findings, func(f validate.Finding) bool { return f.Severity == validate.Error })
	if (r.Verdict == validate.Fail) != failed {
		t.Errorf("the verdict is %s with the findings %v", r.Verdict, r.Findings)
	}
	for _, u := range r.Unknown {
		if u.Rule == "" || u.Why == "" {
			t.Errorf("undecided without a reason: %+v", u)
		}
	}
	if r.Facts.MIME == "" || r.Facts.Name == "" {
		t.Errorf("what it is has no name: %q, %q", r.Facts.MIME, r.Facts.Name)
	}
}
