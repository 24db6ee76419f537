package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts call wamedia, and gives it a real image worker.
func TestMain(m *testing.M) {
	if len(os.Args) > 0 && filepath.Base(os.Args[0]) == "wamedia" { // called by a script
		testscript.Main(m, programs())
	}
	dir, err := os.MkdirTemp("", "wamedia-test")
	if err == nil {
		err = buildWorker(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the tests need the image worker:", err)
		os.Exit(1)
	}
	defer os.RemoveAll(dir)
	testscript.Main(m, programs())
}

func programs() map[string]func() { return map[string]func(){"wamedia": main} }

// buildWorker builds wamedia-vips and points WAMEDIA_VIPS at it.
func buildWorker(dir string) error {
	path := filepath.Join(dir, "wamedia-vips")
	build := exec.Command("go", "build", "-tags", "vips", "-o", path, "../wamedia-vips")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	return os.Setenv("WAMEDIA_VIPS", path)
}

func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("SAMPLES", filepath.Join(root, "testdata", "samples"))
			e.Setenv("CAMPAIGN", filepath.Join(root, "testdata", "campaign"))
			e.Setenv("WAMEDIA_VIPS", os.Getenv("WAMEDIA_VIPS"))
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, ".state"))
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, ".cache"))
			return nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}
