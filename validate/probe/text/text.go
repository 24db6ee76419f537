// Package text tells text from binary data, names its encoding, and what it looks like: HTML, XML, SVG and rich text
// are types of their own; CSV, JSON, Markdown and prose are all plain text, which is how they are sent.
//
// Of large files the head, the tail and samples between are looked at; deep looks at every byte.
package text

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/lottie"
	"github.com/wamedia/wamedia/validate/probe/source"
	"github.com/wamedia/wamedia/validate/probe/svg"
)

const (
	headSize   = 64 << 10
	sampleSize = 4 << 10
	samples    = 6

	richText = `{\rtf`
)

// Probe reads a text file; the zero Facts when the bytes are no text.
func Probe(r *source.Reader, deep bool) media.Facts {
	head := bytes.Clone(r.Bytes(0, headSize))
	e, ok := encodingOf(r, head, deep)
	switch {
	case ok:
	case bytes.HasPrefix(head, []byte(richText)): // may hold raw bytes
		e = encoding{name: "8bit", unit: 1}
	default:
		return media.Facts{}
	}
	f := media.Facts{
		Size: r.Size(), MIME: "text/plain", Name: "plain text", Extension: ".txt", Kind: media.Document,
		Document: &media.DocumentInfo{Encoding: e.name},
	}
	readable := e.readable(head)
	look(readable, r.Size() <= headSize, &f)
	if declared := declaredEncoding(readable); declared != "" && (e.name == "8bit" || e.name == "windows-1252") {
		f.Document.Encoding = declared
	}
	if f.MIME == svgMIME {
		if drawing := svg.Probe(r, deep); drawing.MIME != "" {
			return drawing
		}
		f.Kind = media.Image
	}
	f.Unread(r.Err())
	return f
}

// look names what the text looks like. Whole tells that it is all of the text.
func look(text []byte, whole bool, f *media.Facts) {
	start := bytes.TrimLeft(text, " \t\r\n\f")
	lower := bytes.ToLower(start[:min(len(start), 4<<10)])
	switch {
	case bytes.HasPrefix(lower, []byte(richText)):
		f.MIME, f.Name, f.Extension = "text/rtf", "rich text", ".rtf"
	case bytes.HasPrefix(lower, []byte("%!ps")):
		f.MIME, f.Name, f.Extension = "application/postscript", "PostScript document", ".ps"
	case isMarkup(lower, f):
	case isJSON(start, whole):
		f.Name, f.Document.Markup = "plain text (JSON)", "json"
		if lottie.Is(start) {
			f.Name, f.Document.Lottie = "Lottie animation (JSON)", true
		}
	case isMarkdown(text):
		f.Name, f.Document.Markup = "plain text (Markdown)", "markdown"
	case isTable(text, whole):
		f.Name, f.Document.Markup = "plain text (CSV)", "csv"
	}
}
