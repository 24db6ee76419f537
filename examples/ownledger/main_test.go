package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/ledgertest"
)

func TestConformance(t *testing.T) {
	ledgertest.Run(t, func(*testing.T) func() (ledger.Ledger, error) {
		l := new(counting)
		return func() (ledger.Ledger, error) { return l, nil }
	})
}

func TestUpload(t *testing.T) {
	dir, book := t.TempDir(), new(counting)
	line, err := open(folder(dir), book)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = line.Close() })
	for i := range 2 {
		r := line.Process(t.Context(), pipeline.Item{Name: "note.txt", Body: strings.NewReader("a note\n"), Size: 7})
		if !r.OK() || r.MediaID != "note.txt" || r.Reused != (i == 1) {
			t.Errorf("time %d: OK %v, id %q, reused %v, error %v", i+1, r.OK(), r.MediaID, r.Reused, r.Err)
		}
	}
	if data, err := os.ReadFile(filepath.Join(dir, "note.txt")); err != nil || string(data) != "a note\n" {
		t.Errorf("the folder holds %q, %v", data, err)
	}
	if len(book.claims) != 1 {
		t.Errorf("claims on %d files, want 1", len(book.claims))
	}
}
