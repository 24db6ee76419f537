//go:build vips

package vips

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestLargeSourcesAreRefusedUnread: the file is sparse, and its last byte is one too many.
func TestLargeSourcesAreRefusedUnread(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "large.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := f.Truncate(maxSource + 1); err != nil {
		t.Fatal(err)
	}
	if _, err := readFile(f); err == nil || err.Error() != tooLarge().Error() {
		t.Errorf("error %v, want %v", err, tooLarge())
	}
	if at, err := f.Seek(0, io.SeekCurrent); err != nil || at != 0 {
		t.Errorf("%d bytes were read, %v", at, err)
	}
}
