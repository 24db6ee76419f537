package text

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
)

const svgMIME = "image/svg+xml"

// htmlStarts are what an HTML page begins with where nothing else says so (WHATWG MIME Sniffing, section 7.1).
var htmlStarts = [...]string{
	"<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style",
	"<title", "<b", "<body", "<br", "<p", "<meta", "<link", "<h2", "<h3", "<center", "<ul", "<img", "<form",
}

// isMarkup recognises HTML, XML and SVG by the first element, in lower case, and says so in f.
func isMarkup(lower []byte, f *media.Facts) bool {
	if len(lower) == 0 || lower[0] != '<' {
		return false
	}
	declared := bytes.HasPrefix(lower, []byte("<?xml"))
	root := firstElement(lower)
	switch {
	case startsWith(root, "<svg"), bytes.HasPrefix(root, []byte("<svg:svg")):
		f.MIME, f.Name, f.Extension = svgMIME, "SVG drawing", ".svg"
	case startsWith(root, "<html"), bytes.HasPrefix(lower, []byte("<!doctype html")), !declared && htmlStart(root):
		f.MIME, f.Name, f.Extension, f.Document.Markup = "text/html", "HTML page", ".html", "html"
	case declared:
		f.MIME, f.Name, f.Extension, f.Document.Markup = "text/xml", "XML document", ".xml", "xml"
	case bytes.Contains(root[:min(len(root), 512)], []byte("xmlns")):
		f.Name, f.Document.Markup = "plain text (XML)", "xml"
	default:
		return false
	}
	return true
}

// declaration is that of an XML document that names its encoding (XML 1.0, section 2.8).
var declaration = regexp.MustCompile(`^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']`)

// declaredEncoding is the encoding that an XML document says it has, in lower case; empty where it says none.
func declaredEncoding(text []byte) string {
	found := declaration.FindSubmatch(text[:min(len(text), 256)])
	if found == nil {
		return ""
	}
	return strings.ToLower(string(found[1]))
}

// firstElement skips declarations, processing instructions, comments and document types.
func firstElement(b []byte) []byte {
	for range 64 {
		b = bytes.TrimLeft(b, " \t\r\n\f")
		var end string
		switch {
		case bytes.HasPrefix(b, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(b, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(b, []byte("<!doctype")):
			end = ">"
			if sub := bytes.IndexByte(b, '['); sub >= 0 && sub < max(0, bytes.IndexByte(b, '>')) {
				end = "]>"
			}
		default:
			return b
		}
		i := bytes.Index(b, []byte(end))
		if i < 0 {
			return nil
		}
		b = b[i+len(end):]
	}
	return nil
}

// startsWith tells whether b begins with a tag that ends behind its name.
func startsWith(b []byte, tag string) bool {
	if !bytes.HasPrefix(b, []byte(tag)) {
		return false
	}
	rest := b[len(tag):]
	return len(rest) == 0 || bytes.IndexByte([]byte(" \t\r\n\f>/"), rest[0]) >= 0
}

func htmlStart(root []byte) bool {
	for _, tag := range htmlStarts {
		if startsWith(root, tag) {
			return true
		}
	}
	return false
}

// isJSON recognises an object or a list by its first two signs, and by its last where the whole text is at hand.
func isJSON(b []byte, whole bool) bool {
	if len(b) < 2 || b[0] != '{' && b[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(b[1:], " \t\r\n")
	second := `"}`
	if b[0] == '[' {
		second = `"{[]-0123456789tfn`
	}
	if len(rest) == 0 || bytes.IndexByte([]byte(second), rest[0]) < 0 {
		return false
	}
	if b[0] == '[' && rest[0] >= 'f' && rest[0] <= 't' { // "[note]" is no list
		return bytes.HasPrefix(rest, []byte("true")) || bytes.HasPrefix(rest, []byte("false")) || bytes.HasPrefix(rest, []byte("null"))
	}
	last := bytes.TrimRight(b, " \t\r\n")
	return !whole || last[len(last)-1] == '}' || last[len(last)-1] == ']'
}

// isMarkdown counts the lines and marks that prose does not have; two sorts of them are no chance.
func isMarkdown(b []byte) bool {
	b = b[:min(len(b), 16<<10)]
	sorts := 0
	for _, mark := range [...]string{"# ", "## ", "```", "- [", "* [", "| --", "|--", "> "} {
		if bytes.HasPrefix(b, []byte(mark)) || bytes.Contains(b, []byte("\n"+mark)) {
			sorts++
		}
	}
	if bytes.Contains(b, []byte("](http")) {
		sorts++
	}
	return sorts >= 2
}

// isTable tells whether the lines have the same number of fields, apart by one of the usual separators.
func isTable(b []byte, whole bool) bool {
	b = b[:min(len(b), 16<<10)]
	for _, separator := range []byte{',', ';', '\t', '|'} {
		if rows, fields := tableShape(b, separator, whole); fields > 1 && rows >= 2 {
			return true
		}
	}
	return false
}

// tableShape counts rows and fields; fields is 0 where the rows differ. Separators and line ends between quotes do
// not count.
func tableShape(b []byte, separator byte, whole bool) (rows, fields int) {
	quoted, n, begun := false, 1, false
	end := func() bool {
		if !begun {
			return true
		}
		if rows++; rows == 1 {
			fields = n
		}
		same := fields == n
		n, begun = 1, false
		return same
	}
	for _, c := range b {
		switch {
		case c == '"':
			quoted = !quoted
			begun = true
		case c == '\n' && !quoted:
			if !end() {
				return rows, 0
			}
		case c == separator && !quoted:
			n++
			begun = true
		case c != '\r':
			begun = true
		}
	}
	if whole && !end() {
		return rows, 0
	}
	return rows, fields
}
