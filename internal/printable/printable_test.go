package printable_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"unicode"

	"github.com/wamedia/wamedia/internal/printable"
)

// hostile has an escape sequence, line ends, C1 controls as characters and as bytes, marks and overrides of direction,
// and a character above U+FFFF that cannot be seen.
const hostile = "a\x1b[31m\r\nb\x7f\u0085\u009b2J\x9b\u200e\u200f\u061c\u202a\u202e\u2066\u2069\ufeff\U000e0041\xff.jpg"

func unseen(r rune) bool { return !unicode.IsGraphic(r) && r != '\u200d' }

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                        "",
		"plain name.jpg":          "plain name.jpg",
		"café ☕ 日本語 👩\u200d👩.jpg": "café ☕ 日本語 👩\u200d👩.jpg",
		"\u202egpj.exe":           "\ufffdgpj.exe",
		"a\x1b[2J\nb\xff":         "a\ufffd[2J\ufffdb\ufffd",
	} {
		if got := printable.Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
	if got := printable.Line(hostile); strings.ContainsFunc(got, unseen) {
		t.Errorf("Line(%q) = %q", hostile, got)
	}
	if got := printable.Line("  two\r\n lines  "); got != "two lines" {
		t.Errorf("Line of two lines = %q", got)
	}
}

func TestJSONMeansTheSame(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	escaped := printable.JSON(text)
	var got string
	if err := json.Unmarshal(escaped, &got); err != nil || got != printable.Valid(hostile) {
		t.Errorf("%s reads as %q, %v; want %q", escaped, got, err, printable.Valid(hostile))
	}
	if strings.ContainsFunc(string(escaped), unseen) {
		t.Errorf("not all is escaped: %q", escaped)
	}
}

func TestXMLMeansTheSame(t *testing.T) {
	t.Parallel()
	text, err := xml.Marshal("a\u0085\u202eb\U000e0041☕")
	if err != nil {
		t.Fatal(err)
	}
	escaped := printable.XML(text)
	var got string
	if err := xml.Unmarshal(escaped, &got); err != nil || got != "a\u0085\u202eb\U000e0041☕" {
		t.Errorf("%s reads as %q, %v", escaped, got, err)
	}
	if strings.ContainsFunc(string(escaped), unseen) {
		t.Errorf("not all is escaped: %q", escaped)
	}
}

func TestInvalid(t *testing.T) {
	t.Parallel()
	if got := printable.Invalid("café.jpg"); got != nil {
		t.Errorf("Invalid of UTF-8 = %q", got)
	}
	if got := printable.Invalid("caf\xe9.jpg"); string(got) != "caf\xe9.jpg" {
		t.Errorf("Invalid = %q", got)
	}
}
