package png

import (
	"io"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// stream reads the data of chunks of one name that follow one another.
type stream struct {
	r    *source.Reader
	name string
	skip int64 // bytes at the start of each chunk that are not data
	pos  int64 // of the next chunk
	at   int64 // of the next byte
	left int64 // in this chunk
}

// Read gives io.EOF behind the last chunk, and where the file ends.
func (s *stream) Read(p []byte) (int, error) {
	for s.left == 0 {
		b := s.r.Bytes(s.pos, 8)
		if len(b) < 8 || string(b[4:]) != s.name {
			return 0, io.EOF
		}
		size := int64(source.NewCursor(b).U32())
		s.at, s.left = s.pos+8+s.skip, max(0, size-s.skip)
		s.pos += 12 + size
	}
	n := copy(p, s.r.Bytes(s.at, int(min(s.left, int64(len(p)), window))))
	if n == 0 {
		if err := s.r.Err(); err != nil {
			return 0, err
		}
		return 0, io.EOF
	}
	s.at, s.left = s.at+int64(n), s.left-int64(n)
	return n, nil
}
