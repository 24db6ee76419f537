package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/failure"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// TestServe sends 50 requests at once: 25 texts, each twice.
func TestServe(t *testing.T) {
	server := whatsapptest.NewServer(t)
	line, err := local.New(t.Context(), local.Config{Work: t.TempDir(), Send: &local.Send{Client: server.Client()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = line.Close() })
	items := func(what string) (all []pipeline.Item) {
		for i := range 50 {
			text := fmt.Sprintf("%s %d\n", what, i/2)
			all = append(all, pipeline.Item{Index: i, Name: "note.txt", Body: strings.NewReader(text), Size: int64(len(text))})
		}
		return all
	}
	ids := map[string]int{}
	for i, r := range serve(t.Context(), line, time.Hour, items("note")) {
		if !r.OK() || r.Index != i {
			t.Errorf("request %d: result of %d, %s, %v", i, r.Index, r.Class(), r.Err)
		}
		ids[r.MediaID]++
	}
	if uploads := server.Uploads(); len(ids) != 25 || len(uploads) != 25 {
		t.Errorf("%d ids and %d uploads, want 25 of each", len(ids), len(uploads))
	}
	for i, r := range serve(t.Context(), line, -1, items("late")) {
		if r.Class() != failure.Interrupted || r.MediaID != "" {
			t.Errorf("request %d without time: %s, %v", i, r.Class(), r.Err)
		}
	}
	if uploads := server.Uploads(); len(uploads) != 25 {
		t.Errorf("%d uploads after requests without time, want 25", len(uploads))
	}
}
