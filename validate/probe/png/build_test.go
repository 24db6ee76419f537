package png_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"strings"

	"github.com/wamedia/wamedia/validate/probe/probetest"
)

const signature = "\x89PNG\r\n\x1a\n"

// chunk builds a chunk.
func chunk(name, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, name...)
	b = append(b, body...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

// badly spoils the CRC of a chunk.
func badly(c string) string { return c[:len(c)-1] + string([]byte{c[len(c)-1] ^ 1}) }

// header builds IHDR.
func header(w, h int, depth, color, laps byte) string {
	return chunk("IHDR", probetest.BE32(w, h)+string([]byte{depth, color, 0, 0, laps}))
}

// deflate compresses.
func deflate(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s)) // a bytes.Buffer takes all
	_ = z.Close()
	return b.String()
}

// zeros is compressed data that stands for so many MiB of zeros. The same block stands for each.
func zeros(mib int) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(make([]byte, 1<<20))
	_ = z.Flush()
	return b.String()[:2] + strings.Repeat(b.String()[2:], mib)
}

// rows is so many rows of n bytes behind a filter.
func rows(count, n int) string {
	return strings.Repeat("\x01"+strings.Repeat("\x05", n), count)
}

// file puts chunks between signature and IEND.
func file(chunks ...string) []byte {
	return []byte(signature + strings.Join(chunks, "") + chunk("IEND", ""))
}

// rgb is a picture of 10 × 8 pixels, with chunks between header and data.
func rgb(extra ...string) []byte {
	return file(header(10, 8, 8, 2, 0), strings.Join(extra, ""), chunk("IDAT", deflate(rows(8, 30))))
}

// control builds fcTL.
func control(w, h, x, y, num, den int) string {
	return chunk("fcTL", probetest.BE32(0, w, h, x, y)+string([]byte{byte(num >> 8), byte(num), byte(den >> 8), byte(den), 0, 0}))
}

// frame builds the chunks of a frame of RGB that covers so many pixels.
func frame(w, h int) string {
	return control(w, h, 0, 0, 1, 20) + chunk("fdAT", probetest.BE32(0)+deflate(rows(h, 3*w)))
}

// animated is a picture of 10 × 8 pixels whose first frame is the picture itself.
func animated(frames, plays int, more ...string) []byte {
	return file(header(10, 8, 8, 2, 0), chunk("acTL", probetest.BE32(frames, plays)), control(10, 8, 0, 0, 3, 100),
		chunk("IDAT", deflate(rows(8, 30))), strings.Join(more, ""))
}
