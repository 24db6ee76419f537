package validate_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/wamedia/wamedia/validate"
)

// growing is a context that appends to the file each time it is asked whether to go on.
type growing struct {
	context.Context
	path string
}

func (g growing) Err() error {
	f, err := os.OpenFile(g.path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString("more")
	return errors.Join(err, f.Close())
}

func TestAFileThatGrowsWhileItIsCheckedIsAnError(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, bytes.Repeat([]byte("text\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := validate.Policy{}.File(growing{t.Context(), path}, path)
	var changed *validate.ChangedError
	if !errors.Is(err, validate.ErrChanged) || !errors.As(err, &changed) || r.Verdict != "" {
		t.Errorf("verdict %q, error %v; want an ErrChanged", r.Verdict, err)
	}
}
