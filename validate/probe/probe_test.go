package probe_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe"
)

// samples are files of every family that this repository holds.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/samples/*/*")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, path := range paths {
		if files[path], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 100 {
		t.Fatalf("found %d samples; want all of them", len(files))
	}
	return files
}

func facts(t *testing.T, p *probe.Prober, body []byte) media.Facts {
	f, err := p.File(context.Background(), bytes.NewReader(body), int64(len(body)), false)
	if err != nil {
		t.Error(err)
	}
	return f
}

// What was read of other files, before and at the same time, must not show in the facts of one.
func TestProberForgetsOtherFiles(t *testing.T) {
	t.Parallel()
	files := samples(t)
	var shared probe.Prober
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for path, body := range files {
				if diff := cmp.Diff(facts(t, new(probe.Prober), body), facts(t, &shared, body)); diff != "" {
					t.Errorf("%s: a prober of its own reads (-) what the shared one does not (+):\n%s", path, diff)
				}
			}
		})
	}
	group.Wait()
}
