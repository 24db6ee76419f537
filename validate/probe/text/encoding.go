package text

import (
	"bytes"
	"unicode/utf8"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// encoding is how characters are written as bytes.
type encoding struct {
	name string
	// mark is the length of the byte order mark.
	mark int
	// unit is how many bytes a character of ASCII takes, and which of them holds it.
	unit, at int
}

// marks are the byte order marks, the longer ones first.
var marks = [...]struct {
	bytes string
	encoding
}{
	{"\xff\xfe\x00\x00", encoding{"utf-32", 4, 4, 0}},
	{"\x00\x00\xfe\xff", encoding{"utf-32", 4, 4, 3}},
	{"\xef\xbb\xbf", encoding{"utf-8", 3, 1, 0}},
	{"\xff\xfe", encoding{"utf-16le", 2, 2, 0}},
	{"\xfe\xff", encoding{"utf-16be", 2, 2, 1}},
}

// encodingOf names the encoding; false where the bytes are no text.
func encodingOf(r *source.Reader, head []byte, deep bool) (encoding, bool) {
	if len(head) == 0 {
		return encoding{}, false
	}
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			e := m.encoding
			return e, e.unit == 1 && !bytes.ContainsRune(head, 0) || e.unit > 1 && e.plausible(head)
		}
	}
	for _, e := range []encoding{{"utf-16le", 0, 2, 0}, {"utf-16be", 0, 2, 1}} {
		if bytes.IndexByte(head, 0) >= 0 && e.latin(head) && e.plausible(head) {
			return e, true
		}
	}
	var s stats
	if int64(len(head)) == r.Size() {
		head = trimEOF(head)
	}
	s.add(head, len(head) < headSize)
	if _, ok := s.encoding(); !ok {
		return encoding{}, false
	}
	each(r, deep, func(b []byte) bool {
		s.add(b, false)
		return s.zeros == 0
	})
	return s.encoding()
}

// each shows the rest of the file, all of it or samples of it and its tail, until look answers false.
func each(r *source.Reader, deep bool, look func([]byte) bool) {
	rest := r.Size() - headSize
	if rest <= 0 {
		return
	}
	piece := func(off int64, n int) []byte {
		b := r.Bytes(off, n)
		if off+int64(len(b)) == r.Size() {
			return trimEOF(b)
		}
		return b
	}
	if deep || rest <= (samples+1)*sampleSize {
		for off := int64(headSize); off < r.Size() && look(piece(off, headSize)); {
			off += headSize
		}
		return
	}
	for i := range int64(samples) {
		if !look(piece(headSize+rest/samples*i, sampleSize)) {
			return
		}
	}
	look(piece(r.Size()-sampleSize, sampleSize))
}

// readable is b as single bytes, what is not ASCII as a question mark. It is what the looks are judged by.
func (e encoding) readable(b []byte) []byte {
	b = b[e.mark:]
	if e.unit == 1 {
		return b
	}
	out := make([]byte, 0, len(b)/e.unit)
	for ; len(b) >= e.unit; b = b[e.unit:] {
		c := b[e.at]
		for i, v := range b[:e.unit] {
			if i != e.at && v != 0 || c >= utf8.RuneSelf {
				c = '?'
			}
		}
		out = append(out, c)
	}
	return out
}

// trimEOF drops the mark that DOS programs put behind a text (Ctrl-Z).
func trimEOF(b []byte) []byte { return bytes.TrimSuffix(b, []byte{0x1a}) }

// latin tells whether most characters of two bytes are ASCII, which is what shows that there are two.
func (e encoding) latin(b []byte) bool {
	ascii, n := 0, len(b)/2
	for i := range n {
		if v := b[2*i+e.at]; b[2*i+1-e.at] == 0 && v != 0 {
			ascii++
		}
	}
	return n >= 4 && ascii*10 > n*8
}

// plausible tells whether wide characters hold no control characters.
func (e encoding) plausible(b []byte) bool {
	n := 0
	for _, c := range e.readable(b) {
		if control(c) {
			n++
		}
	}
	return n <= len(b)/2000
}

// control tells the bytes that text does not hold.
func control(c byte) bool {
	return c < ' ' && (c < '\b' || c > '\r') && c != 0x1b || c == 0x7f
}

// stats counts bytes by what they can be in a text.
type stats struct {
	total, zeros, controls, high, spaces int
	broken                               bool // some of the bytes are no UTF-8
	western                              western
}

// add counts a piece. At its borders characters may be cut, unless it is the whole text.
func (s *stats) add(b []byte, whole bool) {
	s.total += len(b)
	for _, c := range b {
		switch {
		case c >= utf8.RuneSelf:
			s.high++
		case c == 0:
			s.zeros++
		case control(c):
			s.controls++
		case c <= ' ':
			s.spaces++
		}
	}
	if !whole {
		b = trimCut(b)
	}
	s.broken = s.broken || !utf8.Valid(b)
	s.western.add(b)
}

// trimCut drops the parts of characters at both ends.
func trimCut(b []byte) []byte {
	for i := 0; i < 3 && len(b) > 0 && !utf8.RuneStart(b[0]); i++ {
		b = b[1:]
	}
	for i := len(b) - 1; i >= 0 && i >= len(b)-3; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				b = b[:i]
			}
			break
		}
	}
	return b
}

// encoding decides by the counts. Text in an older encoding of one or two bytes has no control characters at all,
// which binary data of some length has, and is mostly ASCII or has spaces and line ends.
func (s *stats) encoding() (encoding, bool) {
	switch {
	case s.zeros > 0 || s.controls > s.total/500+1 || s.controls > 0 && s.total < 16:
		return encoding{}, false
	case s.high == 0:
		return encoding{name: "us-ascii", unit: 1}, true
	case !s.broken:
		return encoding{name: "utf-8", unit: 1}, true
	}
	if s.controls == 0 && s.total >= 6 && s.high*3 <= s.total && s.western.plausible(s.total) {
		return encoding{name: "windows-1252", unit: 1}, true
	}
	ascii := s.high*10 <= s.total*3 && s.total >= 16
	spaced := s.spaces*200 >= s.total && s.total >= 64
	return encoding{name: "8bit", unit: 1}, s.controls == 0 && (ascii || spaced)
}
