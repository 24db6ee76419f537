package process_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/internal/process"
)

// TestLinesOfStderr shows that a line which the caller takes does not become part of an error, and the others do.
func TestLinesOfStderr(t *testing.T) {
	t.Parallel()
	var taken []string
	err := process.Run(t.Context(), process.Command{
		Path: "/bin/sh", Args: []string{"-c", "echo frame=1 >&2; echo it broke >&2; printf frame=2 >&2; exit 3"},
		Line: func(line string) bool {
			if !strings.HasPrefix(line, "frame=") {
				return false
			}
			taken = append(taken, line)
			return true
		},
	})
	if diff := cmp.Diff([]string{"frame=1", "frame=2"}, taken); diff != "" {
		t.Errorf("taken (-want +got)\n%s", diff)
	}
	var failed *process.Error
	if !errors.As(err, &failed) || !strings.Contains(err.Error(), "it broke") || strings.Contains(err.Error(), "frame=") {
		t.Errorf("got %v", err)
	}
}

// TestALineWithoutEnd shows that stderr without line ends takes no memory without bound.
func TestALineWithoutEnd(t *testing.T) {
	t.Parallel()
	longest := 0
	err := process.Run(t.Context(), process.Command{
		Path: "/bin/sh", Args: []string{"-c", "head -c 1000000 /dev/zero | tr '\\0' x >&2"},
		Line: func(line string) bool {
			longest = max(longest, len(line))
			return true
		},
	})
	if err != nil || longest > 64<<10 {
		t.Errorf("a line of %d bytes, %v", longest, err)
	}
}
