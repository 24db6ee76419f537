package zipdoc

import (
	"bytes"
	"errors"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	// endSize is the end record without its comment (APPNOTE 4.3.16), maxComment the longest comment.
	endSize    = 22
	maxComment = 1<<16 - 1
	// maxDirectory bounds the list of entries: each of its entries takes some 500 bytes of memory.
	maxDirectory = 5 << 20
	// maxScan is how far local entries are looked at where there is no list.
	maxScan = 1 << 20
)

var (
	errLarge = errors.New("the archive lists more entries than are looked at")
	errNoEnd = errors.New("no list of entries at the end of the file")
)

// checkDirectory refuses a list of entries that costs too much to read, before archive/zip reads it.
func checkDirectory(r *source.Reader) error {
	from := max(0, r.Size()-endSize-maxComment)
	tail := r.Bytes(max(from, r.Size()-1<<10), 1<<10)
	at := r.Size() - int64(len(tail))
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 {
		tail = r.Bytes(from, endSize+maxComment)
		at = from
		if i = bytes.LastIndex(tail, []byte("PK\x05\x06")); i < 0 {
			return errNoEnd
		}
	}
	c := source.NewCursor(tail[i:])
	c.Skip(12)
	size, begin := int64(c.LE32()), int64(c.LE32())
	end := at + int64(i)
	if !c.OK() {
		return errNoEnd
	}
	if begin == 1<<32-1 || begin+size != end { // ZIP64, or bytes before the archive: the list is what is left
		size = max(size, end-min(begin, end))
	}
	if begin == 1<<32-1 {
		size = end
	}
	if size > maxDirectory {
		return errLarge
	}
	return nil
}

// unlisted describes an archive without a list of entries: what the entries themselves say.
func unlisted(r *source.Reader, f *media.Facts) {
	f.Damagef(media.Truncated, "the list of entries, which stands at the end, is missing or broken")
	off := int64(0)
	for n := 0; n < 64 && off < maxScan; n++ {
		c := source.NewCursor(r.Bytes(off, 30+256))
		mark := c.LE32()
		c.Skip(2)
		flags := c.LE16()
		c.Skip(10)
		packed := int64(c.LE32())
		c.Skip(4)
		nameLength, extra := int(c.LE16()), int64(c.LE16())
		name := normal(string(c.Take(min(nameLength, c.Left()))))
		if mark != 0x04034b50 || !c.OK() {
			return
		}
		if k, ok := partOf(name); ok {
			set(f, k)
			return
		}
		begin := off + 30 + int64(nameLength) + extra
		off = begin + packed
		if flags&8 != 0 { // the size stands behind the data
			if off = nextEntry(r, begin); off < 0 {
				return
			}
		}
	}
}

// nextEntry is the offset of the next local entry, -1 when there is none near.
func nextEntry(r *source.Reader, off int64) int64 {
	const step = 4 << 10
	for end := off + maxScan; off < end; off += step - 4 {
		b := r.Bytes(off, step)
		if i := bytes.Index(b, []byte("PK\x03\x04")); i >= 0 {
			return off + int64(i)
		}
		if len(b) < step {
			return -1
		}
	}
	return -1
}
