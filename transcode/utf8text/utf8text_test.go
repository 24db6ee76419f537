package utf8text_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wamedia/wamedia/transcode/utf8text"
)

func TestConvert(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Gr\xf6\xdfe und Ma\xdf\r\n", 10_000)
	for name, c := range map[string]struct{ encoding, markup, in, want string }{
		"Windows-1252":       {"windows-1252", "", "\x84Gr\xf6\xdfe\x93 5 \x80", "„Größe“ 5 €"},
		"long":               {"windows-1252", "", long, strings.Repeat("Größe und Maß\r\n", 10_000)},
		"ISO 8859-15":        {"iso-8859-15", "", "5 \xa4", "5 €"},
		"Cyrillic":           {"windows-1251", "", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"},
		"UTF-16, no mark":    {"utf-16le", "", "a\x00\xe9\x00", "aé"},
		"UTF-16 with a mark": {"utf-16be", "", "\xfe\xff\x00a\xd8\x3d\xde\x00", "a😀"},
		"UTF-32":             {"utf-32", "", "\xff\xfe\x00\x00a\x00\x00\x00", "a"},
		"a table":            {"windows-1252", "csv", "a;\xe9\n", "\ufeffa;é\n"},
		"XML": {"iso-8859-1", "xml", "<?xml version='1.0' encoding='ISO-8859-1' standalone='yes'?>\n<a>\xe9</a>",
			"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<a>é</a>"},
		"XML without encoding":     {"utf-16be", "xml", "\xfe\xff\x00<\x00a\x00/\x00>", "<a/>"},
		"a declaration in a table": {"windows-1252", "", "see <?xml encoding='latin1'?> \xe9", "see <?xml encoding='latin1'?> é"},
		"Ctrl-Z at the end":        {"windows-1252", "", "caf\xe9\r\n\x1a", "café\r\n"},
		"Ctrl-Z within":            {"windows-1252", "", "caf\xe9\x1a\r\n", "café\x1a\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := utf8text.Convert(&out, strings.NewReader(c.in), c.encoding, c.markup); err != nil || out.String() != c.want {
				t.Errorf("got %.80q, %v, want %.80q", out.String(), err, c.want)
			}
			out.Reset()
			if err := utf8text.Convert(&out, iotest.OneByteReader(strings.NewReader(c.in)), c.encoding, c.markup); err != nil || out.String() != c.want {
				t.Errorf("byte by byte: got %.80q, %v", out.String(), err)
			}
		})
	}
}

func TestUnknownEncoding(t *testing.T) {
	t.Parallel()
	err := utf8text.Convert(&bytes.Buffer{}, strings.NewReader("x"), "8bit", "")
	if err == nil || !strings.Contains(err.Error(), "save it as UTF-8") {
		t.Errorf("got %v", err)
	}
}

func TestReadErrorIsTold(t *testing.T) {
	t.Parallel()
	if err := utf8text.Convert(&bytes.Buffer{}, iotest.TimeoutReader(strings.NewReader(strings.Repeat("x", 1<<20))), "windows-1252", ""); err == nil {
		t.Error("an error of the source was lost")
	}
}
