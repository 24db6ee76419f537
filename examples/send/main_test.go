package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

func TestSend(t *testing.T) {
	server := whatsapptest.NewServer(t)
	path := filepath.Join(t.TempDir(), "prices.csv")
	if err := os.WriteFile(path, []byte("bread,2\nmilk,1\nsalt,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var sent string
	keep := func(_ context.Context, message []byte) error {
		sent = string(message)
		return nil
	}
	if err := send(t.Context(), server.Client(), keep, "15551234567", path); err != nil {
		t.Fatal(err)
	}
	id := server.Uploads()[0].IDs[0]
	want := `{"document":{"filename":"prices.csv","id":"ID"},"messaging_product":"whatsapp","recipient_type":"individual","to":"15551234567","type":"document"}`
	if want = strings.Replace(want, "ID", id, 1); sent != want {
		t.Errorf("sent %s\nwant %s", sent, want)
	}
	for mime, want := range map[string]string{
		"image/jpeg": "image", "image/webp": "sticker", "video/mp4": "video", "audio/ogg; codecs=opus": "audio", "application/pdf": "document",
	} {
		if got := kindOf(mime); got != want {
			t.Errorf("%s is sent as %s, want %s", mime, got, want)
		}
	}
}
