package sniff_test

import (
	"testing"

	"github.com/wamedia/wamedia/validate/sniff"
)

// The header of a PDF inside another file is a comment; behind what is no format's mark it makes a PDF.
func TestAHeaderOfAPDFInAComment(t *testing.T) {
	t.Parallel()
	const comment = "....%PDF-1.4\n%%EOF...."
	for head, want := range map[string]string{
		"\xff\xd8\xff\xfe" + comment:                      "jpeg",
		"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + comment: "png",
		"OggS\x00" + comment:                              "ogg",
		"fLaC\x00\x00\x00\x22" + comment:                  "flac",
		"RIFF....WAVEfmt " + comment:                      "riff",
		"GIF89a" + comment:                                "gif",
		"\x1a\x45\xdf\xa3\x42\x82\x84webm" + comment:      "matroska",
		"\x00\x00\x00\x18ftypisom" + comment:              "isobmff",
		"%PDF-1.4\nOggS":                                  "pdf",
		"a line before it\n%PDF-1.4\n":                    "pdf",
		"\x00\x01\x02\x03" + comment:                      "pdf",
	} {
		if got := sniff.Head([]byte(head)).Family; got != want {
			t.Errorf("%q is taken for %q, want %q", head, got, want)
		}
	}
}
