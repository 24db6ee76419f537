//go:build unix

package validate_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/wamedia/wamedia/validate"
)

// Nobody writes to the pipe: waiting for its bytes would be waiting for ever.
func TestAPipeIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe.jpg")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := validate.File(path); err == nil || !strings.Contains(err.Error(), "a pipe") {
		t.Errorf("%v; want it to be said that this is a pipe", err)
	}
}
