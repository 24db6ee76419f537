//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/bench/measure"
)

func TestRecipesAreToldApart(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range recipes() {
		if seen[stem(r.name)] {
			t.Errorf("%s: a second file with this stem", r.name)
		}
		seen[stem(r.name)] = true
	}
	if diff := cmp.Diff([]string{"heavy", "tight", "types", "flat"}, groups()); diff != "" {
		t.Error(diff)
	}
}

// build makes a small picture and what it shows.
func build(t *testing.T, r recipe) (input, truth string) {
	t.Helper()
	dir := t.TempDir()
	input, truth = filepath.Join(dir, r.name), filepath.Join(dir, "truth.png")
	if err := r.make(t.Context(), input, truth, 1); err != nil {
		t.Fatal(err)
	}
	return input, truth
}

func TestAPictureLooksLikeItself(t *testing.T) {
	t.Parallel()
	input, truth := build(t, recipe{name: "a.ppm", scene: "photo", w: 96, h: 64, grain: 1})
	rough := filepath.Join(t.TempDir(), "rough.jpg")
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-i", input, "-q:v", "30", rough).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	same, err := scoreFile(t.Context(), truth, truth)
	if err != nil || same.ssim != 1 || same.butteraugli != 0 {
		t.Errorf("it scores %+v, %v", same, err)
	}
	worse, err := scoreFile(t.Context(), truth, rough)
	if err != nil || worse.ssim > 0.98 || worse.butteraugli < 0.3 {
		t.Errorf("a rough copy scores %+v, %v", worse, err)
	}
}

func TestTransparencyIsSeenOnWhite(t *testing.T) {
	t.Parallel()
	_, truth := build(t, recipe{name: "a.png", scene: "drawing", w: 64, h: 64})
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-i", truth, "-vf", "crop=1:1:0:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "-").Output()
	if err != nil || !bytes.Equal(out, []byte{255, 255, 255}) {
		t.Errorf("the corner is %v, %v", out, err)
	}
}

func TestTurnedPicturesSaySo(t *testing.T) {
	t.Parallel()
	steps := []string{"ffmpeg -v error -i {in} {out}"}
	input, truth := build(t, recipe{name: "a.jpg", scene: "photo", w: 96, h: 64, steps: steps, turned: true, truth: "transpose=1"})
	for path, want := range map[string][]string{input: {"orientation: 6", "96x64"}, truth: {"64x96"}} {
		out, err := exec.CommandContext(t.Context(), "vipsheader", "-a", path).Output()
		for _, line := range want {
			if err != nil || !strings.Contains(string(out), line) {
				t.Errorf("%s: no %q in %s, %v", filepath.Base(path), line, out, err)
			}
		}
	}
	if err := turn(truth); err == nil {
		t.Error("a PNG takes an orientation")
	}
}

func TestOutputsAreFoundByTheirStem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.png"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := output(dir, stem("in/a.tif")); filepath.Base(got) != "a.png" {
		t.Errorf("%q; want a.png", got)
	}
	if got := output(dir, "b"); got != "" {
		t.Errorf("%q; want nothing", got)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	results := []result{
		{"ours", 2, measure.Cost{Wall: time.Second, CPU: 2 * time.Second, Peak: 9e6}, []file{{"a.jpg", limit, 0.98, 1}, {"b.jpg", limit / 2, 1, 0}}},
		{"vips", 2, measure.Cost{Wall: 2 * time.Second, CPU: 3 * time.Second, Peak: 8e6}, []file{{"a.jpg", limit + 1, 0.98, 1}, {}}},
		{"magick", 2, measure.Cost{Wall: 2 * time.Second, CPU: 7 * time.Second, Peak: 8e6}, []file{{"a.jpg", limit, 0.9, 1}, {"b.jpg", limit, 0.9, 1}}},
		{"free", 2, measure.Cost{Wall: time.Second, CPU: 2 * time.Second, Peak: 9e6}, []file{{"a.jpg", limit, 0.98, 1}, {"b.jpg", limit / 2, 1, 0}}},
	}
	var b bytes.Buffer
	table(&b, "title", results)
	want := `
title
        wall ms     ×  cpu ms     ×  peak MB  limit used  mean SSIM  min SSIM  Butteraugli  over  missing
ours        500  1.00    1000  1.00        9      75.0 %    0.99000   0.98000        0.500     0        0
vips       1000  2.00    1500  1.50        8     100.0 %    0.98000   0.98000        1.000     1        1
magick     1000  2.00    3500  3.50        8     100.0 %    0.90000   0.90000        1.000     0        0
free        500  1.00    1000  1.00        9      75.0 %    0.99000   0.98000        0.500     0        0
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	var met []bool
	for _, goal := range goals(results) {
		met = append(met, goal.Met())
	}
	if diff := cmp.Diff([]bool{false, true, true, false, true, true, true}, met); diff != "" {
		t.Errorf("goals met: %s", diff)
	}
}
