package webp

import (
	"bytes"
	"crypto/sha256"
)

const (
	// disposeFlag and noBlendFlag of a frame: its area is cleared after it, and it replaces what it covers.
	disposeFlag = 1 << 0
	noBlendFlag = 1 << 1
)

// repeats finds out whether every frame of an animation holds the same bytes in the same place as the first.
type repeats struct {
	frames int
	differ bool
	head   []byte // of the first frame: place, size and flags
	sum    []byte // of its picture
	size   int64
}

// note compares a frame with the first. opaque says that nothing of the frame is transparent. A frame that is blended
// over itself shows more than the first did where it is half transparent.
func (e *repeats) note(p *parser, s span, opaque bool) {
	e.frames++
	if e.differ {
		return
	}
	head := bytes.Clone(p.r.Bytes(s.off, frameHeader))
	if len(head) < frameHeader {
		e.differ = true
		return
	}
	flags := head[frameHeader-1]
	copy(head[12:15], []byte{0, 0, 0}) // how long it is shown
	first := e.frames == 1
	switch {
	case first:
		e.head, e.size = head, s.size
	case s.size != e.size || !bytes.Equal(head, e.head):
		e.differ = true
		return
	}
	e.differ = flags&(disposeFlag|noBlendFlag) == 0 && !opaque
	sum := e.hash(p, s)
	if first {
		e.sum = sum
	}
	e.differ = e.differ || !bytes.Equal(sum, e.sum)
}

func (e *repeats) hash(p *parser, s span) []byte {
	h := sha256.New()
	for off, end := s.off+frameHeader, s.off+s.size; off < end; {
		b := p.r.Bytes(off, int(min(end-off, hashed)))
		if len(b) == 0 {
			e.differ = true
			break
		}
		h.Write(b)
		off += int64(len(b))
	}
	return h.Sum(nil)
}

// hashed is how many bytes are hashed at a time, out of the reader's buffer: an animation may have millions of frames.
const hashed = 32 << 10
