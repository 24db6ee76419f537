// Package printable makes text of unknown origin safe to show. Names of files and messages may hold control characters
// that steer a terminal, and characters that change the direction of writing, so that a name reads as another one.
package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is s with every character that cannot be seen, and every byte that is not UTF-8, replaced by U+FFFD. The joiner of
// emoji stays.
func Text(s string) string {
	if ascii(s) {
		return s
	}
	return strings.Map(visible, s)
}

// Line is Text on one line: line ends and other white space become single spaces.
func Line(s string) string {
	if ascii(s) && !strings.Contains(s, "  ") {
		return strings.TrimSpace(s)
	}
	return Text(strings.Join(strings.Fields(s), " "))
}

// Visible reports whether r can be shown as it is.
func Visible(r rune) bool { return unicode.IsGraphic(r) || r == '\u200d' }

func visible(r rune) rune {
	if !Visible(r) {
		return unicode.ReplacementChar
	}
	return r
}

// ascii reports whether all of s is printable ASCII, as most text is.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Valid is s as encoding/json writes it: every byte that is not UTF-8 becomes U+FFFD.
func Valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// Invalid is the bytes of s where it is not UTF-8, which no JSON text can hold, and else nil.
func Invalid(s string) []byte {
	if utf8.ValidString(s) {
		return nil
	}
	return []byte(s)
}
