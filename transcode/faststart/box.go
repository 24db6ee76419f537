package faststart

import (
	"encoding/binary"
	"fmt"
	"io"
)

// box is one box of the file: its header and all that is in it.
type box struct {
	kind        string
	start, size int64
	header      int64
}

func (b box) end() int64 { return b.start + b.size }

// maxBoxes bounds the boxes at the top of a file.
const maxBoxes = 10_000

// list reads the headers at the top of the file.
func list(src io.ReadSeeker, size int64) ([]box, error) {
	var boxes []box
	for at := int64(0); at < size; {
		b, err := readBox(src, at, size)
		if err != nil {
			return nil, err
		}
		if len(boxes) == maxBoxes {
			return nil, fmt.Errorf("%w: the file has more than %d boxes", ErrUnsuitable, maxBoxes)
		}
		boxes = append(boxes, b)
		at = b.end()
	}
	return boxes, nil
}

func readBox(src io.ReadSeeker, at, size int64) (box, error) {
	if _, err := src.Seek(at, io.SeekStart); err != nil {
		return box{}, err
	}
	head := make([]byte, min(16, size-at))
	if _, err := io.ReadFull(src, head); err != nil {
		return box{}, err
	}
	return parseBox(head, at, size)
}

// parseBox reads a header at a position of something that ends at limit. Size 1 means that 64 bits follow, size 0 that
// the box goes on to the end.
func parseBox(head []byte, at, limit int64) (box, error) {
	if len(head) < 8 {
		return box{}, fmt.Errorf("%w: %d bytes at %d are no box", ErrUnsuitable, len(head), at)
	}
	b := box{kind: string(head[4:8]), start: at, size: int64(binary.BigEndian.Uint32(head)), header: 8}
	switch {
	case b.size == 1 && len(head) >= 16:
		b.header = 16
		b.size = int64(binary.BigEndian.Uint64(head[8:]))
	case b.size == 0:
		b.size = limit - at
	}
	if b.size < b.header || b.size > limit-at {
		return box{}, fmt.Errorf("%w: the box %q at %d has a size of %d, and %d bytes are left",
			ErrUnsuitable, b.kind, at, b.size, limit-at)
	}
	return b, nil
}
