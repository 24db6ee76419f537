package jpeg

import (
	"encoding/binary"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// bitReader reads entropy-coded bits up to the next marker. Behind it, it gives zeros: callers look at short.
type bitReader struct {
	r    *source.Reader
	buf  []byte
	off  int64 // of buf[0] in the file
	i    int   // of the next byte in buf
	acc  uint64
	n    int  // bits in acc; negative once more were taken than there were
	done bool // the marker, or the end of the file, is next
}

func newBitReader(r *source.Reader, off int64) *bitReader {
	return &bitReader{r: r, off: off}
}

// pos is the offset of the byte that holds the next bit.
func (b *bitReader) pos() int64 { return b.off + int64(b.i) - int64(max(b.n, 0)/8) }

// short tells whether more bits were taken than stood before the marker.
func (b *bitReader) short() bool { return b.n < 0 }

// need makes sure that 32 bits are at hand, real ones or zeros behind the end.
func (b *bitReader) need() {
	if b.n < 32 && !b.done {
		b.fill()
	}
}

// take drops k bits, of which there must be need.
func (b *bitReader) take(k int) {
	b.acc <<= k
	b.n -= k
}

// bits takes k bits, at most 16.
func (b *bitReader) bits(k int) int {
	b.need()
	v := int(b.acc >> (63 - k) >> 1)
	b.take(k)
	return v
}

// skip takes k bits, at most 64, whose value does not matter.
func (b *bitReader) skip(k int) {
	for k > 0 {
		b.need()
		step := min(k, 32)
		b.take(step)
		k -= step
	}
}

// symbol decodes the next symbol of t; false when no code fits. With extra, the bits that the symbol's low four bits
// count are taken too: values do not matter here.
func (b *bitReader) symbol(t *table, extra bool) (byte, bool) {
	b.need()
	entry := t.short[b.acc>>(64-shortBits)]
	s, size := byte(entry), int(entry>>8)
	if size == 0 {
		if s, size = t.long(int(b.acc >> 48)); size == 0 {
			return 0, false
		}
	}
	if extra {
		size += int(s & 15)
	}
	b.take(size)
	return s, true
}

// fill fills acc to at least 56 bits, unless the data ends.
func (b *bitReader) fill() {
	for b.n <= 56 && !b.done {
		if b.i+8 <= len(b.buf) {
			if x := binary.BigEndian.Uint64(b.buf[b.i:]); !holdsFF(x) {
				k := (64 - b.n) / 8
				b.acc |= x >> b.n &^ (1<<(64-b.n-8*k) - 1)
				b.i += k
				b.n += 8 * k
				return
			}
		}
		b.byte()
	}
}

// holdsFF tells whether one of the eight bytes is 0xff.
func holdsFF(x uint64) bool {
	x = ^x
	return (x-0x0101010101010101)&^x&0x8080808080808080 != 0
}

// byte adds the next byte, without the zero that is stuffed behind 0xff.
func (b *bitReader) byte() {
	if b.i+2 > len(b.buf) {
		b.more()
	}
	left := b.buf[b.i:]
	if len(left) == 0 || left[0] == 0xff && (len(left) == 1 || left[1] != 0) {
		b.done = true
		return
	}
	b.i++
	if left[0] == 0xff {
		b.i++
	}
	b.acc |= uint64(left[0]) << (56 - b.n)
	b.n += 8
}

// more reads on, so that two bytes are in buf unless the file ends.
func (b *bitReader) more() {
	b.off += int64(b.i)
	b.i = 0
	b.buf = b.r.Bytes(b.off, window)
}
