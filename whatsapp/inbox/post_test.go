package inbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/whatsapp/inbox"
)

// TestPoster posts notices, follows nobody, and keeps what the URL holds to itself.
func TestPoster(t *testing.T) {
	t.Parallel()
	var got inbox.Notice
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hook-5e1":
			if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
				t.Error(err)
			}
		case "/moved-5e1":
			http.Redirect(w, r, "/hook-5e1", http.StatusTemporaryRedirect)
		default:
			http.Error(w, "no", http.StatusTeapot)
		}
	}))
	t.Cleanup(server.Close)
	for path, says := range map[string]string{"/hook-5e1": "", "/moved-5e1": "307", "/else-5e1": "418"} {
		post, err := inbox.Poster(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		err = post(t.Context(), inbox.Notice{MessageID: "wamid.A"})
		if (says == "") != (err == nil) || err != nil && (!strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "5e1")) {
			t.Errorf("%s: %v, want %q", path, err, says)
		}
	}
	if got.MessageID != "wamid.A" {
		t.Errorf("posted was %+v", got)
	}
	gone, err := inbox.Poster("http://127.0.0.1:1/5e1?key=5e1")
	if err != nil {
		t.Fatal(err)
	}
	if err := gone(t.Context(), inbox.Notice{}); err == nil || strings.Contains(err.Error(), "5e1") {
		t.Errorf("nobody listens: %v", err)
	}
	for _, bad := range []string{"", "file:///etc/passwd", "127.0.0.1:80", "://"} {
		if _, err := inbox.Poster(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
