//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// samples writes files for a set and gives their paths.
func samples(t *testing.T, names ...string) []string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	paths, err := list(dir)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestSetsHoldEverySampleInTurn(t *testing.T) {
	t.Parallel()
	sources := samples(t, "a.jpg", "b.mp4", "c.pdf")
	for name, spread := range map[string]func(string, []string, int) error{"fill": fill, "link": link} {
		dir := t.TempDir()
		if err := spread(dir, sources, 205); err != nil {
			t.Fatal(err)
		}
		files, err := list(dir)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, path := range files {
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(path, "-"+string(body)) {
				t.Errorf("%s: %s holds %q", name, path, body)
			}
			got[string(body)]++
		}
		if diff := cmp.Diff(map[string]int{"a.jpg": 69, "b.mp4": 68, "c.pdf": 68}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAnEmptyFolderIsNoSet(t *testing.T) {
	t.Parallel()
	if files, err := list(t.TempDir()); err == nil {
		t.Errorf("%v from an empty folder; want an error", files)
	}
}

func TestTheMiddleRoundCounts(t *testing.T) {
	t.Parallel()
	heats := []score{
		{wall: 9 * time.Second, cpu: 1 * time.Second, timesWall: 3, timesCPU: 7, peak: 5},
		{wall: 1 * time.Second, cpu: 2 * time.Second, timesWall: 1, timesCPU: 9, peak: 6},
		{wall: 2 * time.Second, cpu: 9 * time.Second, timesWall: 2, timesCPU: 8, peak: 1},
	}
	want := score{wall: 2 * time.Second, cpu: 2 * time.Second, timesWall: 2, timesCPU: 8, peak: 5}
	if diff := cmp.Diff(want, middle(heats), cmp.AllowUnexported(score{})); diff != "" {
		t.Error(diff)
	}
}

func TestRoundsGoThroughAllPrograms(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "log")
	say := func(word string) []string { return []string{"/bin/sh", "-c", "printf " + word + " >> " + log} }
	rounds := 0
	scores, err := race(t.Context(), []contestant{{"first", say("a"), 1}, {"second", say("b"), 10}}, 3, func() error { rounds++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	order, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("ababab", string(order)); diff != "" || rounds != 6 || scores[0].timesWall != 1 {
		t.Errorf("%s, %d preparations, %.1f times itself; want 6 and 1", diff, rounds, scores[0].timesWall)
	}
}
