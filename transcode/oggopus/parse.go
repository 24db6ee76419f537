package oggopus

import (
	"bytes"
	"encoding/binary"

	"github.com/wamedia/wamedia/validate/probe/ogg"
	"github.com/wamedia/wamedia/validate/probe/opus"
)

const (
	headerSize  = 27
	maxPageSize = headerSize + 255 + 255*255
)

// mark is what a page begins with, its version included.
var mark = []byte("OggS\x00")

// page is one page of the source (RFC 3533 section 6). It shares memory with the parser.
type page struct {
	flags        byte
	granule      int64
	serial       uint32
	sequence     uint32
	lacing, body []byte
}

func (p page) continued() bool { return p.flags&flagContinued != 0 }
func (p page) begins() bool    { return p.flags&flagBegins != 0 }
func (p page) ends() bool      { return p.flags&flagEnds != 0 }

const (
	flagContinued = 1
	flagBegins    = 2
	flagEnds      = 4
)

// parser finds pages in a stream of bytes.
type parser struct {
	buf []byte
	sum ogg.Checksum
}

// take adds bytes and hands on the pages that are whole.
func (s *parser) take(b []byte, each func(page) error) error {
	for len(b) > 0 {
		n := min(len(b), maxPageSize)
		s.buf, b = append(s.buf, b[:n]...), b[n:]
		rest := s.buf
		for {
			p, size, ok := s.next(rest)
			if !ok {
				rest = rest[size:]
				break
			}
			if err := each(p); err != nil {
				return err
			}
			rest = rest[size:]
		}
		s.buf = append(s.buf[:0], rest...)
	}
	return nil
}

// finish hands on the pages that follow a mark which belongs to no whole page.
func (s *parser) finish(each func(page) error) error {
	for rest := s.buf; len(rest) >= headerSize; {
		p, size, ok := s.next(rest)
		switch {
		case !ok:
			size = min(len(rest), size+1)
		default:
			if err := each(p); err != nil {
				return err
			}
		}
		rest = rest[size:]
	}
	return nil
}

// next finds the first whole page in b and returns where it ends. Where there is none yet, size is how many bytes cannot
// be part of one.
func (s *parser) next(b []byte) (p page, size int, ok bool) {
	for at := 0; ; at++ {
		found := bytes.Index(b[at:], mark)
		if found < 0 {
			return page{}, max(at, len(b)-len(mark)+1), false
		}
		at += found
		p, length, whole := read(b[at:])
		switch {
		case !whole:
			return page{}, at, false
		case s.sum.Matches(b[at : at+length]):
			return p, at + length, true
		}
	}
}

// read reads the page at the start of b; false where b ends before it does.
func read(b []byte) (p page, length int, whole bool) {
	if len(b) < headerSize || len(b) < headerSize+int(b[26]) {
		return page{}, 0, false
	}
	lacing := b[headerSize : headerSize+int(b[26])]
	length = headerSize + len(lacing)
	for _, l := range lacing {
		length += int(l)
	}
	if len(b) < length {
		return page{}, 0, false
	}
	return page{
		flags: b[5], granule: int64(binary.LittleEndian.Uint64(b[6:])), serial: binary.LittleEndian.Uint32(b[14:]),
		sequence: binary.LittleEndian.Uint32(b[18:]), lacing: lacing, body: b[headerSize+len(lacing) : length],
	}, length, true
}

// assembler puts packets together from the pages of one stream.
type assembler struct {
	packet []byte
	// open reports that the packet goes on on the next page, which has the number next; broken that its beginning is
	// missing.
	open, broken bool
	next         uint32
}

// page takes the next page and hands on the packets that end on it. A packet of which a part is missing is left out. Of
// one that is longer than Opus can be the beginning is handed on.
func (a *assembler) page(p page, each func([]byte) error) error {
	switch {
	case !p.continued():
		a.broken = false
	case !a.open || p.sequence != a.next:
		a.broken = true
	}
	if !p.continued() || a.broken {
		a.packet = a.packet[:0]
	}
	a.next = p.sequence + 1
	body := p.body
	for _, l := range p.lacing {
		piece := body[:l]
		body = body[l:]
		if len(a.packet) <= opus.MaxPacket {
			a.packet = append(a.packet, piece...)
		}
		if a.open = l == 255; a.open {
			continue
		}
		if !a.broken {
			if err := each(a.packet); err != nil {
				return err
			}
		}
		a.broken, a.packet = false, a.packet[:0]
	}
	return nil
}
