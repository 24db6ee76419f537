package process

import (
	"encoding/binary"
	"fmt"
	"io"
)

// A frame is what parent and worker exchange: a length in four bytes, the highest first, and as many bytes.

// WriteFrame writes one frame.
func WriteFrame(w io.Writer, payload []byte) error {
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(payload)), uint32(len(payload)))
	_, err := w.Write(append(frame, payload...))
	return err
}

// ReadFrame reads one frame of at most limit bytes. It returns io.EOF when there is none, and io.ErrUnexpectedEOF when
// it breaks off.
func ReadFrame(r io.Reader, limit int) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if uint64(size) > uint64(limit) {
		return nil, fmt.Errorf("a frame of %d bytes is announced, and at most %d are allowed", size, limit)
	}
	payload := make([]byte, size)
	if _, err := io.ReadFull(r, payload); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return payload, nil
}
