//go:build unix

package main

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/bench/measure"
)

func TestEveryClipHasANameAndASource(t *testing.T) {
	t.Parallel()
	sums := map[string]string{}
	for _, c := range clips() {
		if other := sums[c.sum()]; other != "" {
			t.Errorf("%s and %s have one folder", c.name, other)
		}
		sums[c.sum()] = c.name
		if s := c.shown(); s.seconds <= 0 || s.width <= 0 || s.height <= 0 || s.fps <= 0 {
			t.Errorf("%s is made of %q and shows nothing", c.name, c.of)
		}
	}
}

// painted is a folder of clips with pictures in it that are quickly painted.
func painted(t *testing.T) string {
	t.Helper()
	keep := t.TempDir()
	for name, source := range map[string]string{"photo-0.ppm": "testsrc2=s=3200x1800", "photo-1.ppm": "smptehdbars=s=3200x1800", "page.png": "testsrc2=s=1920x8640"} {
		cmd := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-frames:v", "1", filepath.Join(keep, name))
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
	}
	return keep
}

// small makes a clip in miniature.
func small(t *testing.T, keep, motion, options string) string {
	t.Helper()
	c := clip{name: "a.mkv", seconds: 0.5, width: 64, height: 36, fps: 10, picture: motion, sound: stereo, options: options}
	path, err := c.make(t.Context(), keep)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestClipsAreMadeOnceAndScored(t *testing.T) {
	t.Parallel()
	keep := painted(t)
	pans := small(t, keep, handheld(64, 36, 10)+grain(3), ready)
	before, err := os.Stat(pans)
	if err != nil {
		t.Fatal(err)
	}
	again, err := os.Stat(small(t, keep, handheld(64, 36, 10)+grain(3), ready))
	if err != nil || !again.ModTime().Equal(before.ModTime()) {
		t.Errorf("made twice, %v", err)
	}
	coarse := small(t, keep, handheld(64, 36, 10)+grain(3), ready+" -qp 45")
	c := clip{seconds: 0.5, width: 64, height: 36, fps: 10}
	for made, want := range map[string][2]float64{pans: {1, 1}, coarse: {0.1, 0.97}} {
		if got, err := c.score(t.Context(), pans, made); err != nil || got < want[0] || got > want[1] {
			t.Errorf("SSIM %v, %v; want %v", got, err, want)
		}
	}
	for _, motion := range []string{cuts(64, 36, 10), scrolling(10) + ",scale=64:-2"} {
		if faults, err := probed(t.Context(), small(t, keep, motion, ready)); err != nil || len(faults) > 0 {
			t.Errorf("%v, %v", faults, err)
		}
	}
	if faults, err := probed(t.Context(), small(t, keep, cuts(64, 36, 10), camera+" -c:a aac")); err != nil || len(faults) != 1 {
		t.Errorf("High with B-frames: %v, %v", faults, err)
	}
}

// The careful script keeps what may be kept, and the line encodes all.
func TestScripts(t *testing.T) {
	t.Parallel()
	keep := painted(t)
	good := small(t, keep, cuts(64, 36, 10), ready)
	for script, same := range map[string]bool{"careful.sh": true, "copy.sh": true, "oneliner.sh": false} {
		out := filepath.Join(t.TempDir(), "new folder", "out.mp4")
		if said, err := exec.CommandContext(t.Context(), "./"+script, good, out).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", script, err, said)
		}
		var sums [2]string
		for i, path := range []string{good, out} {
			sum, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-i", path, "-map", "0:v", "-c", "copy", "-f", "streamhash", "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			sums[i] = string(sum)
		}
		if (sums[0] == sums[1]) != same {
			t.Errorf("%s: pictures kept: %v", script, !same)
		}
	}
}

func TestGoals(t *testing.T) {
	t.Parallel()
	of := func(who, name string, kind kind, cpu, wall int, size int64, ssim float64) result {
		r := result{clip: clip{name: name, kind: kind}, who: who, size: size, ssim: ssim}
		r.cost = measure.Cost{CPU: time.Duration(cpu) * time.Second, Wall: time.Duration(wall) * time.Second}
		return r
	}
	tight := of(oneliner, "b", encoded, 60, 60, 15e6, 0.95)
	tight.binds = true
	broken := of(ours, "c", moved, 0, 1, 17e6, 1)
	broken.broken = []string{"any.size-decimal"}
	all := []result{
		of(ours, "a", encoded, 10, 10, 8e6, 0.985), of(oneliner, "a", encoded, 30, 30, 5e6, 0.97),
		of(ours, "b", encoded, 20, 20, 15.2e6, 0.96), tight,
		broken, of(oneliner, "c", moved, 10, 10, 9e6, 0.99), of(copying, "c", moved, 1, 2, 17e6, 1),
	}
	var got []string
	for _, g := range goals(all) {
		got = append(got, g.String())
	}
	want := []string{
		"outputs of wamedia that are over the limit or missing: at most 0; 1, MISSED",
		"outputs of wamedia that break a rule: at most 0; 1, MISSED",
		"processor time of the one-liner's: at most 45 %; 30 %, met",
		"wamedia: SSIM above the one-liner's where the limit binds: at least 0; 0.01, met",
		"wamedia: use of the limit where it binds: at least 80 %; 95 %, met",
		"wamedia: SSIM elsewhere: at least 0.98; 0.985, met",
		"faster than the one-liner where a new container is enough: at least 20×; 10×, MISSED",
		"faster than ffmpeg -c copy where only moov moves: at least 3×; 2×, MISSED",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if left := goals(all[:1]); len(left) != 2 || math.IsNaN(left[0].Got) {
		t.Errorf("without others there are %v", left)
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	results := []result{{who: ours, size: 8e6, ssim: 0.98}, {who: oneliner}}
	printClip(&b, clip{name: "a.mov", seconds: 3, width: 16, height: 9}, results)
	printTotals(&b, results)
	for _, want := range []string{"a.mov, 3 s, shown at 16x9", "50.0  0.9800", "nothing was made", "over the limit"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
