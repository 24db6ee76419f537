package jpeg

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Markers (ITU-T T.81, table B.1).
const (
	sof0  = 0xc0
	sof1  = 0xc1
	sof2  = 0xc2
	sof3  = 0xc3
	dht   = 0xc4
	jpg   = 0xc8
	sof9  = 0xc9
	sof10 = 0xca
	sof11 = 0xcb
	dac   = 0xcc
	sof15 = 0xcf
	rst0  = 0xd0
	rst7  = 0xd7
	soi   = 0xd8
	eoi   = 0xd9
	sos   = 0xda
	dqt   = 0xdb
	dnl   = 0xdc
	dri   = 0xdd
	dhp   = 0xde
	exp   = 0xdf
	app0  = 0xe0
	app15 = 0xef
	sof55 = 0xf7 // JPEG-LS (ITU-T T.87)
	com   = 0xfe
	tem   = 0x01
)

// window is how many bytes are looked through at once for a marker.
const window = 32 << 10

// segments walks from the start of the image to its end, or to where no decoder goes on.
func (p *parser) segments() {
	for {
		m, ok := p.marker()
		if !ok {
			p.missingEnd()
			return
		}
		switch {
		case m == eoi:
			p.end = p.pos
			p.complete()
			return
		case m >= rst0 && m <= rst7 || m == tem:
		case m == soi:
			p.corrupt("a second start of image stands at byte %d, inside the first", p.pos-2)
			return
		default:
			if !p.segment(m) {
				return
			}
		}
	}
}

// marker finds the next marker and returns its code. What stands before it is skipped, as decoders do, and told once.
func (p *parser) marker() (byte, bool) {
	if b := p.r.Bytes(p.pos, 2); len(b) == 2 && b[0] == 0xff && b[1] != 0 && b[1] != 0xff {
		p.pos += 2
		return b[1], true
	}
	start := p.pos
	for {
		b := p.r.Bytes(p.pos, window)
		i := bytes.IndexByte(b, 0xff)
		last := len(b) < window
		if i < 0 {
			i = len(b)
		}
		n := leading(b[i:])
		switch {
		case i+n < len(b) && b[i+n] != 0:
			p.noteJunk(start, p.pos+int64(i))
			p.pos += int64(i+n) + 1
			return b[i+n], true
		case i+n < len(b):
			p.pos += int64(i+n) + 1
		case last:
			return 0, false
		default:
			p.pos += int64(i + max(n-1, 0))
		}
	}
}

// leading counts the fill bytes that b starts with.
func leading(b []byte) int {
	n := 0
	for n < len(b) && b[n] == 0xff {
		n++
	}
	return n
}

func (p *parser) noteJunk(start, end int64) {
	if n := end - start; n > 0 && !p.junk {
		p.junk = true
		p.suspect("%d bytes at byte %d belong to no segment", n, start)
	}
}

// segment reads one segment with a length. It returns false when no decoder reads on.
func (p *parser) segment(m byte) bool {
	at := p.pos
	b := p.r.Bytes(at, 2)
	if len(b) < 2 {
		return p.cut("%s at byte %d", name(m), at-2)
	}
	size := int64(b[0])<<8 | int64(b[1])
	if size < 2 {
		return p.corrupt("%s at byte %d has a length of %d; no segment is shorter than 2", name(m), at-2, size)
	}
	p.pos += size
	if p.pos > p.r.Size() {
		return p.cut("%s at byte %d, which is %d bytes long", name(m), at-2, size)
	}
	return p.read(m, at+2, int(size-2))
}

// read reads the n bytes at off that a segment holds.
func (p *parser) read(m byte, off int64, n int) bool {
	body := func() *source.Cursor { return source.NewCursor(p.r.Bytes(off, n)) }
	switch {
	case m == dht:
		return p.huffmanTables(body())
	case m == dqt:
		return p.quantTables(body())
	case m == dri:
		return p.restartInterval(body())
	case m == sos:
		return p.scan(body())
	case m >= sof0 && m <= sof15 && m != jpg && m != dac, m == sof55:
		return p.frameHeader(m, body())
	case m >= app0 && m <= app15 || m == com:
		p.application(m, off, n)
		return true
	case m == dnl || m == dac:
		return true
	case m == dhp || m == exp:
		return p.hierarchical()
	}
	return p.unknown(m, off)
}

// unknown judges a marker that no decoder knows: they give up, unless they have all of the picture.
func (p *parser) unknown(m byte, off int64) bool {
	if p.scans > 0 && p.missing() == "" {
		return p.suspect("marker 0x%02x at byte %d is not known; decoders that read on give up there", m, off-4)
	}
	return p.corrupt("marker 0x%02x at byte %d is not known to decoders, which give up there", m, off-4)
}

// corrupt, suspect and cut note damage, unless it follows from a damaged scan; they return false for the caller to pass
// on.
func (p *parser) corrupt(format string, args ...any) bool {
	return p.blame(media.Corrupt, format, args...)
}

func (p *parser) suspect(format string, args ...any) bool {
	return p.blame(media.Suspect, format, args...)
}

func (p *parser) cut(format string, args ...any) bool {
	return p.blame(media.Truncated, "the file ends inside "+format, args...)
}

func (p *parser) blame(kind media.DamageKind, format string, args ...any) bool {
	if !p.damaged {
		p.facts.Damagef(kind, format, args...)
	}
	return false
}
