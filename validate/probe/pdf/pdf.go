// Package pdf looks at PDF files (ISO 32000) as far as it is cheap: the header, the end mark, the newest index with
// its trailer, encryption, and whether the end is missing. Pages are not read.
package pdf

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	// maxLead is how far behind the start readers look for the header (ISO 32000-1, annex H.3.4.1).
	maxLead = 1 << 10
	// endLook is how far before the end the end mark is looked for; readers look within the last kilobyte or two.
	endLook = 2 << 10
	// maxPrev is how many older indexes are followed.
	maxPrev = 32
)

// Probe reads a PDF file; the zero Facts when it is none.
func Probe(r *source.Reader, _ bool) media.Facts {
	lead := int64(bytes.Index(r.Head()[:min(len(r.Head()), maxLead)], []byte("%PDF-")))
	if lead < 0 {
		return media.Facts{}
	}
	d := read(r, lead)
	if lead > 0 && !d.ended && !d.indexed {
		return media.Facts{} // a text that speaks of PDF
	}
	f := media.Facts{
		Size: r.Size(), MIME: "application/pdf", Name: "PDF document", Extension: ".pdf", Kind: media.Document,
		Trailing: d.trailing,
	}
	if !d.indexed {
		d.rebuild()
	}
	f.Document = &media.DocumentInfo{Encrypted: d.encrypted, OpensFreely: d.encrypted && d.opensFreely()}
	d.damage(&f)
	f.Unread(r.Err())
	return f
}

// document is what the marks and indexes of a file say.
type document struct {
	r    *source.Reader
	lead int64 // offset of the header, which all offsets count from
	// length that the first object of a linearized file says, and where its main index begins; 0 in other files.
	length, main int64

	ended      bool  // the end mark was found near the end
	trailing   int64 // bytes behind it
	unfinished bool  // objects stand behind it
	start      int64 // where the newest index is said to be, -1 when that is not said
	indexed    bool  // an index was found there
	rooted     bool  // a trailer names the root
	encrypted  bool
	trailer    []byte // the one that names the encryption
	objects    bool   // at least one object was found
	marks      int    // trailers looked at while rebuilding
}

func read(r *source.Reader, lead int64) *document {
	d := &document{r: r, lead: lead, start: -1}
	d.linearized(r.Head()[lead:])
	d.end()
	for off, n := d.start, 0; off >= 0 && n < maxPrev; n++ {
		t, ok := d.index(d.lead + off)
		if !ok {
			break
		}
		d.indexed, d.objects = true, true
		d.rooted = d.rooted || t.root != ""
		d.encrypts(t)
		off = t.prev
	}
	return d
}

// encrypts notes the newest trailer that names an encryption.
func (d *document) encrypts(t trailer) {
	if t.encrypted && !d.encrypted {
		d.encrypted, d.trailer = true, bytes.Clone(t.dict)
	}
}

// linearized takes the length that a file made for the web says in its first object.
func (d *document) linearized(head []byte) {
	head = head[:min(len(head), 1<<10)]
	if i := bytes.Index(head, []byte("/Linearized")); i >= 0 {
		dict := head[i:min(len(head), i+256)]
		d.length, _ = value(dict, "/L ")
		d.main, _ = value(dict, "/T ")
	}
}

// end looks for the end mark and the offset before it.
func (d *document) end() {
	from := max(d.lead, d.r.Size()-endLook)
	tail := d.r.Bytes(from, endLook)
	if i := bytes.LastIndex(tail, []byte("%%EOF")); i >= 0 {
		d.ended = true
		rest := bytes.TrimLeft(tail[i+5:], "\r\n \t\x00")
		d.trailing = int64(len(rest))
		d.unfinished = bytes.Contains(rest, []byte(" obj"))
	}
	if i := bytes.LastIndex(tail, []byte("startxref")); i >= 0 {
		d.start, _ = integer(tail[i+9:])
	}
}

// trailer is what the dictionary of an index says.
type trailer struct {
	root      string // number and generation of the root object, as in "1 0"; empty when it is not named
	encrypted bool
	prev      int64 // offset of the older index, -1 when there is none
	dict      []byte
}

// parseTrailer reads a dictionary. What does not begin as one names nothing, and a root has to be a reference: readers
// look for both.
func parseTrailer(dict []byte) trailer {
	t := trailer{prev: -1, dict: dict}
	if !bytes.Contains(dict, []byte("<<")) {
		return t
	}
	t.encrypted = bytes.Contains(dict, []byte("/Encrypt"))
	if i := bytes.Index(dict, []byte("/Root")); i >= 0 {
		number, generation, used, ok := pair(dict[i+5:])
		if ok && bytes.HasPrefix(bytes.TrimLeft(dict[i+5+used:], "\r\n \t"), []byte("R")) {
			t.root = fmt.Sprintf("%d %d", number, generation)
		}
	}
	if prev, ok := value(dict, "/Prev"); ok {
		t.prev = prev
	}
	return t
}

// maxDict bounds how much of a trailer is looked at.
const maxDict = 4 << 10

// index reads the trailer of the index at off: a table, or an object that holds it compressed.
func (d *document) index(off int64) (trailer, bool) {
	b := d.r.Bytes(off, maxDict)
	b = bytes.TrimLeft(b, "\r\n \t")
	if !bytes.HasPrefix(b, []byte("xref")) {
		return d.indexObject(b)
	}
	pos := off + int64(bytes.Index(d.r.Bytes(off, 64), []byte("xref"))) + 4
	for range 1 << 16 {
		b := d.r.Bytes(pos, 64)
		line := bytes.TrimLeft(b, "\r\n \t\x00")
		pos += int64(len(b) - len(line))
		if bytes.HasPrefix(line, []byte("trailer")) {
			return parseTrailer(dictionary(d.r.Bytes(pos, maxDict))), true
		}
		_, count, used, ok := pair(line)
		if !ok {
			return trailer{}, false
		}
		const entry = 20 // bytes of one line
		pos += int64(used) + count*entry
	}
	return trailer{}, false
}

// indexObject reads the dictionary of a cross-reference stream: "12 0 obj << /Type /XRef …".
func (d *document) indexObject(b []byte) (trailer, bool) {
	_, _, used, ok := pair(b)
	if !ok || !bytes.HasPrefix(bytes.TrimLeft(b[used:], " \r\n"), []byte("obj")) {
		return trailer{}, false
	}
	dict := dictionary(b)
	if !bytes.Contains(dict, []byte("/XRef")) {
		return trailer{}, false
	}
	return parseTrailer(dict), true
}

// dictionary is b up to where the dictionary ends and something else begins.
func dictionary(b []byte) []byte {
	for _, mark := range []string{"stream", "startxref", "endobj"} {
		if i := bytes.Index(b, []byte(mark)); i >= 0 {
			b = b[:i]
		}
	}
	return b
}

// pair reads two numbers apart by spaces and tells how many bytes they take.
func pair(b []byte) (first, second int64, used int, ok bool) {
	first, n := integer(b)
	second, m := integer(b[n:])
	return first, second, n + m, n > 0 && m > 0
}

// integer reads a number behind spaces; used is 0 when there is none.
func integer(b []byte) (v int64, used int) {
	rest := bytes.TrimLeft(b, "\r\n \t")
	n := 0
	for n < len(rest) && n < 18 && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	if n == 0 {
		return -1, 0
	}
	v, _ = strconv.ParseInt(string(rest[:n]), 10, 64)
	return v, len(b) - len(rest) + n
}

// value is the number that follows a key.
func value(dict []byte, key string) (int64, bool) {
	i := bytes.Index(dict, []byte(key))
	if i < 0 {
		return 0, false
	}
	v, used := integer(dict[i+len(key):])
	return v, used > 0
}
