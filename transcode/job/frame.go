package job

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxFrame is the most bytes that a frame carries.
const maxFrame = 1 << 20

var errFrame = errors.New("not a stream of frames")

// ReadFrame reads the payload of one frame: four bytes of length, most significant first, and as many bytes. It
// returns io.EOF where the stream ends between two frames. After any other error nothing more can be read from it.
func ReadFrame(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fmt.Errorf("%w: it ends within a length", errFrame)
		}
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > maxFrame {
		return nil, fmt.Errorf("%w: a length of %d bytes, at most %d are allowed", errFrame, n, maxFrame)
	}
	payload := make([]byte, n)
	if _, err := io.ReadFull(r, payload); err != nil {
		return nil, fmt.Errorf("%w: it ends within a frame of %d bytes", errFrame, n)
	}
	return payload, nil
}

// WriteFrame writes v as JSON in one frame, with one call of Write.
func WriteFrame(w io.Writer, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode a frame: %w", err)
	}
	if len(payload) > maxFrame {
		return fmt.Errorf("frame of %d bytes, at most %d are allowed", len(payload), maxFrame)
	}
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(payload)), uint32(len(payload)))
	if _, err := w.Write(append(frame, payload...)); err != nil {
		return fmt.Errorf("write a frame: %w", err)
	}
	return nil
}
