package samples

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
)

// Turn writes into the first track of an MP4 or QuickTime file that it is shown turned clockwise, by 90 or 270 degrees.
// ffmpeg has no option for it that both its versions 5 and 7 know.
func Turn(path string, degrees int) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	// The matrix of ISO/IEC 14496-12, 8.3.2, in a tkhd of version 0, and behind it width and height.
	const matrix, size = 44, 80
	at := bytes.Index(b, []byte("tkhd"))
	if at < 0 || at+size+8 > len(b) || b[at+4] != 0 {
		return fmt.Errorf("%s: no track header of version 0", path)
	}
	width, height := binary.BigEndian.Uint32(b[at+size:]), binary.BigEndian.Uint32(b[at+size+4:])
	const one, minus = 1 << 16, 0xffff0000
	values := map[int][9]uint32{
		90:  {0, one, 0, minus, 0, 0, height, 0, 1 << 30},
		270: {0, minus, 0, one, 0, 0, 0, width, 1 << 30},
	}[degrees]
	if values[8] == 0 {
		return fmt.Errorf("turn by %d degrees: want 90 or 270", degrees)
	}
	for i, v := range values {
		binary.BigEndian.PutUint32(b[at+matrix+4*i:], v)
	}
	return os.WriteFile(path, b, 0o644)
}
