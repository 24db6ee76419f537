package pasted_test

import (
	"testing"
	"unicode/utf8"

	"github.com/wamedia/wamedia/internal/pasted"
)

// FuzzFind looks for pastes that end the program, or whose texts are not fit for a terminal.
func FuzzFind(f *testing.F) {
	for _, seed := range []string{
		webhook(hevc), escape(webhook(octetOgg)), answer(post, `100,"error_subcode":33`), `{'a': u'(#131053) x', b: [1, {'code': 100,`,
		"100/33 error_subcode: 33 (#131052) Media download error", "Media upload error file has size 0 bytes", "<p>code 131053</p>", "%7B%22code%22%3A131053%7D",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, paste string) {
		for _, p := range pasted.Find(paste, known) {
			for _, text := range []string{p.Message, p.Details} {
				if !utf8.ValidString(text) || len(text) > 700 {
					t.Errorf("not fit for a terminal: %q", text)
				}
			}
		}
	})
}
