package validate_test

import (
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/profile"
)

func TestWrongPoliciesAreErrors(t *testing.T) {
	t.Parallel()
	rule := validate.Rules()[0].ID
	for name, p := range map[string]validate.Policy{
		"none":       {},
		"everything": {As: media.Voice, Profile: profile.Carousel, Severities: map[string]validate.Severity{rule: validate.Off}},
		"paths":      {Paths: []validate.PathPolicy{{Glob: "a/**", Kind: media.Sticker, Silent: []string{"*", rule}}}},
	} {
		if err := p.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for want, p := range map[string]validate.Policy{
		`"stikcer"`:    {As: "stikcer"},
		`"carousell"`:  {Profile: "carousell"},
		`"no.rule"`:    {Severities: map[string]validate.Severity{"no.rule": validate.Error}},
		`"fatal"`:      {Severities: map[string]validate.Severity{rule: "fatal"}},
		`"[a"`:         {Paths: []validate.PathPolicy{{Glob: "[a"}}},
		`"film"`:       {Paths: []validate.PathPolicy{{Glob: "a", Kind: "film"}}},
		`"other.rule"`: {Paths: []validate.PathPolicy{{Glob: "a", Silent: []string{"other.rule"}}}},
	} {
		if err := p.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that names %s", err, want)
		}
		if _, err := p.Reader(t.Context(), strings.NewReader("x"), 1, "x.txt"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a file checked by it: error %v, want one that names %s", err, want)
		}
	}
}
