package flac

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// frame is the header of one frame (RFC 9639 section 9.1).
type frame struct {
	off     int64
	first   int64 // number of its first sample
	samples int
}

const (
	maxHeader = 16
	// maxTail is how far back the last frame is looked for; frames of usual settings have at most 64 KiB.
	maxTail = 1 << 20
)

// parseFrame reads a frame's header with its checksum.
func parseFrame(b []byte, s info) (frame, bool) {
	if len(b) < 6 || b[0] != 0xff || b[1]&0xfe != 0xf8 || b[2]>>4 == 0 || b[2]&15 == 15 || b[3]>>4 > 10 || b[3]&1 != 0 {
		return frame{}, false
	}
	c := source.NewCursor(b[:min(len(b), maxHeader)])
	c.Skip(2)
	sizes := c.U8()
	c.Skip(1)
	number, ok := codedNumber(c)
	f := frame{samples: blockSize(c, sizes>>4)}
	switch sizes & 15 {
	case 12:
		c.Skip(1)
	case 13, 14:
		c.Skip(2)
	}
	length := c.Pos()
	sum := c.U8()
	if !ok || !c.OK() || crc8(b[:length]) != sum {
		return frame{}, false
	}
	f.first = number
	if b[1]&1 == 0 { // blocks of one size: the number counts frames
		f.first = number * int64(s.maxBlock)
	}
	return f, true
}

// codedNumber reads a number written as UTF-8 writes runes, up to 36 bits long.
func codedNumber(c *source.Cursor) (int64, bool) {
	first := c.U8()
	if first < 0x80 {
		return int64(first), c.OK()
	}
	more := 0
	for first&(0x40>>more) != 0 && more < 6 {
		more++
	}
	if more == 0 || first == 0xff {
		return 0, false
	}
	n := int64(first & (0x3f >> more))
	for range more {
		b := c.U8()
		if b&0xc0 != 0x80 {
			return 0, false
		}
		n = n<<6 | int64(b&0x3f)
	}
	return n, c.OK()
}

func blockSize(c *source.Cursor, code uint8) int {
	switch {
	case code == 1:
		return 192
	case code < 6:
		return 576 << (code - 2)
	case code == 6:
		return int(c.U8()) + 1
	case code == 7:
		return int(c.U16()) + 1
	}
	return 256 << (code - 8)
}

// audio checks the frames from begin to end: the first and the last, or with deep every one.
func audio(r *source.Reader, s info, begin, end int64, deep bool, f *media.Facts) {
	first, ok := next(r, s, begin, min(begin+maxTail, end))
	if !ok {
		f.Damagef(media.NoContent, "no frame behind the metadata")
		return
	}
	if first.off > begin {
		f.Damagef(media.Suspect, "%d bytes before the first frame belong to none", first.off-begin)
	}
	f.Audio[0].Bytes = end - first.off
	var last frame
	if deep {
		last = follow(r, s, first, end, f)
	} else {
		last = lastFrame(r, s, first, end)
	}
	reached := last.first + int64(last.samples) - first.first
	switch {
	case s.samples == 0:
		seconds := float64(reached) / float64(s.rate)
		f.Audio[0].Seconds, f.Seconds = &seconds, &seconds
	case reached < s.samples:
		f.Damagef(media.Truncated, "the last frame ends at sample %d of %d", reached, s.samples)
	}
}

// next is the first frame from off to limit.
func next(r *source.Reader, s info, off, limit int64) (frame, bool) {
	const step = 4 << 10
	for off < limit {
		b := r.Bytes(off, step+maxHeader)
		if len(b) == 0 {
			return frame{}, false
		}
		for at := 0; at < min(len(b), step); at++ {
			i := bytes.IndexByte(b[at:min(len(b), step)], 0xff)
			if i < 0 {
				break
			}
			at += i
			if f, ok := parseFrame(b[at:], s); ok && off+int64(at) < limit {
				f.off = off + int64(at)
				return f, true
			}
		}
		off += step
	}
	return frame{}, false
}

// lastFrame is the last frame before end that follows on first: numbers that go back are chance.
func lastFrame(r *source.Reader, s info, first frame, end int64) frame {
	for window := int64(64 << 10); ; window *= 4 {
		from := max(first.off, end-window)
		last := first
		for off := from; ; {
			f, ok := next(r, s, off, end)
			if !ok {
				break
			}
			if f.first > last.first && (s.samples == 0 || f.first < s.samples) {
				last = f
			}
			off = f.off + 1
		}
		if last != first || from == first.off || window >= maxTail {
			return last
		}
	}
}

// follow goes from frame to frame: a frame ends where its checksum fits and the next one begins.
func follow(r *source.Reader, s info, at frame, end int64, f *media.Facts) frame {
	table := newCRCTable()
	bad, firstBad := 0, int64(0)
	for {
		after, intact, ok := table.successor(r, s, at, end)
		if !ok {
			if !intact {
				f.Damagef(media.Suspect, "the last frame, at byte %d, is cut or other bytes follow on it", at.off)
			}
			break
		}
		if !intact {
			if bad == 0 {
				firstBad = at.off
			}
			bad++
		}
		at = after
	}
	if bad > 0 {
		f.Damagef(media.Corrupt, "%d frames fail their checksum, the first at byte %d", bad, firstBad)
	}
	return at
}

// maxFrame is how far the end of a frame is looked for: the largest there can be, 8 channels of 24 bits, are rarer
// than damage.
const maxFrame = 256 << 10

// successor is the frame behind at, and whether the checksum over at fits; false at the last frame. Where a checksum
// does not fit, the header may be chance inside the frame: the one with the right number is waited for.
func (t *crcTable) successor(r *source.Reader, s info, at frame, end int64) (after frame, intact, ok bool) {
	var skipped frame
	off, sum := at.off, uint16(0)
	for from := at.off + 2; from-at.off < maxFrame; from = after.off + 1 {
		after, ok = next(r, s, from, end)
		if !ok {
			break
		}
		off, sum = t.upTo(r, off, after.off, sum)
		if sum == 0 || after.first == at.first+int64(at.samples) {
			return after, sum == 0, true
		}
		if skipped.off == 0 && after.first > at.first {
			skipped = after
		}
	}
	if skipped.off > 0 {
		return skipped, false, true
	}
	_, sum = t.upTo(r, off, end, sum)
	return frame{}, sum == 0, false
}

// upTo continues a checksum over the bytes from off to end.
func (t *crcTable) upTo(r *source.Reader, off, end int64, sum uint16) (int64, uint16) {
	for off < end {
		b := r.Bytes(off, int(min(end-off, 4<<10)))
		if len(b) == 0 {
			break
		}
		sum = t.update(sum, b)
		off += int64(len(b))
	}
	return off, sum
}

// crc8 is the checksum of frame headers, polynomial x^8 + x^2 + x + 1.
func crc8(b []byte) uint8 {
	var crc uint8
	for _, v := range b {
		crc ^= v
		for range 8 {
			carry := crc >> 7
			crc = crc<<1 ^ 7*carry
		}
	}
	return crc
}

// crcTable is the checksum of frames for every byte, polynomial x^16 + x^15 + x^2 + 1.
type crcTable [256]uint16

func newCRCTable() *crcTable {
	var t crcTable
	for i := range t {
		crc := uint16(i) << 8
		for range 8 {
			carry := crc >> 15
			crc = crc<<1 ^ 0x8005*carry
		}
		t[i] = crc
	}
	return &t
}

// update continues a checksum.
func (t *crcTable) update(crc uint16, b []byte) uint16 {
	for _, v := range b {
		crc = crc<<8 ^ t[byte(crc>>8)^v]
	}
	return crc
}
