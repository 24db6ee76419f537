//go:build unix

package measure_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/bench/measure"
)

func TestRunTellsWhatAProgramTook(t *testing.T) {
	t.Parallel()
	c, err := measure.Run(t.Context(), "sh", "-c", "exit 1")
	if err != nil || c.Wall <= 0 || c.Peak <= 0 {
		t.Errorf("%+v, %v; want a cost, as findings end with 1", c, err)
	}
	for _, argv := range [][]string{{"/bin/sh", "-c", "exit 2"}, {"/nowhere"}, {"nowhere-in-path"}, {"/bin/sh", "-c", "kill -9 $$"}} {
		if _, err := measure.Run(t.Context(), argv...); err == nil {
			t.Errorf("%q counts as a run", argv)
		}
	}
}

func TestChildrenCount(t *testing.T) {
	t.Parallel()
	// Each child takes 20 MB, or twice that for a moment, says so by a file, and keeps them until all four say so and for 4 s
	// more. It reads them all the while: some systems take memory away that is not in use.
	const eat = `x=$(head -c 20000000 /dev/zero | tr '\0' x); touch $0/$1
		for i in 1 2 3 4; do until [ -e $0/$i ]; do : ${#x}; sleep 0.05; done; done
		for i in {1..40}; do : ${#x}; sleep 0.1; done`
	dir := t.TempDir()
	one := `touch $0/2 $0/3 $0/4; (set 1; ` + eat + `); rm $0/?`
	four := `for i in 1 2 3 4; do (set $i; ` + eat + `) & done; wait`
	var peaks []int64
	for _, script := range []string{one, four} {
		c, err := measure.Run(t.Context(), "bash", "-c", script, dir)
		if err != nil || c.CPU <= 0 {
			t.Fatalf("%+v, %v", c, err)
		}
		peaks = append(peaks, c.Peak)
	}
	if peaks[0] < 20e6 || peaks[0] > 60e6 || peaks[1] < 75e6 {
		t.Errorf("one child %d bytes, four %d; want 20 MB for each", peaks[0], peaks[1])
	}
}

func TestTheContextEndsAllProcesses(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := measure.Run(ctx, "sh", "-c", "sleep 600; true"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v; want the context's end", err)
	}
}

func TestOutput(t *testing.T) {
	t.Parallel()
	said, err := measure.Output(t.Context(), "sh", "-c", "echo one; echo two >&2")
	if err != nil || said != "one\ntwo" {
		t.Errorf("%q, %v", said, err)
	}
	if _, err := measure.Output(t.Context(), "sh", "-c", "echo why; exit 1"); err == nil || !strings.Contains(err.Error(), "why") {
		t.Errorf("%v; want the program's words", err)
	}
}

// pictures makes a picture, a blurred one and the blurred one at half the size.
func pictures(t *testing.T) (whole, blurred, small string) {
	t.Helper()
	dir := t.TempDir()
	whole, blurred, small = filepath.Join(dir, "whole.png"), filepath.Join(dir, "blurred.png"), filepath.Join(dir, "small.png")
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=256x192,noise=alls=8", "-filter_complex",
		"split=3[a][b][c];[b]gblur=2[b1];[c]gblur=2,scale=128:-1[c1]", "-map", "[a]", "-frames:v", "1", whole,
		"-map", "[b1]", "-frames:v", "1", blurred, "-map", "[c1]", "-frames:v", "1", small)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return whole, blurred, small
}

func TestScores(t *testing.T) {
	t.Parallel()
	whole, blurred, small := pictures(t)
	cases := []struct {
		made                string
		leastSSIM, mostSSIM float64
	}{{whole, 1, 1}, {blurred, 0.3, 0.95}, {small, 0.3, 0.95}}
	for _, c := range cases {
		if got, err := measure.SSIM(t.Context(), whole, c.made); err != nil || got < c.leastSSIM || got > c.mostSSIM {
			t.Errorf("SSIM of %s: %v, %v; want %v to %v", filepath.Base(c.made), got, err, c.leastSSIM, c.mostSSIM)
		}
	}
	near, err := measure.Butteraugli(t.Context(), whole, whole)
	far, err2 := measure.Butteraugli(t.Context(), whole, blurred)
	if err := errors.Join(err, err2); err != nil || near != 0 || far < 0.5 {
		t.Errorf("Butteraugli of itself %v, of a blurred one %v, %v", near, far, err)
	}
	same, err := measure.Compare(t.Context(), "[0][1]psnr", whole, whole)
	if diff := cmp.Diff(measure.Similarity{PSNR: 100}, same); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	if _, err := measure.Compare(t.Context(), "[0][1]overlay", whole, blurred); err == nil {
		t.Error("a graph without a score has one")
	}
	if _, err := measure.SSIM(t.Context(), whole, "/nowhere.png"); err == nil {
		t.Error("a file that is not there has a score")
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	table := measure.Table{Title: "title", Head: []string{"", "cpu µs", "×"}}
	table.Row("wamedia", "7", "1.0")
	table.Row("file", "1234.5", "")
	var b bytes.Buffer
	table.Print(&b)
	want := "\ntitle\n         cpu µs    ×\nwamedia       7  1.0\nfile     1234.5\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestGoals(t *testing.T) {
	t.Parallel()
	cases := map[string]measure.Goal{
		"speed: at least 3×; 3.4×, met":     {Name: "speed", Want: 3, Got: 3.4, Unit: "×"},
		"speed: at least 3×; 2.9×, MISSED":  {Name: "speed", Want: 3, Got: 2.9, Unit: "×"},
		"over: at most 0; 0, met":           {Name: "over", Most: true},
		"cpu: at most 45 %; 45.5 %, MISSED": {Name: "cpu", Want: 45, Got: 45.5, Most: true, Unit: " %"},
		"score: at least 1; NaN, MISSED":    {Name: "score", Want: 1, Got: math.NaN()},
	}
	for want, goal := range cases {
		if diff := cmp.Diff(want, goal.String()); diff != "" {
			t.Error(diff)
		}
	}
}

func TestRaceTakesTheMiddleRound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	log, out := filepath.Join(dir, "log"), filepath.Join(dir, "out")
	say := func(word string) []string {
		return []string{"sh", "-c", "printf " + word + " >> " + log + "; mkdir " + out}
	}
	costs, err := measure.Race(t.Context(), []measure.Contestant{{"first", out, say("a")}, {"second", out, say("b")}}, 3)
	if err != nil {
		t.Fatal(err)
	}
	order, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("ababab", string(order)); diff != "" || len(costs) != 2 || costs[0].Wall <= 0 {
		t.Errorf("%s, %+v", diff, costs)
	}
	if _, err := measure.Race(t.Context(), []measure.Contestant{{"third", out, []string{"sh", "-c", "exit 2"}}}, 1); err == nil || !strings.Contains(err.Error(), "third") {
		t.Errorf("%v; want the name of who failed", err)
	}
}

func TestFilmsOfRawFrames(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	frames := bytes.Repeat([]byte{10, 200, 30, 0}, 64*64*3)
	if err := os.WriteFile(a, frames, 0o644); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(frames)/2; i += 4 {
		frames[i] = byte(i / 16)
	}
	if err := os.WriteFile(b, frames, 0o644); err != nil {
		t.Fatal(err)
	}
	same, err := measure.Frames(t.Context(), 64, 64, a, a)
	if diff := cmp.Diff(measure.Similarity{SSIM: 1, PSNR: 100}, same); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	if other, err := measure.Frames(t.Context(), 64, 64, a, b); err != nil || other.SSIM > 0.95 || other.PSNR > 30 {
		t.Errorf("%+v, %v; want less than 1", other, err)
	}
}
