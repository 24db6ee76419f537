package repair

import (
	"bytes"
	"compress/lzw"
	"fmt"
	"io"
)

// GIF tells the share of the pixels of the first frame that can be decoded, 0 to 1. The error wraps ErrNothing.
func GIF(b []byte) (float64, error) {
	r := bytes.NewReader(b)
	width, height, err := firstFrame(r)
	if err != nil {
		return 0, fmt.Errorf("%w: no frame begins", ErrNothing)
	}
	size, err := r.ReadByte()
	if err != nil || size < 2 || size > 8 {
		return 0, fmt.Errorf("%w: the first frame has no pixels", ErrNothing)
	}
	all := int64(width) * int64(height)
	codes := lzw.NewReader(&subBlocks{r: r}, lzw.LSB, int(size))
	got, _ := io.CopyN(io.Discard, codes, all) // what comes before an error counts
	if got == 0 {
		return 0, fmt.Errorf("%w: the first frame has no pixels", ErrNothing)
	}
	return float64(got) / float64(all), nil
}

const (
	imageSeparator   = 0x2c
	extensionMark    = 0x21
	screenDescriptor = 13
)

// firstFrame reads up to the pixels of the first frame (GIF89a, 18 to 22).
func firstFrame(r *bytes.Reader) (width, height int, err error) {
	var screen [screenDescriptor]byte
	if _, err := io.ReadFull(r, screen[:]); err != nil {
		return 0, 0, err
	}
	skip(r, colours(screen[10]))
	for {
		mark, err := r.ReadByte()
		switch {
		case err != nil:
			return 0, 0, err
		case mark == imageSeparator:
			var d [9]byte
			_, err := io.ReadFull(r, d[:])
			skip(r, colours(d[8]))
			width, height = int(d[4])|int(d[5])<<8, int(d[6])|int(d[7])<<8
			if width == 0 || height == 0 {
				err = io.ErrUnexpectedEOF
			}
			return width, height, err
		case mark != extensionMark:
			return 0, 0, io.ErrUnexpectedEOF
		}
		skip(r, 1)
		if _, err := io.Copy(io.Discard, &subBlocks{r: r}); err != nil {
			return 0, 0, err
		}
	}
}

// colours is how many bytes the table takes that flags announce.
func colours(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skip goes no further than the end.
func skip(r *bytes.Reader, n int64) { _, _ = io.CopyN(io.Discard, r, n) }

// subBlocks reads data that is cut into pieces of up to 255 bytes, up to the empty one that ends it.
type subBlocks struct {
	r    *bytes.Reader
	left int
}

// Read gives io.ErrUnexpectedEOF where the pieces end without an empty one.
func (s *subBlocks) Read(b []byte) (int, error) {
	if s.left == 0 {
		n, err := s.r.ReadByte()
		if err != nil {
			return 0, io.ErrUnexpectedEOF
		}
		if n == 0 {
			return 0, io.EOF
		}
		s.left = int(n)
	}
	n, err := s.r.Read(b[:min(len(b), s.left)])
	s.left -= n
	if err != nil {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
