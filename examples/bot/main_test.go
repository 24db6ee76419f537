package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

func TestAnswer(t *testing.T) {
	server := whatsapptest.NewServer(t)
	line, err := local.New(t.Context(), local.Config{Work: t.TempDir(), Send: &local.Send{Client: server.Client()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = line.Close() })
	latin := []byte("caf\xe9,2\nth\xe9,1\ncr\xe8me,3\n") // which has to be converted to UTF-8
	message, err := answer(t.Context(), line, "15551234567", "prices.csv", latin)
	if err != nil {
		t.Fatal(err)
	}
	uploads := server.Uploads()
	if len(uploads) != 1 || !strings.Contains(string(message), `"id":"`+uploads[0].IDs[0]+`"`) || !strings.Contains(string(message), `"type":"document"`) {
		t.Errorf("uploads %v, message %s", uploads, message)
	}
	if _, err := answer(t.Context(), line, "15551234567", "empty.pdf", nil); !errors.Is(err, pipeline.ErrRefused) {
		t.Errorf("an empty file: error %v, want a refusal", err)
	}
}
