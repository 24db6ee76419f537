package whatsapp_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/whatsapp"
)

// TestDownloadChecks serves media that is not what the API announced.
func TestDownloadChecks(t *testing.T) {
	t.Parallel()
	const hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
	const helloBase64 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
	for name, c := range map[string]struct {
		info   string // the API's answer but for the URL
		status int
		kind   string
		body   string
		class  whatsapp.Class
		says   string // "" for success
	}{
		"size as a number, hash in hex":    {`"file_size":5,"sha256":"` + hello + `"`, 200, "text/plain", "hello", 0, ""},
		"size as a string, hash in base64": {`"file_size":"5","sha256":"` + helloBase64 + `"`, 200, "text/plain", "hello", 0, ""},
		"nothing announced":                {`"file_size":null`, 200, "text/plain", "hello", 0, ""},
		"other bytes":                      {`"sha256":"` + hello + `"`, 200, "text/plain", "hallo", whatsapp.Transient, "the bytes have the hash"},
		"too few bytes":                    {`"file_size":6`, 200, "text/plain", "hello", whatsapp.Transient, "5 bytes came, 6 were announced"},
		"announced too large":              {`"file_size":104857601`, 200, "text/plain", "hello", whatsapp.Permanent, "the platform's limit is 104857600"},
		"a web page":                       {`"mime_type":"image/jpeg"`, 200, "text/html; charset=utf-8", "<html>", whatsapp.Permanent, "set a user agent of your own"},
		"a web page that was sent":         {`"mime_type":"text/html"`, 200, "text/html", "<html>", 0, ""},
		"forbidden":                        {`"file_size":5`, 403, "text/html", "<html>", whatsapp.Auth, "try from another network"},
		"gone for good":                    {`"file_size":5`, 404, "application/json", `{"error":{"message":"Media not found or URL expired","code":100}}`, whatsapp.NotFound, "renewed already"},
		"the token has expired":            {`"file_size":5`, 401, "application/json", `{"error":{"code":190}}`, whatsapp.Auth, "get a new access token"},
		"the media host failed":            {`"file_size":5`, 500, "text/plain", "", whatsapp.Transient, "HTTP 500"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := connect(t, mediaHost(t, c.info, func(w http.ResponseWriter) {
				w.Header().Set("Content-Type", c.kind)
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			var got bytes.Buffer
			_, err := client.Download(t.Context(), "1", &got)
			if c.says == "" {
				if err != nil || got.String() != c.body {
					t.Errorf("downloaded %q: %v", got.String(), err)
				}
				return
			}
			isClass(t, fails(t, err), c.class)
			says(t, err, "download: ", c.says)
		})
	}
}

// mediaHost is an API whose only media has the given facts and is served by then.
func mediaHost(t *testing.T, info string, then func(http.ResponseWriter)) string {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("GET /v25.0/1", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"id":"1","url":%q,%s}`, server.URL+"/media", info)
	})
	mux.HandleFunc("GET /media", func(w http.ResponseWriter, _ *http.Request) { then(w) })
	return server.URL
}

// TestDownloadIsCapped stops a body without end.
func TestDownloadIsCapped(t *testing.T) {
	t.Parallel()
	for name, announce := range map[string]bool{"with its length": true, "without end": false} {
		client := connect(t, mediaHost(t, `"mime_type":"application/pdf"`, func(w http.ResponseWriter) {
			if announce {
				w.Header().Set("Content-Length", "104857601")
			}
			chunk := make([]byte, 1<<20)
			for range 120 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}))
		n := &counter{}
		_, err := client.Download(t.Context(), "1", n)
		isClass(t, fails(t, err), whatsapp.Permanent)
		says(t, err, "the platform's limit is 104857600")
		if n.n > 104857601 || announce && n.n > 0 {
			t.Errorf("%s: %d bytes were written", name, n.n)
		}
	}
}

type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

// full is a disk without room.
type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestDownloadToFullDisk tells the reader's own trouble from the network's.
func TestDownloadToFullDisk(t *testing.T) {
	t.Parallel()
	_, client := setup(t)
	id, err := uploadID(t.Context(), client, media("x"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Download(t.Context(), id, full{})
	var e *whatsapp.Error
	if !errors.Is(err, errFull) || errors.As(err, &e) {
		t.Errorf("%T %v, want the writer's error and no *Error", err, err)
	}
}

// TestHeaders looks at what the client sends.
func TestHeaders(t *testing.T) {
	t.Parallel()
	var got []*http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		got = append(got, r)
		_, _ = io.WriteString(w, `{"id":"1","success":true,"url":"http://`+r.Host+`/media"}`)
	}))
	t.Cleanup(server.Close)
	client := connect(t, server.URL+"/base/", func(c *whatsapp.Config) { c.UserAgent, c.Version = "curl/8.0", "v26.0" })
	ctx := t.Context()
	_, upload := client.Upload(ctx, media("x"))
	_, download := client.Download(ctx, "1", io.Discard)
	_, offset := client.SessionOffset(ctx, "upload:MTph//b+c==?sig=A%2Fb")
	if err := errors.Join(upload, client.Delete(ctx, "1")); err != nil {
		t.Fatal(err)
	}
	says(t, fails(t, offset), "no offset")
	if download != nil {
		t.Fatal(download)
	}
	var lines []string
	for _, r := range got {
		lines = append(lines, r.Method+" "+r.RequestURI)
		scheme := "Bearer "
		if strings.Contains(r.URL.Path, "upload:") {
			scheme = "OAuth "
		}
		if r.Header.Get("User-Agent") != "curl/8.0" || r.Header.Get("Authorization") != scheme+token {
			t.Errorf("%s: headers %v", r.RequestURI, r.Header)
		}
		if r.URL.Path == "/media" && r.Header.Get("Accept-Encoding") != "identity" {
			t.Errorf("%s: asks for %q, want the bytes as they are", r.RequestURI, r.Header.Get("Accept-Encoding"))
		}
		if r.Method == http.MethodPost && r.ContentLength <= 0 {
			t.Errorf("%s: no Content-Length", r.RequestURI)
		}
	}
	want := []string{
		"POST /base/v26.0/106540352242922/media",
		"GET /base/v26.0/1",
		"GET /media",
		"GET /base/v26.0/upload:MTph//b+c==?sig=A%2Fb",
		"DELETE /base/v26.0/1",
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("requests:\n%s\nwant:\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

// TestDeleteUnconfirmed does not take silence for success.
func TestDeleteUnconfirmed(t *testing.T) {
	t.Parallel()
	client := connect(t, answering(t, 200, nil, `{"success":false}`))
	isClass(t, fails(t, client.Delete(t.Context(), "1")), whatsapp.Transient)
	client = connect(t, answering(t, 200, nil, `{"id":"1"}`))
	_, err := client.MediaURL(t.Context(), "1")
	says(t, fails(t, err), "the answer holds no URL")
}

// TestReplay shows what a transport may do that found its connection closed before
// it had sent anything: start over, with the whole file, and no doubt left behind.
func TestReplay(t *testing.T) {
	t.Parallel()
	client := connect(t, "", func(c *whatsapp.Config) {
		c.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			first, err := io.ReadAll(r.Body)
			if err != nil || int64(len(first)) != r.ContentLength {
				t.Errorf("the body has %d bytes (%v), %d were announced", len(first), err, r.ContentLength)
			}
			again, err := r.GetBody()
			if err != nil {
				return nil, err
			}
			part := make([]byte, 10)
			if _, err := io.ReadFull(again, part); err != nil || !bytes.HasPrefix(first, part) {
				t.Errorf("the second body begins with %q (%v), the first with %q", part, err, first[:10])
			}
			return nil, errors.New("connection lost")
		})}
	})
	_, err := client.Upload(t.Context(), media("again"))
	if e := fails(t, err); e.InDoubt {
		t.Errorf("in doubt, although the second body was not sent whole: %v", err)
	}
}
