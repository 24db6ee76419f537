// Package svg recognises SVG drawings, plain or gzipped, by their root element, and reads their size. A deep probe reads
// all of the XML; drawings are not rendered at any depth.
package svg

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"io"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	// rootWithin is how far from the start the root element is looked for: editors put long comments before it.
	rootWithin = 64 << 10
	tail       = 4 << 10
	// maxText is the longest drawing, and maxDepth the deepest, that a deep probe reads.
	maxText  = 8 << 20
	maxDepth = 1000
)

// ProbeGzipped reads the facts of an SVG drawing that is packed with gzip; the zero Facts when it is none.
func ProbeGzipped(r *source.Reader, deep bool) media.Facts {
	if !gzipped(r.Head()) {
		return media.Facts{}
	}
	return Probe(r, deep)
}

func gzipped(head []byte) bool { return bytes.HasPrefix(head, []byte("\x1f\x8b\x08")) }

// Probe reads the facts of an SVG drawing; the zero Facts when it is none.
func Probe(r *source.Reader, deep bool) media.Facts {
	start := r.Head()
	zipped := gzipped(start)
	if zipped {
		start = unzip(r)
	}
	start = bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \r\n\t")
	if !bytes.HasPrefix(start, []byte("<")) {
		return media.Facts{}
	}
	if !zipped {
		start = r.Bytes(0, rootWithin)
	}
	d := newDecoder(bytes.NewReader(start))
	root, ok := rootElement(d)
	if !ok || root.Name.Local != "svg" {
		return media.Facts{}
	}
	facts := media.Facts{
		Size: r.Size(), MIME: "image/svg+xml", Name: "SVG drawing", Extension: ".svg", Kind: media.Image,
		Picture: &media.Picture{Frames: 1},
	}
	measure(&facts, root)
	switch closed := bytes.HasSuffix(start[:d.InputOffset()], []byte("/>")); {
	case zipped:
		facts.Name, facts.Extension = "SVG drawing (gzipped)", ".svgz"
	case closed:
	case deep:
		judgeText(&facts, r)
	case !bytes.Contains(r.Bytes(max(0, r.Size()-tail), tail), []byte("svg>")):
		facts.Damagef(media.Truncated, "the file ends at byte %d without closing its root element", r.Size())
	}
	return facts
}

func unzip(r *source.Reader) []byte {
	z, err := gzip.NewReader(r.Section(0, rootWithin))
	if err != nil {
		return nil
	}
	b, _ := io.ReadAll(io.LimitReader(z, rootWithin)) // what comes before an error is enough
	return b
}

// newDecoder takes any encoding for UTF-8: names and numbers are ASCII.
func newDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// rootElement finds the first element.
func rootElement(d *xml.Decoder) (xml.StartElement, bool) {
	d.Strict = false
	for {
		t, err := d.Token()
		if err != nil {
			return xml.StartElement{}, false
		}
		switch t := t.(type) {
		case xml.StartElement:
			return t, true
		case xml.CharData:
			if len(bytes.Trim(t, "\ufeff \r\n\t")) > 0 {
				return xml.StartElement{}, false
			}
		}
	}
}

// judgeText reads all of the XML.
func judgeText(f *media.Facts, r *source.Reader) {
	if r.Size() > maxText {
		f.Undecide("structure", "the drawing is too long to be read here")
		return
	}
	d := newDecoder(r.Section(0, r.Size()))
	for depth := 0; ; {
		t, err := d.Token()
		var flaw *xml.SyntaxError
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.As(err, &flaw) && d.InputOffset() >= r.Size():
			f.Damagef(media.Truncated, "the file ends at line %d inside the drawing", flaw.Line)
			return
		case err != nil:
			f.Damagef(media.Corrupt, "the drawing is not well-formed: %v", err)
			return
		}
		switch t := t.(type) {
		case xml.Directive:
			if bytes.Contains(t, []byte("<!ENTITY")) {
				f.Undecide("structure", "the drawing defines entities, which are not followed here")
				return
			}
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth > maxDepth {
			f.Undecide("structure", "the drawing nests too deeply to be read here")
			return
		}
	}
}
