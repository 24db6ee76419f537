//go:build unix

package measure_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/bench/measure"
)

// linter writes a program that answers as lint does, whatever it is asked.
func linter(t *testing.T, answer string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wamedia")
	if err := os.WriteFile(path, []byte("#!/bin/sh\ncat <<'END'\n"+answer+"\nEND\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBrokenRules(t *testing.T) {
	t.Parallel()
	said := `{"type":"file","findings":[{"rule":"a","severity":"error"},{"rule":"b","severity":"info"},{"rule":"c","severity":"warning"}]}
{"type":"summary","schema":1}`
	rules, err := measure.Broken(t.Context(), linter(t, said), "x.mp4", "--as", "voice")
	if diff := cmp.Diff([]string{"a", "c"}, rules); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	if _, err := measure.Broken(t.Context(), linter(t, "cannot read x.mp4"), "x.mp4"); err == nil {
		t.Error("what is no JSON was read as no faults")
	}
}
