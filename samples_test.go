package wamedia_test

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sample is one row of testdata/expect.tsv; its first lines explain the columns.
type sample struct {
	path, kind, verdict, rules, as, depth, cure, what, command string
}

func samples(t *testing.T) []sample {
	t.Helper()
	file, err := os.Open("testdata/expect.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var out []sample
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		f := strings.Split(lines.Text(), "\t")
		if len(f) != 9 {
			t.Fatalf("%d columns instead of 9: %s", len(f), lines.Text())
		}
		out = append(out, sample{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8]})
	}
	return out
}

// The table, the folder and the page say the same, and the folder stays small.
func TestSamplesAreListed(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("testdata/README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, s := range samples(t) {
		if !strings.HasPrefix(s.path, "big/") {
			listed[s.path] = true
		}
		if !strings.Contains(string(page), "| `"+filepath.Base(s.path)+"` | "+s.what+" |") {
			t.Errorf("testdata/README.md does not tell of %s: run make samples", s.path)
		}
	}
	found, total := map[string]bool{}, int64(0)
	for _, folder := range []string{"testdata/samples", "testdata/campaign"} {
		err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			total += info.Size()
			found[strings.TrimPrefix(filepath.ToSlash(name), "testdata/")] = true
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(listed, found); diff != "" {
		t.Errorf("expect.tsv (-) and the folder (+) differ:\n%s", diff)
	}
	const most = 6_000_000
	if total > most {
		t.Errorf("the samples take %d bytes of %d", total, most)
	}
}

// Rows use the words that the head of the table defines.
func TestSampleRows(t *testing.T) {
	t.Parallel()
	words := func(list string) map[string]bool {
		out := map[string]bool{"-": true}
		for _, word := range strings.Fields(list) {
			out[word] = true
		}
		return out
	}
	kinds, verdicts := words("image sticker video audio voice document"), words("pass warn fail")
	depths, cures := words("deep"), words("yes no")
	for _, s := range samples(t) {
		for _, verdict := range strings.Split(s.verdict, "|") {
			if !verdicts[verdict] {
				t.Errorf("%s: verdict %q", s.path, verdict)
			}
		}
		if !kinds[s.kind] || !kinds[s.as] || !depths[s.depth] || !cures[s.cure] {
			t.Errorf("%s: kind %q, as %q, depth %q, cure %q", s.path, s.kind, s.as, s.depth, s.cure)
		}
	}
}

// Every rule that the design fixes by name has a sample that breaks it.
func TestEveryRuleHasASample(t *testing.T) {
	t.Parallel()
	const rules = `any.type-supported any.type-matches-extension any.size any.damaged any.empty image.bit-depth image.color
		sticker.dimensions sticker.size-static sticker.size-animated sticker.duration sticker.frame-duration
		audio.codec audio.ogg-opus audio.ogg-mono audio.fragmented voice.format voice.size
		video.codec video.audio-codec video.audio-streams video.profile video.b-frames video.high-with-b-frames
		video.moov-first video.fragmented video.pixel-format`
	shown := map[string]bool{}
	for _, s := range samples(t) {
		for _, rule := range strings.FieldsFunc(s.rules, func(r rune) bool { return r == ',' || r == '|' }) {
			shown[rule] = true
		}
	}
	for _, rule := range strings.Fields(rules) {
		if !shown[rule] {
			t.Errorf("no sample breaks %s", rule)
		}
	}
}
