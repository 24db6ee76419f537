package jpeg_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// painting is a picture with detail in every block.
func painting(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x * 7), uint8(y*5 ^ x), uint8(x * y / 3), 255})
		}
	}
	return m
}

// baseline encodes a picture as Go does: 4:2:0, no metadata.
func baseline(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// saved encodes the painting through libvips with its jpegsave options, after the operations that prepare it.
func saved(t testing.TB, options string, prepare ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "in.ppm"), filepath.Join(dir, "out.jpg")
	m := painting(70, 50)
	ppm := fmt.Appendf(nil, "P6 %d %d 255\n", m.Rect.Dx(), m.Rect.Dy())
	for i := 0; i < len(m.Pix); i += 4 {
		ppm = append(ppm, m.Pix[i:i+3]...)
	}
	if err := os.WriteFile(from, ppm, 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"copy", from, to + "[" + options + "]"}, prepare...)
	if len(prepare) > 0 {
		args = append([]string{prepare[0], from, to + "[" + options + "]"}, prepare[1:]...)
	}
	if out, err := exec.CommandContext(t.Context(), "vips", args...).CombinedOutput(); err != nil {
		t.Fatalf("vips %q: %v\n%s", args, err, out)
	}
	b, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// segment builds a segment.
func segment(marker byte, body string) []byte {
	b := []byte{0xff, marker}
	b = binary.BigEndian.AppendUint16(b, uint16(len(body)+2))
	return append(b, body...)
}

// after inserts pieces right behind the start of the image.
func after(b []byte, pieces ...[]byte) []byte {
	return bytes.Join([][]byte{b[:2], bytes.Join(pieces, nil), b[2:]}, nil)
}

// find returns where a marker's first segment starts and ends.
func find(t testing.TB, b []byte, marker byte) (from, to int) {
	t.Helper()
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		next := i + 2 + int(binary.BigEndian.Uint16(b[i+2:]))
		if b[i+1] == marker {
			return i, next
		}
		i = next
	}
	t.Fatalf("no segment 0x%02x", marker)
	return 0, 0
}

// without drops the first segment of a marker.
func without(t testing.TB, b []byte, marker byte) []byte {
	from, to := find(t, b, marker)
	return append(bytes.Clone(b[:from]), b[to:]...)
}

// patched sets bytes of a segment, counted from its marker.
func patched(t testing.TB, b []byte, marker byte, at int, v ...byte) []byte {
	from, _ := find(t, b, marker)
	b = bytes.Clone(b)
	copy(b[from+at:], v)
	return b
}

// overwritten sets bytes at a share of the whole, in tenths.
func overwritten(b []byte, tenths int, v ...byte) []byte {
	b = bytes.Clone(b)
	copy(b[len(b)*tenths/10:], v)
	return b
}

// cut keeps so many tenths.
func cut(b []byte, tenths int) []byte { return b[:len(b)*tenths/10] }

// joined puts pieces together.
func joined(pieces ...[]byte) []byte { return bytes.Join(pieces, nil) }

// orientation is EXIF data with that one field.
func orientation(v byte) string {
	return "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(v) + "\x00\x00\x00\x00\x00\x00"
}

// profile is the header of a colour profile.
func profile(space string) string {
	b := make([]byte, 128)
	copy(b[16:], space)
	copy(b[36:], "acsp")
	return "ICC_PROFILE\x00\x01\x01" + string(b)
}

// index is a multi-picture index of two pictures, the second at an offset from the index.
func index(offset, size int) string {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\xb0\x02\x00\x07\x00\x00\x00\x20\x00\x00\x00\x1a\x00\x00\x00\x00")
	b = append(b, make([]byte, 16)...)
	b = binary.BigEndian.AppendUint32(b, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(size))
	b = binary.BigEndian.AppendUint32(b, uint32(offset))
	return "MPF\x00" + string(append(b, 0, 0, 0, 0))
}

// entropy packs bits as a scan does: a zero behind each 0xff, ones at the end.
func entropy(bits string) []byte {
	var b []byte
	for ; bits != ""; bits = bits[min(8, len(bits)):] {
		v := byte(0)
		for i := range 8 {
			v <<= 1
			if i >= len(bits) || bits[i] == '1' {
				v |= 1
			}
		}
		if b = append(b, v); v == 0xff {
			b = append(b, 0)
		}
	}
	return b
}
