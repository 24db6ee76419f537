package jpeg

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

const (
	maxEntries = 64 // pictures beside the first that are looked for; cameras write one to three
	tagEntries = 0xb002
	entrySize  = 16
)

// further finds the other pictures of a multi-picture file (CIPA DC-007): they belong to it and are not trailing data.
func (p *parser) further() {
	if p.index == 0 || p.end < 0 {
		return
	}
	found := 0
	for _, e := range p.pictures() {
		at, size := p.index+int64(e[0]), int64(e[1])
		if e[0] == 0 || at+size > p.r.Size() || !bytes.Equal(p.r.Bytes(at, 2), []byte{0xff, soi}) {
			continue // the entry of the first picture, or a stale one
		}
		found++
		p.noteGainMap(at, min(int(size), window))
		p.end = max(p.end, at+size)
	}
	if found > 0 {
		p.facts.Name = fmt.Sprintf("JPEG image (the first of %d)", found+1)
	}
}

// pictures returns offset and size of the pictures that the index lists.
func (p *parser) pictures() (list [][2]uint32) {
	head := p.r.Bytes(p.index, 8)
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(head, []byte("II*\x00")) && len(head) == 8:
		order = binary.LittleEndian
	case bytes.HasPrefix(head, []byte("MM\x00*")) && len(head) == 8:
		order = binary.BigEndian
	default:
		return nil
	}
	dir := p.index + int64(order.Uint32(head[4:]))
	b := p.r.Bytes(dir, 2+12*maxEntries)
	for at := 2; at+12 <= len(b) && at < 2+12*int(order.Uint16(b)); at += 12 {
		if order.Uint16(b[at:]) != tagEntries {
			continue
		}
		n, off := min(order.Uint32(b[at+4:]), entrySize*maxEntries), p.index+int64(order.Uint32(b[at+8:]))
		for b := p.r.Bytes(off, int(n)); len(b) >= entrySize; b = b[entrySize:] {
			list = append(list, [2]uint32{order.Uint32(b[8:]), order.Uint32(b[4:])})
		}
		break
	}
	return list
}
