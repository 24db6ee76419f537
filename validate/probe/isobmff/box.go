package isobmff

import (
	"encoding/binary"
	"iter"
	"math"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// maxBoxes bounds the box headers that are read of one file. An hour in fragments of half a second takes 60,000.
const maxBoxes = 1 << 20

// maxCopied bounds the bytes of descriptions and tables that are copied out of one file, of all its tracks and items
// together.
const maxCopied = 24 << 20

// box is a piece of the file with a type (ISO/IEC 14496-12, 4.2).
type box struct {
	kind  string // four characters
	start int64  // of the header
	body  int64  // of the payload
	end   int64  // of the payload, at most the end of the parent
	past  int64  // bytes by which the box says it runs past its parent
}

func (b box) size() int64 { return b.end - b.body }

// walker finds boxes.
type walker struct {
	r    *source.Reader
	left int   // boxes that may still be read
	room int64 // bytes that may still be copied
	full bool  // there was no room for something
}

// next reads the box at off. It is false where no box can begin.
func (w *walker) next(off, end int64) (box, bool) {
	head := w.r.Bytes(off, 16)
	if end-off < 8 || len(head) < 8 || w.left == 0 {
		return box{}, false
	}
	w.left--
	b := box{kind: string(head[4:8]), start: off, body: off + 8, end: end}
	size := uint64(binary.BigEndian.Uint32(head))
	switch size {
	case 0: // up to the end of the parent
		return b, true
	case 1:
		if len(head) < 16 || end-off < 16 {
			return box{}, false
		}
		size = binary.BigEndian.Uint64(head[8:])
		b.body += 8
	}
	if size < uint64(b.body-off) {
		return box{}, false
	}
	if room := uint64(end - off); size > room {
		b.past = int64(min(size-room, math.MaxInt64))
		return b, true
	}
	b.end = off + int64(size)
	return b, true
}

// within yields the boxes between off and end, as far as they follow one another.
func (w *walker) within(off, end int64) iter.Seq[box] {
	return func(yield func(box) bool) {
		for off < end {
			b, ok := w.next(off, end)
			if !ok || !yield(b) {
				return
			}
			off = b.end
		}
	}
}

// children yields the boxes inside b.
func (w *walker) children(b box) iter.Seq[box] { return w.within(b.body, b.end) }

// load copies the first limit bytes of a box's payload, or all of it when it is shorter, as long as there is room.
func (w *walker) load(b box, limit int64) []byte {
	n := min(b.size(), limit)
	if w.full = w.full || n > w.room; w.full {
		return nil
	}
	w.room -= n
	return append([]byte(nil), w.r.Bytes(b.body, int(n))...)
}

// fields reads a full box: its version, its flags, and a cursor on what follows. The bytes are valid until the next
// read.
func (w *walker) fields(b box, limit int64) (version uint8, flags uint32, c *source.Cursor) {
	c = source.NewCursor(w.r.Bytes(b.body, int(min(b.size(), limit))))
	return c.U8(), c.U24(), c
}

// inside yields the boxes of a piece of memory; the last one may be cut.
func inside(b []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 8 {
			size := int64(binary.BigEndian.Uint32(b))
			head := int64(8)
			if size == 1 && len(b) >= 16 {
				size, head = int64(min(binary.BigEndian.Uint64(b[8:]), math.MaxInt64)), 16
			}
			if size == 0 || size > int64(len(b)) {
				size = int64(len(b))
			}
			if size < head || !yield(string(b[4:8]), b[head:size]) {
				return
			}
			b = b[size:]
		}
	}
}
