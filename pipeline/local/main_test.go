package local_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMain builds the image worker that the tests need.
func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "wamedia-local-test")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "wamedia-vips")
	if out, err := exec.Command("go", "build", "-tags", "vips", "-o", path, "../../cmd/wamedia-vips").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "the tests need the image worker: %v\n%s", err, out)
		return 1
	}
	if err := os.Setenv("WAMEDIA_VIPS", path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}
