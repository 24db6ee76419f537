package webp_test

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// encoded encodes a painting of 40 × 30 pixels with cwebp.
func encoded(t testing.TB, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "in.png"), filepath.Join(dir, "out.webp")
	m := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range 40 * 30 {
		m.Set(i%40, i/40, color.NRGBA{uint8(i * 7), uint8(i / 3), uint8(i % 40 * 6), uint8(200 + i%40)})
	}
	f, err := os.Create(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, m); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "cwebp", append(args, "-quiet", from, "-o", to)...).CombinedOutput(); err != nil {
		t.Fatalf("cwebp %q: %v\n%s", args, err, out)
	}
	b, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// chunk builds a chunk with its padding.
func chunk(name, body string) string {
	b := string(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))) + body
	if len(body)%2 == 1 {
		b += "\x00"
	}
	return b
}

// riff builds a file of chunks.
func riff(chunks ...string) []byte { return []byte(chunk("RIFF", "WEBP"+strings.Join(chunks, ""))) }

// le24 writes numbers of three bytes.
func le24(list ...int) string {
	var b []byte
	for _, v := range list {
		b = append(b, byte(v), byte(v>>8), byte(v>>16))
	}
	return string(b)
}

// Flags of VP8X.
const (
	animation = 0x02
	alpha     = 0x10
)

// extended builds VP8X.
func extended(flags byte, w, h int) string {
	return chunk("VP8X", string([]byte{flags})+"\x00\x00\x00"+le24(w-1, h-1))
}

// frame builds ANMF.
func frame(x, y, w, h, ms int, content ...string) string {
	return chunk("ANMF", le24(x/2, y/2, w-1, h-1, ms)+"\x00"+strings.Join(content, ""))
}

// still returns the chunks of a file: of its picture, and of its transparency where it has any.
func still(file string) (picture, alpha string) {
	for at := 12; at < len(file); {
		size := int(binary.LittleEndian.Uint32([]byte(file[at+4:])))
		end := at + 8 + size + size&1
		switch name := file[at : at+4]; name {
		case "VP8 ", "VP8L":
			picture = file[at:end]
		case "ALPH":
			alpha = file[at:end]
		}
		at = end
	}
	return picture, alpha
}

// flipped turns bits of a byte.
func flipped(s string, at int, bits byte) string {
	return fmt.Sprintf("%s%s%s", s[:at], string([]byte{s[at] ^ bits}), s[at+1:])
}
