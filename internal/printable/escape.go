package printable

import (
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON escapes in a JSON text what cannot be seen: the other control characters, and those that change the direction of
// writing. The text means the same as before. It must hold whole characters.
func JSON(text []byte) []byte {
	return escape(text, func(out []byte, r rune) []byte {
		if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
			return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		}
		return fmt.Appendf(out, `\u%04x`, r)
	})
}

// XML does in an XML text what JSON does in JSON.
func XML(text []byte) []byte {
	return escape(text, func(out []byte, r rune) []byte { return fmt.Appendf(out, "&#x%X;", r) })
}

// escape replaces the characters from U+007F that cannot be seen. Those below are white space of the format, or escaped
// by its encoder.
func escape(text []byte, as func(out []byte, r rune) []byte) []byte {
	out := text[:0:0]
	done := 0
	for i := 0; i < len(text); {
		if text[i] < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if !unicode.IsGraphic(r) {
			out = as(append(out, text[done:i]...), r)
			done = i + size
		}
		i += size
	}
	if done == 0 {
		return text
	}
	return append(out, text[done:]...)
}
