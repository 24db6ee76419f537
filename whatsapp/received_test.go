package whatsapp_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/whatsapp"
)

// TestDownloadContent serves bodies that no announced hash vouches for. The same with the right hash is taken.
func TestDownloadContent(t *testing.T) {
	t.Parallel()
	const jpeg, png = "\xff\xd8\xff\xe0\x00\x10JFIF\x00", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	const ogg = "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00"
	const page, failed = "<!DOCTYPE html><html><body>blocked</body></html>", `{"error":{"message":"expired","code":100}}`
	for name, c := range map[string]struct {
		mime, encoding, body string
		class                whatsapp.Class
		says                 string // "" for success
	}{
		"a JPEG":                    {"image/jpeg", "", jpeg, 0, ""},
		"sound in Ogg":              {"audio/ogg; codecs=opus", "", ogg, 0, ""},
		"bytes of no known type":    {"image/jpeg", "", "\x00\x01\x02\x03", 0, ""},
		"a document of text":        {"text/plain", "", page, 0, ""},
		"a page that was sent":      {"text/html", "", page, 0, ""},
		"JSON that was sent":        {"application/json", "", failed, 0, ""},
		"gzip that was sent":        {"application/gzip", "", "\x1f\x8b\x08\x00", 0, ""},
		"nothing":                   {"image/jpeg", "", "", whatsapp.Transient, "an empty body"},
		"a page as an octet stream": {"image/jpeg", "", page, whatsapp.Permanent, "a web page instead of the media"},
		"an error of the API":       {"image/jpeg", "", failed, whatsapp.Transient, "an error of the API"},
		"an error as a document":    {"text/plain", "", failed, whatsapp.Transient, "an error of the API"},
		"compressed by the way":     {"image/jpeg", "", "\x1f\x8b\x08\x00", whatsapp.Permanent, "compressed bytes"},
		"said to be compressed":     {"image/jpeg", "br", jpeg, whatsapp.Permanent, "compressed bytes"},
		"a PNG for a JPEG":          {"image/jpeg", "", png, whatsapp.Permanent, "the bytes are image/png, announced was image/jpeg"},
		"a JPEG for sound":          {"audio/ogg", "", jpeg, whatsapp.Permanent, "the bytes are image/jpeg, announced was audio/ogg"},
		"a JPEG for a PDF":          {"application/pdf", "", jpeg, whatsapp.Permanent, "announced was application/pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			serve := func(info string) (string, error) {
				client := connect(t, mediaHost(t, info, func(w http.ResponseWriter) {
					w.Header().Set("Content-Type", "application/octet-stream")
					if c.encoding != "" {
						w.Header().Set("Content-Encoding", c.encoding)
					}
					_, _ = io.WriteString(w, c.body)
				}))
				var got bytes.Buffer
				_, err := client.Download(t.Context(), "1", &got)
				return got.String(), err
			}
			got, err := serve(fmt.Sprintf(`"mime_type":%q`, c.mime))
			switch {
			case c.says != "":
				isClass(t, fails(t, err), c.class)
				says(t, err, "download: ", c.says)
			case err != nil || got != c.body:
				t.Errorf("downloaded %q: %v", got, err)
			}
			if got, err = serve(fmt.Sprintf(`"mime_type":%q,"sha256":"%x"`, c.mime, sha256.Sum256([]byte(c.body)))); err != nil || got != c.body {
				t.Errorf("with its hash: downloaded %q: %v", got, err)
			}
		})
	}
}

// TestUnreadableHash does not take a hash that cannot be read for none.
func TestUnreadableHash(t *testing.T) {
	t.Parallel()
	for hash, ok := range map[string]bool{
		`null`: true, `""`: true, `"abc"`: false, `"` + strings.Repeat("z", 64) + `"`: false, `12`: false, `{"a":1}`: false,
	} {
		client := connect(t, mediaHost(t, `"sha256":`+hash, func(w http.ResponseWriter) { _, _ = io.WriteString(w, "hello") }))
		_, err := client.Download(t.Context(), "1", io.Discard)
		if ok {
			if err != nil {
				t.Errorf("%s: %v", hash, err)
			}
			continue
		}
		isClass(t, fails(t, err), whatsapp.Permanent)
		says(t, err, "a hash that cannot be read")
	}
}
