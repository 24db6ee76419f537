package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

func TestRotation(t *testing.T) {
	server := whatsapptest.NewServerWith(t, whatsapptest.Config{Token: "token-2"})
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tokens, note, picture := write("token", "token-1\n"), write("a.txt", "a note"), write("b.gif", "GIF89a\x01\x00\x01\x00")
	client, err := whatsapp.New(whatsapp.Config{TokenSource: fromFile(tokens), PhoneNumberID: "1", BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := upload(t.Context(), client, &out, []string{note}); !errors.Is(err, whatsapp.ErrAuth) || out.Len() != 0 {
		t.Errorf("with the old token: %v, %q", err, out.String())
	}
	write("token", "token-2\n")
	err = upload(t.Context(), client, &out, []string{picture, note})
	if !errors.Is(err, whatsapp.ErrBadMedia) || !strings.HasPrefix(out.String(), note+" ") || len(server.Uploads()) != 1 {
		t.Errorf("with the new token: %v, %q", err, out.String())
	}
}
