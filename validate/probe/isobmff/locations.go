package isobmff

import (
	"math"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// locations reads iloc (ISO/IEC 14496-12, 8.11.3), which says where the pieces of items are.
type locations struct {
	c                            *source.Cursor
	version                      uint8
	offset, length, base, number int // widths in bytes
	size                         int64
	idat                         int64
}

// readLocations fills in where items are and how much of them is missing; size is the file's.
func (it *items) readLocations(b []byte, size int64) {
	l := locations{c: source.NewCursor(b), size: size, idat: it.idat}
	l.version = l.c.U8()
	l.c.Skip(3)
	widths := l.c.U16()
	l.offset, l.length, l.base = int(widths>>12), int(widths>>8&15), int(widths>>4&15)
	if l.version > 0 {
		l.number = int(widths & 15)
	}
	for range readID(l.c, l.version > 1) { // the count is as wide as the numbers
		id, found := l.read()
		if !l.c.OK() {
			return
		}
		found.kind = it.byID[id].kind
		if _, known := it.byID[id]; known || len(it.byID) < maxItems {
			it.byID[id] = found
		}
	}
}

// read reads one item.
func (l *locations) read() (uint32, item) {
	id := readID(l.c, l.version > 1)
	method := uint16(0)
	if l.version > 0 {
		method = l.c.U16() & 15
	}
	external := l.c.U16() != 0
	base := l.uint(l.base)
	pieces := int(l.c.U16())
	if l.number+l.offset+l.length == 0 { // all pieces alike: the whole file
		pieces = min(pieces, 1)
	}
	it := item{found: !external && pieces > 0}
	for range pieces {
		l.uint(l.number)
		off, n := base+l.uint(l.offset), l.uint(l.length)
		if !l.c.OK() {
			break
		}
		l.check(&it, method, int64(min(off, math.MaxInt64)), int64(min(n, math.MaxInt64)))
	}
	return id, it
}

// check adds a piece of an item and notes what of it is not there.
func (l *locations) check(it *item, method uint16, off, n int64) {
	end := l.size
	switch method {
	case 1: // counted from the start of idat
		end = l.idat
	case 2: // a part of another item
		return
	}
	if n == 0 { // up to the end
		n = max(0, end-off)
	}
	it.bytes = clipSum(it.bytes, n)
	if past := clipSum(off, n) - end; past > 0 {
		if it.past == 0 {
			it.outside = off
		}
		it.past = clipSum(it.past, min(past, n))
	}
}

// uint reads a number of 0, 4 or 8 bytes.
func (l *locations) uint(width int) uint64 {
	switch width {
	case 4:
		return uint64(l.c.U32())
	case 8:
		return l.c.U64() & (1<<62 - 1)
	}
	l.c.Skip(width)
	return 0
}
