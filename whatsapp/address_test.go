package whatsapp_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp"
)

// TestProvider makes every call through a provider with a path, a key header, and media URLs on Meta's host.
func TestProvider(t *testing.T) {
	t.Parallel()
	var requests []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests = append(requests, r.Method+" "+r.URL.RequestURI())
		if r.Header.Get("D360-API-KEY") != token || r.Header.Get("Authorization") != "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		switch {
		case strings.Contains(r.URL.Path, "attachments"):
			_, _ = io.WriteString(w, "bytes")
		case r.Method == http.MethodGet:
			_, _ = io.WriteString(w, `{"id":"42","mime_type":"text/plain","url":"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=42&hash=a%2Fb"}`)
		default:
			_, _ = io.WriteString(w, `{"id":"42","success":true}`)
		}
	}))
	t.Cleanup(server.Close)
	client := connect(t, server.URL+"/waba/", func(c *whatsapp.Config) {
		c.KeyHeader, c.Version, c.PhoneNumberID = "D360-API-KEY", "none", ""
	})
	ctx := t.Context()
	id, err := uploadID(ctx, client, media("x"))
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if _, err := client.Download(ctx, id, &got); err != nil || got.String() != "bytes" {
		t.Errorf("downloaded %q: %v", got.String(), err)
	}
	if err := client.Delete(ctx, id); err != nil {
		t.Error(err)
	}
	want := []string{
		"POST /waba/media", "GET /waba/42", "GET /waba/whatsapp_business/attachments/?mid=42&hash=a%2Fb", "DELETE /waba/42",
	}
	if diff := cmp.Diff(want, requests); diff != "" {
		t.Error(diff)
	}
}

// TestProviderKeyStaysHome has a provider redirect a download to another host.
func TestProviderKeyStaysHome(t *testing.T) {
	t.Parallel()
	seen := ""
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header.Get("X-Key") + r.Header.Get("Authorization")
		_, _ = io.WriteString(w, "bytes")
	}))
	t.Cleanup(other.Close)
	target := other.URL
	var mediaURL string
	base := api(t, &mediaURL, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) })
	mediaURL = base + "/media"
	client := connect(t, base, func(c *whatsapp.Config) { c.KeyHeader = "X-Key" })
	var got bytes.Buffer
	if _, err := client.Download(t.Context(), "1", &got); err != nil || got.String() != "bytes" || seen != "" {
		t.Errorf("downloaded %q, the other host saw %q: %v", got.String(), seen, err)
	}
}

// TestTokenByBase shows which hosts see the token, by where the API is.
func TestTokenByBase(t *testing.T) {
	t.Parallel()
	const meta, provider = "https://graph.facebook.com", "https://waba.example.com/v1"
	for name, c := range map[string]struct {
		base, media, key string
		hosts            []string
		reached          string // host and path, "" for refused
	}{
		"Meta and its media host":       {meta, "https://lookaside.fbsbx.com/a", "", nil, "lookaside.fbsbx.com/a"},
		"Meta and a stranger":           {meta, "https://evil.example.com/a", "", nil, ""},
		"Meta and plain http":           {meta, "http://lookaside.fbsbx.com/a", "", nil, ""},
		"Meta and a port":               {meta, "https://lookaside.fbsbx.com:8443/a", "", nil, ""},
		"a name that ends alike":        {meta, "https://evilfbcdn.net/a", "", nil, ""},
		"a proxy and Meta's media host": {"https://proxy.example.com", "https://lookaside.fbsbx.com/a", "", nil, ""},
		"the same, said":                {"https://proxy.example.com", "https://lookaside.fbsbx.com/a", "", []string{"LOOKASIDE.fbsbx.com"}, "lookaside.fbsbx.com/a"},
		"a provider":                    {provider, "https://lookaside.fbsbx.com/a", "X-Key", nil, "waba.example.com/v1/a"},
		"a provider, Meta's host said":  {provider, "https://lookaside.fbsbx.com/a", "X-Key", []string{"lookaside.fbsbx.com"}, "lookaside.fbsbx.com/a"},
		"a provider's own host":         {provider, "https://waba.example.com/b", "X-Key", nil, "waba.example.com/b"},
		"a provider and a stranger":     {provider, "https://evil.example.com/a", "X-Key", nil, ""},
	} {
		reached := ""
		client := connect(t, c.base, func(cfg *whatsapp.Config) {
			cfg.KeyHeader, cfg.MediaHosts = c.key, c.hosts
			cfg.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				w := httptest.NewRecorder()
				if _, err := io.WriteString(w, "bytes"); err != nil {
					return nil, err
				}
				reached = r.URL.Host + r.URL.Path
				return w.Result(), nil
			})}
		})
		_, err := client.Download(t.Context(), "", io.Discard, whatsapp.Known(whatsapp.MediaInfo{URL: c.media, MIME: "text/plain"}))
		if (err == nil) != (c.reached != "") || reached != c.reached {
			t.Errorf("%s: reached %q, want %q: %v", name, reached, c.reached, err)
		}
	}
}

// TestVersion looks at the paths that each setting makes.
func TestVersion(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string][]string{
		"": {"/v25.0/1", "/v25.0/1"}, "v23.0": {"/v23.0/1", "/v23.0/1"}, "none": {"/1", "/1"}, "auto": {"/1", "/v24.0/1"},
	} {
		var paths []string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			paths = append(paths, r.URL.Path)
			w.Header().Set("Facebook-Api-Version", "v24.0")
			_, _ = io.WriteString(w, `{"success":true}`)
		}))
		client := connect(t, server.URL, func(c *whatsapp.Config) { c.Version = setting })
		for range 2 {
			if err := client.Delete(t.Context(), "1"); err != nil {
				t.Error(err)
			}
		}
		server.Close()
		if diff := cmp.Diff(want, paths); diff != "" {
			t.Errorf("version %q: %s", setting, diff)
		}
	}
	server, _ := setup(t)
	client := connect(t, server.URL, func(c *whatsapp.Config) { c.Version = "auto" })
	if _, err := client.Upload(t.Context(), media("the fake API takes no version as well")); err != nil {
		t.Error(err)
	}
	for _, set := range []func(*whatsapp.Config){
		func(c *whatsapp.Config) { c.Version = "latest" },
		func(c *whatsapp.Config) { c.KeyHeader = "X Key" },
		func(c *whatsapp.Config) { c.MediaHosts = []string{"https://host"} },
		func(c *whatsapp.Config) { c.MediaHosts = []string{"host:80"} },
	} {
		cfg := whatsapp.Config{Token: token}
		set(&cfg)
		if _, err := whatsapp.New(cfg); err == nil {
			t.Errorf("%q, %q, %q were taken", cfg.Version, cfg.KeyHeader, cfg.MediaHosts)
		}
	}
}
