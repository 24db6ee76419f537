package probe_test

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/wamedia/wamedia/validate/probe"
)

// What is in a gzip file is named where it is a drawing or a sticker of Telegram.
func TestGzipped(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>`: "image/svg+xml",
		`<!-- a drawing --> <svg width="9" height="9"/>`:                      "image/svg+xml",
		`<html></html>`: "application/gzip",
		"text":          "application/gzip",
	} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		facts, err := new(probe.Prober).File(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()), false)
		if err != nil || facts.MIME != want {
			t.Errorf("%s: got %q, %v, want %q", content, facts.MIME, err, want)
		}
	}
}
