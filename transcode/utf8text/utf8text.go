// Package utf8text converts text to UTF-8, as phones expect it, without changing what it says. An XML declaration follows
// the new encoding, a table (CSV) gets a byte order mark, by which spreadsheets know UTF-8, and the mark that DOS programs
// put behind a text is left out.
package utf8text

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"regexp"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// Convert reads text in an encoding, by the name that media.DocumentInfo gives it, and writes it as UTF-8. Markup is what
// the text looks like, as there. It holds a few kilobytes, however long the text is. An error names an encoding that it does
// not know.
func Convert(w io.Writer, r io.Reader, encoding, markup string) error {
	known := decoderOf(encoding)
	if known == nil {
		return fmt.Errorf("text in %s cannot be read: save it as UTF-8 with the program that made it", encoding)
	}
	out := bufio.NewWriter(w)
	in := bufio.NewReaderSize(transform.NewReader(r, known.NewDecoder()), declarationSize)
	if err := begin(out, in, markup); err != nil {
		return err
	}
	if _, err := io.Copy(out, &text{in: in}); err != nil {
		return err
	}
	return out.Flush()
}

func decoderOf(name string) encoding.Encoding {
	return map[string]encoding.Encoding{
		"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		"utf-32":       utf32.UTF32(utf32.LittleEndian, utf32.UseBOM),
		"windows-1252": charmap.Windows1252,
		"iso-8859-1":   charmap.Windows1252, // of which it is a part; web browsers read it so too
		"iso-8859-2":   charmap.ISO8859_2,
		"iso-8859-15":  charmap.ISO8859_15,
		"windows-1250": charmap.Windows1250,
		"windows-1251": charmap.Windows1251,
	}[name]
}

// declarationSize is how far from the start an XML declaration ends.
const declarationSize = 4 << 10

var declaredEncoding = regexp.MustCompile(`^(<\?xml\s[^>]*?encoding\s*=\s*["'])[A-Za-z][A-Za-z0-9._-]*(["'])`)

// begin writes the start of the text, as far as it differs from what was read.
func begin(out io.Writer, in *bufio.Reader, markup string) error {
	start, err := in.Peek(declarationSize)
	if err != nil && err != io.EOF {
		return err
	}
	if markup == "csv" {
		_, err := io.WriteString(out, "\ufeff")
		return err
	}
	found := declaredEncoding.FindSubmatchIndex(start)
	if markup != "xml" || found == nil {
		return nil
	}
	declaration := bytes.Join([][]byte{start[found[2]:found[3]], []byte("UTF-8"), start[found[4]:found[5]]}, nil)
	if _, err := out.Write(declaration); err != nil {
		return err
	}
	_, err = in.Discard(found[1])
	return err
}

// text is what is read, without the mark that DOS programs put behind it (Ctrl-Z).
type text struct {
	in *bufio.Reader
}

// Read gives what is buffered, but for a mark at the very end.
func (t *text) Read(b []byte) (int, error) {
	n, err := t.in.Read(b)
	if n > 0 && b[n-1] == 0x1a {
		if _, end := t.in.Peek(1); end == io.EOF {
			return n - 1, io.EOF
		}
	}
	return n, err
}
