package gif

import (
	"io"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// subBlocks reads the bytes of data sub-blocks.
type subBlocks struct {
	r    *source.Reader
	pos  int64 // of the next sub-block
	data []byte
}

// next returns the next byte; false behind the last.
func (s *subBlocks) next() (byte, bool) {
	if len(s.data) == 0 {
		b := s.r.Bytes(s.pos, 256)
		if len(b) < 2 || b[0] == 0 {
			return 0, false
		}
		n := min(int(b[0]), len(b)-1)
		s.data = b[1 : 1+n]
		s.pos += 1 + int64(b[0])
	}
	b := s.data[0]
	s.data = s.data[1:]
	return b, true
}

// ReadByte is next for packages that want an io.ByteReader.
func (s *subBlocks) ReadByte() (byte, error) {
	if b, ok := s.next(); ok {
		return b, nil
	}
	return 0, io.EOF
}

// Read is for an io.Reader; it gives one byte at a time.
func (s *subBlocks) Read(to []byte) (int, error) {
	if len(to) == 0 {
		return 0, nil
	}
	b, err := s.ReadByte()
	if err != nil {
		return 0, err
	}
	to[0] = b
	return 1, nil
}

const maxCode = 1 << 12

// count follows LZW codes that begin with so many bits and counts the pixels they stand for, up to want. It is not
// sound when a code refers to one that is not defined yet. Only the lengths of the strings are kept.
func count(s *subBlocks, bits, want int) (pixels int, sound bool) {
	var length [maxCode]int32
	reset, end := 1<<bits, 1<<bits+1
	for i := range reset {
		length[i] = 1
	}
	next, width, last := end+1, bits+1, 0 // last is the length of the string before, 0 behind a reset
	acc, have := 0, 0
	for pixels < want {
		for have < width {
			b, ok := s.next()
			if !ok {
				return pixels, true
			}
			acc |= int(b) << have
			have += 8
		}
		code := acc & (1<<width - 1)
		acc, have = acc>>width, have-width
		switch {
		case code == reset:
			next, width, last = end+1, bits+1, 0
			continue
		case code == end:
			return pixels, true
		case code > next || code >= reset && last == 0 || code == next && next == maxCode:
			return pixels, false
		}
		if last > 0 && next < maxCode {
			length[next] = int32(min(last+1, want))
			next++
			if next == 1<<width && width < 12 {
				width++
			}
		}
		last = int(length[code])
		pixels += last
	}
	return pixels, true
}
