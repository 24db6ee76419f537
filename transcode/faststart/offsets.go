package faststart

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// patchedMoov reads moov and corrects the positions in it.
func (p plan) patchedMoov(src io.ReadSeeker) ([]byte, error) {
	if _, err := src.Seek(p.moov.start, io.SeekStart); err != nil {
		return nil, err
	}
	moov := make([]byte, p.moov.size)
	if _, err := io.ReadFull(src, moov); err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint32(moov) == 0 {
		// It went on to the end of the file, and will no longer.
		binary.BigEndian.PutUint32(moov, uint32(p.moov.size))
	}
	return moov, p.patch(moov[p.moov.header:], 0)
}

// way is the boxes that lead from moov to the chunk offsets. Other boxes, or these out of their place, are not
// entered, so that no nesting of them is too deep.
func way() []string { return []string{"trak", "mdia", "minf", "stbl"} }

// patch walks the boxes at so many steps of the way and corrects the chunk offsets at its end.
func (p plan) patch(content []byte, steps int) error {
	next := ""
	if steps < len(way()) {
		next = way()[steps]
	}
	for at := int64(0); at < int64(len(content)); {
		b, err := parseBox(content[at:], at, int64(len(content)))
		if err != nil {
			return err
		}
		inside := content[at+b.header : b.end()]
		switch {
		case b.kind == next:
			err = p.patch(inside, steps+1)
		case b.kind == "stco":
			err = p.patchOffsets(inside, 4)
		case b.kind == "co64":
			err = p.patchOffsets(inside, 8)
		case b.kind == "mvex" || b.kind == "cmov" || b.kind == "saio" || b.kind == "meta" && bytes.Contains(inside, []byte("iloc")):
			err = fmt.Errorf("%w: it holds %q", ErrUnsuitable, b.kind)
		}
		if err != nil {
			return err
		}
		at = b.end()
	}
	return nil
}

// patchOffsets corrects a table of positions of so many bytes each, after version, flags and count.
func (p plan) patchOffsets(table []byte, width int) error {
	if len(table) < 8 {
		return fmt.Errorf("%w: a table of chunk offsets is cut off", ErrUnsuitable)
	}
	count, entries := int64(binary.BigEndian.Uint32(table[4:])), table[8:]
	if count > int64(len(entries)/width) {
		return fmt.Errorf("%w: a table announces %d chunk offsets and holds %d", ErrUnsuitable, count, len(entries)/width)
	}
	for ; count > 0; count, entries = count-1, entries[width:] {
		old := offset(entries, width)
		by, copied := p.shift(old)
		if !copied {
			return fmt.Errorf("%w: a chunk stands at %d, outside the media data", ErrUnsuitable, old)
		}
		if width == 4 && old+by > math.MaxUint32 {
			return fmt.Errorf("%w: a chunk would stand beyond 4 GB", ErrUnsuitable)
		}
		put(entries, width, old+by)
	}
	return nil
}

func offset(b []byte, width int) int64 {
	if width == 8 {
		return int64(binary.BigEndian.Uint64(b))
	}
	return int64(binary.BigEndian.Uint32(b))
}

func put(b []byte, width int, at int64) {
	if width == 8 {
		binary.BigEndian.PutUint64(b, uint64(at))
		return
	}
	binary.BigEndian.PutUint32(b, uint32(at))
}
