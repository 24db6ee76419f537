package transcode_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

func moving(mime string, side int, ms ...int) media.Facts {
	f := media.Facts{MIME: mime, Picture: &media.Picture{Width: side, Height: side, Frames: len(ms)}}
	for _, ms := range ms {
		f.Picture.AddStored(mime, ms, 1)
	}
	return f
}

func TestShownMS(t *testing.T) {
	t.Parallel()
	seconds := slices.Repeat([]int{1000}, 15)
	tests := map[string]struct {
		facts   media.Facts
		options transcode.Options
		want    []int
	}{
		"a GIF's own times":      {moving("image/gif", 9, 100, 250, 40, 20), transcode.Options{}, []int{100, 250, 40, 20}},
		"a GIF that says little": {moving("image/gif", 9, 0, 10, 20), transcode.Options{}, []int{100, 100, 20}},
		"an APNG, the same":      {moving("image/png", 9, 0, 10, 11), transcode.Options{}, []int{100, 100, 11}},
		"a WebP may be quicker":  {moving("image/webp", 9, 0, 5, 8, 10), transcode.Options{}, []int{100, 8, 8, 10}},
		"cut, and one more":      {moving("image/gif", 9, seconds...), transcode.Options{}, seconds[:11]},
		"played faster":          {moving("image/gif", 9, seconds...), transcode.Options{OverLong: "speed"}, seconds},
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, transcode.ShownMS(&test.facts, test.options)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Animations that take too long to decode are refused by their headers.
func TestMakeRefusesTooMuchMotion(t *testing.T) {
	t.Parallel()
	quick, long := slices.Repeat([]int{16}, 700), slices.Repeat([]int{100}, 700)
	tests := map[string]struct {
		facts   media.Facts
		options transcode.Options
		want    string // in the refusal; "" when there is none
	}{
		"over 600 within ten seconds": {moving("image/gif", 9, quick...), transcode.Options{}, "more than 600 of its 700 frames"},
		"most of them after the end":  {moving("image/gif", 9, long...), transcode.Options{}, ""},
		"all of them wanted":          {moving("image/gif", 9, long...), transcode.Options{OverLong: "speed"}, "more than 600 of its 700 frames"},
		"a huge canvas":               {moving("image/gif", 9000, long...), transcode.Options{}, "9000×9000"},
	}
	for name, test := range tests {
		p := transcode.Make(validate.Result{Kind: media.Sticker, Facts: test.facts, Findings: []validate.Finding{
			{Rule: "any.type-supported", Severity: validate.Error, Fix: validate.Transcode},
		}}, test.options)
		if (p.Refusal == "") != (test.want == "") || !strings.Contains(p.Refusal, test.want) {
			t.Errorf("%s: %q, want %q", name, p.Refusal, test.want)
		}
	}
}
