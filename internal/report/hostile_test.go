package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// everywhere puts two texts wherever a report shows text that is not ours: names and paths, and what files, parsers
// and the platform say.
func everywhere(name, said string) []report.Entry {
	lint := checked(name, "image/jpeg", said, media.Image, 7, validate.Fail, finding("any.damaged", validate.Error, validate.NoFix, said, said))
	unsure := checked(name, "image/jpeg", said, media.Image, 7, validate.Warn, finding("any.suspect", validate.Warning, validate.NoFix, said, said))
	unsure.Unknown = []validate.Unknown{{Rule: "any.damaged", Why: said}}
	var lost report.Entry
	lost.Path, lost.Err = name, errors.New(said)
	done := planned(lint, transcode.Transcode, "any.damaged")
	done.Output, done.Outcome.Note, done.MediaID = "out/"+name, "note "+said, "1"+said
	no := planned(lint, transcode.Refuse)
	no.Plan.Refusal, no.Remaining = said+" at all", no.Findings
	failed := planned(lint, transcode.Rename)
	failed.Err = errors.New(said)
	return []report.Entry{lint, unsure, lost, done, no, failed}
}

// hostileTexts try to leave the place where they are shown.
func hostileTexts() []string {
	texts := []string{
		"", "plain.jpg", "café ☕ 日本語.jpg", "caf\xe9\xff\xfe", "\x00\x01\x08\x1b[31m\x7f\u0085", "a\nb\r\nc\td", "\u202egpj.exe",
		"\ufffe\uffff\ufeff", "\xed\xa0\x80", "</testcase></testsuites>", "]]><!--", `"><script>alert(1)</script>`, "&amp;&lt;&bogus;",
		"{{.}}", "`a` | b || \\| ``` @everyone #1 [x](javascript:alert(1)) ![i](http://h/x.png) <img src=x> **b** _i_ ~~s~~ $m$",
		"::error::x", "\n::set-env name=A::b", "%0A%25,:", "a::b,c=d", "</summary></details>", "| --- |", "https://evil.example/?q=\"'",
		"../../etc/passwd", "/abs/olute", "C:\\x\\y", "//host/share", "a:b", "?#[]@!$&'()*+,;=%zz", strings.Repeat("long ", 400),
	}
	r := rand.New(rand.NewPCG(4, 2))
	for range 40 {
		b := make([]byte, r.IntN(60))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		texts = append(texts, string(b))
	}
	return texts
}

// Whatever bytes a name or a message holds, a report stays what its format says it is.
func FuzzFormats(f *testing.F) {
	for _, text := range hostileTexts() {
		f.Add(text, text)
	}
	p := newProof(f)
	f.Fuzz(func(t *testing.T, name, said string) { p.hold(t, name, said) })
}

// proof knows how the reports of harmless texts are built.
type proof struct {
	schema      *jsonschema.Schema
	junit, html []string
	lines       map[string]int
}

func newProof(t testing.TB) *proof {
	plain := everywhere("name", "said")
	p := &proof{schema: schema(t), lines: map[string]int{}}
	p.junit = elements(t, write(t, "junit", report.Options{}, plain))
	p.html = elements(t, htmlAsXML(write(t, "html", report.Options{}, plain)))
	for _, format := range []string{"text", "json", "github", "markdown"} {
		p.lines[format] = bytes.Count(write(t, format, report.Options{}, plain), []byte("\n"))
	}
	return p
}

func (p *proof) hold(t *testing.T, name, said string) {
	t.Helper()
	entries := everywhere(name, said)
	for format, lines := range p.lines {
		out := write(t, format, report.Options{}, entries)
		if got := bytes.Count(out, []byte("\n")); got != lines {
			t.Errorf("%s: %d lines for %q and %q, want %d:\n%s", format, got, name, said, lines, out)
		}
		if !utf8.Valid(out) {
			t.Errorf("%s: not UTF-8 for %q and %q", format, name, said)
		}
		if i := bytes.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == '\u202e' }); i >= 0 {
			t.Errorf("%s: control character %q for %q and %q", format, out[i], name, said)
		}
	}
	jsonLines(t, write(t, "json", report.Options{}, entries))
	tables(t, write(t, "markdown", report.Options{}, entries))
	annotations(t, write(t, "github", report.Options{Quiet: true}, entries))
	conforms(t, p.schema, write(t, "sarif", report.Options{}, entries))
	if diff := cmp.Diff(p.junit, elements(t, write(t, "junit", report.Options{}, entries))); diff != "" {
		t.Errorf("junit: %q and %q change the elements (-want +got):\n%s", name, said, diff)
	}
	if diff := cmp.Diff(p.html, elements(t, htmlAsXML(write(t, "html", report.Options{}, entries)))); diff != "" {
		t.Errorf("html: %q and %q change the elements (-want +got):\n%s", name, said, diff)
	}
}

// elements lists the elements and attributes of a document, but not those that stand only where a text is not empty.
func elements(t testing.TB, doc []byte) []string {
	t.Helper()
	var list []string
	dec := xml.NewDecoder(bytes.NewReader(doc))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, doc)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local == "p" {
			continue
		}
		name := start.Name.Local
		for _, a := range start.Attr {
			name += " " + a.Name.Local
		}
		list = append(list, name)
	}
}

// htmlAsXML takes the document type away, which XML knows otherwise: the page closes all its elements.
func htmlAsXML(page []byte) []byte {
	return bytes.TrimPrefix(page, []byte("<!DOCTYPE html>\n"))
}

func jsonLines(t *testing.T, out []byte) {
	t.Helper()
	for line := range bytes.Lines(out) {
		if !json.Valid(line) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

// tables checks that no cell is opened but ours, and no element but those the report uses.
func tables(t *testing.T, out []byte) {
	t.Helper()
	bars := 0
	for line := range strings.Lines(string(out)) {
		switch {
		case !strings.HasPrefix(line, "|"):
			bars = 0
		case bars == 0:
			bars = strings.Count(line, "|")
		case strings.Count(line, "|") != bars:
			t.Errorf("%d bars, want %d: %s", strings.Count(line, "|"), bars, line)
		}
	}
	ours := strings.NewReplacer("<code>", "", "</code>", "", "<details>", "", "</details>", "", "<summary>", "", "</summary>", "", "<!-- -->", "")
	if rest := ours.Replace(string(out)); strings.ContainsAny(rest, "<>`") || strings.Contains(string(out), "@e") {
		t.Errorf("markup that is not ours:\n%s", out)
	}
}

// annotations reads the commands as the runner does: two colons end the parameters, and only what we escaped is
// undone.
func annotations(t *testing.T, out []byte) {
	t.Helper()
	for line := range strings.Lines(string(out)) {
		command, _, ok := strings.Cut(strings.TrimPrefix(line, "::"), "::")
		level, parameters, spaced := strings.Cut(command, " ")
		if !ok || !spaced || !strings.Contains("error warning notice", level) {
			t.Errorf("not a command: %q", line)
		}
		if n := strings.Count(parameters, ","); n != 1 || !strings.HasPrefix(parameters, "file=") || !strings.Contains(parameters, ",title=") {
			t.Errorf("parameters %q, want a file and a title", parameters)
		}
	}
}
