package probe

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/wamedia/wamedia/internal/panics"
	"github.com/wamedia/wamedia/internal/samples"
	"github.com/wamedia/wamedia/validate/probe/source"
)

func readOn(r *source.Reader, deep bool) (err error) {
	defer panics.Catch(&err)
	read(r, deep)
	return nil
}

// stored gives the samples by their paths.
func stored(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, s := range samples.Read(t) {
		if !s.Stored() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(samples.Dir(), s.Path))
		if err != nil {
			t.Fatal(err)
		}
		all[s.Path] = data
	}
	return all
}

// Reading may end at any byte that a parser asks for, as a budget is used up or a disk fails. No parser trips over it.
func TestReadingMayEndAnywhere(t *testing.T) {
	t.Parallel()
	for path, data := range stored(t) {
		for _, deep := range []bool{false, true} {
			for looks := 1; looks < 1<<20; looks += 1 + looks/20 {
				r := source.New(context.Background(), bytes.NewReader(data), int64(len(data)), source.Budget{Looks: looks})
				var caught *panics.Error
				if err := readOn(r, deep); errors.As(err, &caught) {
					t.Errorf("%s, deep %v, %d looks: %v\n%s", path, deep, looks, caught.Value, caught.Stack)
					break
				}
				if r.Err() == nil {
					break
				}
			}
		}
	}
}
