package ogg

import (
	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	headerSize  = 27
	maxPageSize = headerSize + 255 + 255*255
)

// page is one Ogg page (RFC 3533 section 6). Its slices are valid until the next read.
type page struct {
	off       int64
	continued bool
	begins    bool
	ends      bool
	granule   int64
	serial    uint32
	sequence  uint32
	checksum  uint32
	lacing    []byte
	body      []byte
	raw       []byte
	// missing counts the bytes that the file lacks of the page.
	missing int64
}

// end is the offset behind the page.
func (p page) end() int64 { return p.off + int64(len(p.raw)) + p.missing }

// readPage reads the page at off; false where none begins there.
func readPage(r *source.Reader, off int64) (page, bool) {
	head := r.Bytes(off, headerSize+255)
	c := source.NewCursor(head)
	mark, version, flags := c.Take(4), c.U8(), c.U8()
	p := page{
		off: off, continued: flags&1 != 0, begins: flags&2 != 0, ends: flags&4 != 0,
		granule: int64(c.LE64()), serial: c.LE32(), sequence: c.LE32(), checksum: c.LE32(),
	}
	segments := int(c.U8())
	if !c.OK() || string(mark) != "OggS" || version != 0 {
		return page{}, false
	}
	if c.Left() < segments {
		p.raw, p.missing = head, int64(segments-c.Left())
		return p, true
	}
	length := headerSize + segments
	for _, l := range c.Take(segments) {
		length += int(l)
	}
	p.raw = r.Bytes(off, length)
	p.missing = int64(length - len(p.raw))
	if p.missing == 0 {
		p.lacing, p.body = p.raw[headerSize:headerSize+segments], p.raw[headerSize+segments:]
	}
	return p, true
}

// intact reports whether a whole page matches its checksum. Sum is scratch memory.
func (p page) intact(sum *Checksum) bool { return sum.Matches(p.raw) }
