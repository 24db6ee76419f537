package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// token holds a character that URLs escape, so that both forms are looked for.
const (
	token = "EAAJ|conformance-9f8e7d6c5b4a"
	phone = "106540352242922"
	// appProof is the appsecret_proof of token.
	appSecret = "app-secret-5f4e3d2c"
	appProof  = "b428bbad888778f3a8fd790394f82346d1db98680d6d0c4149778a1de56f5c2d"
)

// setup starts a fake Graph API and returns it with a client of it.
func setup(t *testing.T, change ...func(*whatsapp.Config)) (*whatsapptest.Server, *whatsapp.Client) {
	t.Helper()
	server := whatsapptest.NewServerWith(t, whatsapptest.Config{Token: token})
	return server, connect(t, server.URL, change...)
}

// connect makes a client that sends every call once.
func connect(t *testing.T, base string, change ...func(*whatsapp.Config)) *whatsapp.Client {
	t.Helper()
	cfg := whatsapp.Config{Token: token, PhoneNumberID: phone, BaseURL: base, Retry: whatsapp.Retry{Off: true}}
	for _, f := range change {
		f(&cfg)
	}
	client, err := whatsapp.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// answering starts a server that always answers the same.
func answering(t *testing.T, status int, header http.Header, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range header {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func media(content string) whatsapp.Media {
	return whatsapp.Media{Name: "note.txt", MIME: "text/plain", Content: strings.NewReader(content), Size: int64(len(content))}
}

// uploadID uploads and returns the id alone.
func uploadID(ctx context.Context, c *whatsapp.Client, m whatsapp.Media) (string, error) {
	done, err := c.Upload(ctx, m)
	return done.ID, err
}

// zeroes is a file of any size that is nowhere.
type zeroes struct{}

func (zeroes) ReadAt(p []byte, _ int64) (int, error) {
	clear(p)
	return len(p), nil
}

// fails returns err as an *Error. Every error the tests meet comes through here,
// so that none of them is ever seen to hold the token.
func fails(t *testing.T, err error) *whatsapp.Error {
	t.Helper()
	if err == nil {
		t.Fatal("no error, want one")
	}
	hidesToken(t, err)
	var e *whatsapp.Error
	if !errors.As(err, &e) {
		t.Fatalf("%T %v, want an *Error", err, err)
	}
	hidesToken(t, e)
	return e
}

// hidesToken prints a value in every way there is and looks for the token.
func hidesToken(t *testing.T, value any) {
	t.Helper()
	var all bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&all, verb+"\n", value)
	}
	slog.New(slog.NewTextHandler(&all, nil)).Info("m", "v", value)
	slog.New(slog.NewJSONHandler(&all, nil)).Info("m", "v", value)
	if text, err := json.Marshal(value); err == nil {
		all.Write(text)
	}
	for _, form := range []string{token, url.QueryEscape(token), fmt.Sprintf("%x", token), "conformance-9f8e", appSecret, fmt.Sprintf("%x", appSecret), appProof} {
		if strings.Contains(all.String(), form) {
			t.Errorf("%T shows the token as %q: %s", value, form, all.String())
		}
	}
}

func isClass(t *testing.T, e *whatsapp.Error, want whatsapp.Class) {
	t.Helper()
	if e.Class != want {
		t.Errorf("class %q, want %q: %v", e.Class, want, e)
	}
}

func says(t *testing.T, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q, want it to say %q", err, part)
		}
	}
}

func short(cfg *whatsapp.Config) { cfg.IdleTimeout = 500 * time.Millisecond }

// heapAllocated is what was ever allocated, so that garbage counts.
func heapAllocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}
