package matroska

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// unknown is the size of an element that goes on until something of a higher level begins.
const unknown = -1

// element is the head of an EBML element (RFC 8794 section 6).
type element struct {
	id uint32
	// off is where the contents begin, size how long they say they are.
	off, size int64
}

// end is the offset behind the contents; only for elements of known size.
func (e element) end() int64 { return e.off + e.size }

// readElement reads the head at off; false where the bytes are none.
func readElement(r *source.Reader, off int64) (element, bool) {
	return parseElement(r.Bytes(off, 12), off)
}

func parseElement(b []byte, off int64) (element, bool) {
	id, n, ok := vint(b, 4)
	if !ok {
		return element{}, false
	}
	raw, m, ok := vint(b[n:], 8)
	if !ok {
		return element{}, false
	}
	e := element{id: uint32(id), off: off + int64(n+m), size: unknown}
	if mask := uint64(1)<<(7*m) - 1; raw&mask != mask {
		e.size = int64(raw & mask)
	}
	return e, true
}

// vint reads a number of variable length with its marker, and says how many bytes it took.
func vint(b []byte, most int) (value uint64, n int, ok bool) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0, false
	}
	n = bits.LeadingZeros8(b[0]) + 1
	if n > most || n > len(b) {
		return 0, 0, false
	}
	for _, v := range b[:n] {
		value = value<<8 | uint64(v)
	}
	return value, n, true
}

// each calls f for every element of known size in b.
func each(b []byte, f func(id uint32, body []byte)) {
	for off := int64(0); off < int64(len(b)); {
		e, ok := parseElement(b[off:], off)
		if !ok || e.size == unknown || e.end() > int64(len(b)) {
			return
		}
		f(e.id, b[e.off:e.end()])
		off = e.end()
	}
}

func number(b []byte) uint64 {
	var v uint64
	for _, d := range b[:min(len(b), 8)] {
		v = v<<8 | uint64(d)
	}
	return v
}

func float(b []byte) float64 {
	switch len(b) {
	case 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
	case 8:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return 0
}

// text is a string up to its padding.
func text(b []byte) string {
	for i, c := range b {
		if c == 0 {
			return string(b[:i])
		}
	}
	return string(b)
}
