package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

func TestTemplate(t *testing.T) {
	client := whatsapptest.NewServer(t).Client()
	path := filepath.Join(t.TempDir(), "terms.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.7\n%%EOF\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	body, err := template(t.Context(), client, "634974688087057", path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), `{"example":{"header_handle":["4::`) || !strings.Contains(string(body), `"format":"DOCUMENT"`) {
		t.Errorf("template %s", body)
	}
	if _, err := template(t.Context(), client, "634974688087057", "header.gif"); err == nil {
		t.Error("a GIF was taken for a header")
	}
}
