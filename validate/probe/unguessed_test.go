package probe_test

import (
	"bytes"
	"compress/gzip"
	"strings"
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

// A FLAC file may have no metadata but the information on its stream.
func TestFLACWithOneBlock(t *testing.T) {
	t.Parallel()
	content := "fLaC\x80\x00\x00\x22\x10\x00\x10\x00\x00\x00\x00\x00\x00\x00\x0a\xc4\x40\xf0" + strings.Repeat("\x00", 20) + "\xff\xf8\xc9\x08\x00\x95"
	facts, err := new(probe.Prober).File(t.Context(), strings.NewReader(content), int64(len(content)), false)
	if err != nil || facts.MIME != "audio/flac" || len(facts.Audio) != 1 || facts.Audio[0].SampleRate != 44100 {
		t.Errorf("got %+v, %v", facts, err)
	}
}
