package onprem_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp/onprem"
)

const (
	token = "login-token-7d"
	media = "f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68"
	meta  = `"meta":{"api_status":"stable","version":"3.0.0.0"}`
)

// TestRetryDownload asks a client that accepts, refuses, and answers with what it should not.
func TestRetryDownload(t *testing.T) {
	t.Parallel()
	const refused = `{` + meta + `,"errors":[{"code":1006,"title":"Resource not found","details":"URL path not found."}]}`
	for name, c := range map[string]struct {
		status int
		body   string
		code   int
		says   string
	}{
		"accepted":         {200, `{"media_items":[{"id":"` + media + `"}],` + meta + `}`, 0, ""},
		"not found":        {404, refused, 1006, "Resource not found: URL path not found. [code 1006]"},
		"refused with 200": {200, refused, 1006, "[code 1006]"},
		"token shown":      {401, `{"errors":[{"code":"1005","title":"Access denied","details":"token ` + token + `"}]}`, 1005, "token [secret]"},
		"another media":    {200, `{"media_items":[{"id":"1"}]}`, 0, "does not name the media"},
		"a web page":       {502, `<html>`, 0, "Bad Gateway [HTTP 502]"},
		"a page with 200":  {200, `<html>`, 0, "not the API's JSON"},
		"a redirect":       {307, ``, 0, "[HTTP 307]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				calls++
				if r.Method != http.MethodGet || r.URL.Path != "/wa/v1/media/"+media+"/download" || r.Header.Get("Authorization") != "Bearer "+token {
					t.Errorf("called %s %s with %q", r.Method, r.URL.Path, r.Header.Get("Authorization"))
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer server.Close()
			client, err := onprem.New(onprem.Config{BaseURL: server.URL + "/wa/", Token: token})
			if err != nil {
				t.Fatal(err)
			}
			err = client.RetryDownload(t.Context(), media)
			var refusal *onprem.Error
			switch {
			case c.says == "" && err != nil:
				t.Error(err)
			case c.says != "" && (!errors.As(err, &refusal) || refusal.Code != c.code || refusal.HTTPStatus != c.status || !strings.Contains(err.Error(), c.says)):
				t.Errorf("error %v, want code %d and %q", err, c.code, c.says)
			}
			if calls != 1 || err != nil && strings.Contains(err.Error(), token) || strings.Contains(fmt.Sprintf("%+v", client), token) {
				t.Errorf("called %d times; error %v", calls, err)
			}
		})
	}
}

func TestRefusedBeforeTheCall(t *testing.T) {
	t.Parallel()
	client, err := onprem.New(onprem.Config{BaseURL: "http://127.0.0.1:1", Token: token})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", "..", "a/b", "a?b", "%2e", "ä", strings.Repeat("a", 200)} {
		if err := client.RetryDownload(t.Context(), id); err == nil || !strings.Contains(err.Error(), "media id") {
			t.Errorf("%q: %v", id, err)
		}
	}
	for _, base := range []string{"", "http://wa.example", "https://user@wa.example", "wa.example"} {
		if _, err := onprem.New(onprem.Config{BaseURL: base, Token: token}); err == nil {
			t.Errorf("%q was taken", base)
		}
	}
	if err := client.RetryDownload(t.Context(), media); err == nil || !strings.Contains(err.Error(), "no answer from 127.0.0.1:1") {
		t.Errorf("nobody listens: %v", err)
	}
}

// TestParseWebhook reads both outcomes; the platform calls the failed one "downloaded" too.
func TestParseWebhook(t *testing.T) {
	t.Parallel()
	const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	content := `{"id":"` + media + `","mime_type":"image/jpeg","sha256":"` + hash + `","status":"downloaded"}`
	good := onprem.Item{ID: media, Kind: "image", MIME: "image/jpeg", SHA256: hash, Status: "downloaded"}
	failed := good
	failed.Errors = []*onprem.Error{{Code: 400, Title: "Parameter not valid", Details: "Media not found in the datastore."}}
	for name, c := range map[string]struct {
		body   string
		want   []onprem.Item
		stored bool
	}{
		"stored": {`{"media_items":[{"image":` + content + `,"type":"image"}]}`, []onprem.Item{good}, true},
		"failed": {`{"media_items":[{"errors":[{"code":400,"details":"Media not found in the datastore.","title":"Parameter not valid"}],"image":` + content + `,"type":"image"}]}`,
			[]onprem.Item{failed}, false},
		"odd":           {`{"media_items":[7,{"type":{},"errors":"?"},{"type":"video","video":"?"}]}`, []onprem.Item{{}, {Kind: "video"}}, false},
		"another event": {`{"messages":[{"id":"1"}]}`, nil, false},
	} {
		items, err := onprem.ParseWebhook([]byte(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, items); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for _, item := range items {
			if item.Stored() != c.stored {
				t.Errorf("%s: stored is %v", name, item.Stored())
			}
		}
	}
	for _, body := range []string{"", "[]", "{", "\xff"} {
		if _, err := onprem.ParseWebhook([]byte(body)); err == nil {
			t.Errorf("%q was read", body)
		}
	}
}

func TestLifetime(t *testing.T) {
	t.Parallel()
	sent := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)
	if got := onprem.Lifetime.Expires(sent); !got.Equal(time.Date(2025, 1, 15, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("media sent at %v is kept until %v", sent, got)
	}
}
