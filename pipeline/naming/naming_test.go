package naming_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/cases"

	"github.com/wamedia/wamedia/pipeline/naming"
)

// source is a file and the type that it becomes.
type source struct{ rel, mime string }

func outputs(sources []source) []string {
	var rels []string
	for _, s := range sources {
		rels = append(rels, s.rel)
	}
	names := naming.Plan(rels)
	var got []string
	for i, s := range sources {
		got = append(got, names.Output(i, s.rel, s.mime))
	}
	return got
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	const jpg, png, mp4, txt = "image/jpeg", "image/png", "video/mp4", "text/plain"
	for _, c := range []struct {
		what    string
		sources []source
		want    []string
	}{
		{"names that are right stay", []source{{"a/b.jpg", jpg}, {"c.JPEG", jpg}}, []string{"a/b.jpg", "c.JPEG"}},
		{"the extension follows the type", []source{{"a.heic", jpg}, {"b.mov", mp4}, {"list.csv", txt}}, []string{"a.jpg", "b.mp4", "list.txt"}},
		{"a source without an extension", []source{{"photo", jpg}}, []string{"photo.jpg"}},
		{"a HEIC beside a JPEG", []source{{"photo.heic", jpg}, {"photo.jpg", jpg}}, []string{"photo.heic.jpg", "photo.jpg"}},
		{"a lying JPEG beside a PNG", []source{{"a.jpg", png}, {"a.png", png}}, []string{"a.jpg.png", "a.png"}},
		{"two folders with one name", []source{{"x.jpg", jpg}, {"x.jpg", jpg}}, []string{"x.jpg", "x-2.jpg"}},
		{"names that differ in case alone", []source{{"A.jpg", jpg}, {"a.jpg", jpg}}, []string{"A.jpg", "a-2.jpg"}},
		{"one name in two folders of the tree", []source{{"a/x.jpg", jpg}, {"b/x.jpg", jpg}}, []string{"a/x.jpg", "b/x.jpg"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, outputs(c.sources)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOutputsNeverMeet(t *testing.T) {
	t.Parallel()
	const jpg = "image/jpeg"
	sources := []source{
		{"photo.heic", jpg}, {"photo.jpg", jpg}, {"photo.heic.jpg", jpg}, {"PHOTO.HEIC", jpg}, {"photo-2.jpg", jpg},
		{"photo.jpg", jpg}, {"photo.png", jpg}, {"Photo.Png", jpg}, {"photo", jpg}, {"photo.heic", jpg}, {"photo.HEIC.jpg", jpg},
	}
	seen := map[string]int{}
	fold := cases.Fold()
	for i, name := range outputs(sources) {
		folded := fold.String(name)
		if before, ok := seen[folded]; ok {
			t.Errorf("%s and %s both become %s", sources[before].rel, sources[i].rel, name)
		}
		seen[folded] = i
		if strings.Contains(name, "/") {
			t.Errorf("%s left its folder: %s", sources[i].rel, name)
		}
	}
	if diff := cmp.Diff(outputs(sources), outputs(sources)); diff != "" {
		t.Errorf("names change from run to run:\n%s", diff)
	}
}
