//go:build unix

package process_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/process"
)

func TestFind(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "tool")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	tests := map[string]struct {
		name, override string
		want           string
	}{
		"beside this program": {filepath.Base(self), "", self},
		"in PATH":             {"tool", "", program},
		"named":               {"tool", self, self},
		"nowhere":             {"no-such-tool", "", ""},
		"named wrongly":       {"tool", dir + "/no-such-tool", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("PROCESS_TEST_TOOL", test.override)
			got, err := process.Find(test.name, "PROCESS_TEST_TOOL")
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if (test.want == "") != errors.Is(err, process.ErrNotFound) {
				t.Errorf("got error %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), "PROCESS_TEST_TOOL") {
				t.Errorf("the error does not say what to set: %v", err)
			}
		})
	}
}
