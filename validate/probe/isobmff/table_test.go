package isobmff_test

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// sizes rewrites the sizes of the only track of a film: as stz2 of the given width, or as one size for all with
// width 0. The box stays as long as it was.
func sizes(file []byte, width int, values ...uint32) []byte {
	out := append([]byte(nil), file...)
	at := bytes.Index(out, []byte("stsz"))
	body := out[at+8 : at+16+4*len(values)]
	count := u32(uint32(len(values)))
	clear(body)
	copy(body[4:], count)
	if width == 0 {
		binary.BigEndian.PutUint32(body, values[0])
		return out
	}
	copy(out[at:], "stz2")
	body[3] = uint8(width)
	for i, v := range values {
		switch width {
		case 4:
			body[8+i/2] |= uint8(v) << (4 * (1 - i%2))
		case 8:
			body[8+i] = uint8(v)
		case 16:
			binary.BigEndian.PutUint16(body[8+2*i:], uint16(v))
		}
	}
	return out
}

func TestSampleSizes(t *testing.T) {
	t.Parallel()
	file := film("mp42", aacStream())
	long := aacStream()
	long.long = true
	uncompressed := stream{handler: "soun", entry: sound("sowt", 2, 16, 8), samples: [][]byte{make([]byte, 4), make([]byte, 4), make([]byte, 4)}, timescale: 8}
	packets := stream{handler: "soun", samples: [][]byte{make([]byte, 34), make([]byte, 34), make([]byte, 34)}, timescale: 8,
		entry: box("ima4", make([]byte, 6), u16(1, 1, 0), u32(0), u16(1, 16, 0xfffe, 0), u32(8<<16, 64, 34, 34, 2))}
	tests := []struct {
		name string
		file []byte
		want int64
	}{
		{"32 bits each", file, 30},
		{"16 bits each", sizes(file, 16, 9, 11, 10), 30},
		{"8 bits each", sizes(file, 8, 9, 11, 10), 30},
		{"4 bits each", sizes(file, 4, 9, 11, 10), 30},
		{"one for all", sizes(file, 0, 10, 10, 10), 30},
		{"64-bit chunk offsets", film("mp42", long), 30},
		{"frames of uncompressed sound", sizes(film("qt  ", uncompressed), 0, 1, 1, 1), 12},
		{"packets of 64 frames", patch(patch(sizes(film("qt  ", packets), 0, 1, 1, 1), "stsz", 1, 8, u32(192)), "stsc", 1, 12, u32(192)), 102},
	}
	for _, test := range tests {
		f := probe(t, test.file, false)
		if len(f.Audio) != 1 || f.Audio[0].Bytes != test.want || len(f.Damage) > 0 {
			t.Errorf("%s: got %+v, %v; want %d bytes and no damage", test.name, f.Audio, f.Damage, test.want)
		}
	}
}
