package whatsapp_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/wamedia/wamedia/whatsapp"
)

// stranger is a host of its own that notes whether a token ever reached it.
type stranger struct {
	*httptest.Server
	visits, tokens atomic.Int32
}

func newStranger(t *testing.T, then http.HandlerFunc) *stranger {
	t.Helper()
	s := &stranger{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.visits.Add(1)
		if r.Header.Get("Authorization") != "" || r.Header.Get("Referer") != "" || r.URL.Query().Has("access_token") {
			s.tokens.Add(1)
		}
		then(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// api is a Graph API whose media URL is given and whose every other path is
// answered by then.
func api(t *testing.T, mediaURL *string, then http.HandlerFunc) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v25.0/{id}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"id":"1","mime_type":"text/plain","url":%q}`, *mediaURL)
	})
	mux.HandleFunc("/", then)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func redirectTo(target *string, status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, *target, status) }
}

// TestTokenStaysHome sends downloads over other hosts: the bytes may come from
// there, the token never goes there. Another port is another host.
func TestTokenStaysHome(t *testing.T) {
	t.Parallel()
	var home string
	back := newStranger(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, home+"/back", http.StatusFound)
	})
	serve := newStranger(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("bytes")) })
	var mediaURL, target string
	var backWithToken atomic.Bool
	base := api(t, &mediaURL, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/back" {
			backWithToken.Store(r.Header.Get("Authorization") != "")
			_, _ = w.Write([]byte("bytes"))
			return
		}
		redirectTo(&target, http.StatusFound)(w, r)
	})
	home, mediaURL = base, base+"/media"
	for _, s := range []*stranger{serve, back} {
		target = s.URL
		client := connect(t, base)
		var got bytes.Buffer
		if _, err := client.Download(t.Context(), "1", &got); err != nil || got.String() != "bytes" {
			t.Errorf("downloaded %q, %v", got.String(), err)
		}
		if s.visits.Load() != 1 || s.tokens.Load() != 0 {
			t.Errorf("%d visits, %d with a token; want 1 and 0", s.visits.Load(), s.tokens.Load())
		}
	}
	if backWithToken.Load() {
		t.Error("the token came along on the way back from another host")
	}
}

// TestForeignMediaURL refuses to call a media URL on a host that is not trusted.
func TestForeignMediaURL(t *testing.T) {
	t.Parallel()
	foreign := newStranger(t, func(http.ResponseWriter, *http.Request) {})
	at, _ := url.Parse(foreign.URL)
	for _, mediaURL := range []string{
		foreign.URL, "http://localhost:" + at.Port(), "https://lookaside.fbsbx.com/x", "https://evil.example/x",
		"ftp://127.0.0.1/", "::::", "/relative",
	} {
		client := connect(t, api(t, &mediaURL, http.NotFound))
		_, err := client.Download(t.Context(), "1", &bytes.Buffer{})
		isClass(t, fails(t, err), whatsapp.Permanent)
	}
	if n := foreign.visits.Load(); n != 0 {
		t.Errorf("%d visits to another host, want none", n)
	}
}

// roundTrip is a Transport made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestMediaHosts shows to which hosts of the real world the token goes.
func TestMediaHosts(t *testing.T) {
	t.Parallel()
	for mediaURL, want := range map[string]bool{
		"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1": true,
		"https://graph.facebook.com/x":                                     true,
		"https://scontent.xx.fbcdn.net/x":                                  true,
		"https://fbcdn.net.evil.example/x":                                 false,
		"https://evilfbcdn.net/x":                                          false,
		"https://lookaside.fbsbx.com.evil.example/x":                       false,
		"https://lookaside.fbsbx.com:8443/x":                               false,
		"http://lookaside.fbsbx.com/x":                                     false,
		"https://user@evil.example/x":                                      false,
	} {
		reached := false
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			w := httptest.NewRecorder()
			if r.URL.Path == "/v25.0/1" {
				_, _ = fmt.Fprintf(w, `{"id":"1","mime_type":"text/plain","url":%q}`, mediaURL)
			} else {
				reached = r.Header.Get("Authorization") == "Bearer "+token
				_, _ = w.WriteString("hello")
			}
			resp := w.Result()
			resp.Request = r
			return resp, nil
		})
		client := connect(t, "", func(c *whatsapp.Config) { c.HTTP = &http.Client{Transport: transport} })
		_, err := client.Download(t.Context(), "1", &bytes.Buffer{})
		if reached != want || (err == nil) != want {
			t.Errorf("%s: token sent %v (%v), want %v", mediaURL, reached, err, want)
		}
	}
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	t.Parallel()
	foreign := newStranger(t, func(http.ResponseWriter, *http.Request) {})
	plain := "http://media.example/x"
	var self, mediaURL string
	for name, c := range map[string]struct {
		target *string
		says   string
	}{
		"to plain http":    {&plain, "plain http"},
		"round and around": {&self, "more than five redirects"},
	} {
		base := api(t, &mediaURL, redirectTo(c.target, http.StatusFound))
		mediaURL, self = base+"/media", base+"/media"
		_, err := connect(t, base).Download(t.Context(), "1", &bytes.Buffer{})
		says(t, fails(t, err), c.says)
		t.Log(name)
	}
	for _, status := range []int{301, 302, 307, 308} {
		base := api(t, &mediaURL, redirectTo(&foreign.URL, status))
		client := connect(t, base)
		_, upload := client.Upload(t.Context(), media("private"))
		says(t, fails(t, upload), "redirect")
		says(t, fails(t, client.Delete(t.Context(), "1")), "redirect")
	}
	if n := foreign.visits.Load(); n != 0 {
		t.Errorf("%d uploads or deletions followed a redirect, want none", n)
	}
}
