package validate_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wamedia/wamedia/internal/samples"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// TestSamples judges every stored sample and compares verdict and rules with what the table says.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, s := range samples.Read(t) {
		if !s.Stored() {
			continue
		}
		t.Run(s.Path, func(t *testing.T) {
			t.Parallel()
			policy := validate.Policy{As: media.Kind(s.As), Deep: s.Deep}
			r, err := policy.File(context.Background(), filepath.Join(samples.Dir(), s.Path))
			if err != nil {
				t.Fatal(err)
			}
			if s.Verdicts[0] != "-" && !slices.Contains(s.Verdicts, string(r.Verdict)) {
				t.Errorf("%s: verdict %s, want %v; found: %s", s.What, r.Verdict, s.Verdicts, found(r))
			}
			for _, any := range s.Rules {
				if !slices.ContainsFunc(r.Findings, func(f validate.Finding) bool { return slices.Contains(any, f.Rule) }) {
					t.Errorf("%s: none of %v was found, only: %s", s.What, any, found(r))
				}
			}
			if !s.Deep {
				deep, err := validate.Policy{As: media.Kind(s.As), Deep: true}.File(context.Background(), filepath.Join(samples.Dir(), s.Path))
				if err != nil || deep.Verdict != r.Verdict {
					t.Errorf("%s: deep it is %s (%s), %v", s.What, deep.Verdict, found(deep), err)
				}
			}
		})
	}
}
