package hostile

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"os"
)

// writer writes one file. The first error sticks.
type writer struct {
	f   *os.File
	b   *bufio.Writer
	off int64
	err error
}

// create writes a file by its recipe.
func create(path string, recipe func(w *writer)) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := &writer{f: f, b: bufio.NewWriterSize(f, 1<<20)}
	recipe(w)
	w.flush()
	if err := f.Truncate(w.off); w.err == nil {
		w.err = err
	}
	if err := f.Close(); w.err == nil {
		w.err = err
	}
	return w.err
}

func (w *writer) flush() {
	if err := w.b.Flush(); w.err == nil {
		w.err = err
	}
}

// put writes pieces, which are strings, bytes or big-endian numbers of fixed size.
func (w *writer) put(pieces ...any) {
	w.raw(join(pieces...))
}

func (w *writer) raw(b []byte) {
	w.off += int64(len(b))
	if _, err := w.b.Write(b); w.err == nil {
		w.err = err
	}
}

// times writes the pieces n times.
func (w *writer) times(n int, pieces ...any) {
	b := join(pieces...)
	for range n {
		w.raw(b)
	}
}

// hole leaves n bytes out: they read as zeros and take no room.
func (w *writer) hole(n int64) {
	w.flush()
	w.off += n
	if _, err := w.f.Seek(w.off, 0); w.err == nil {
		w.err = err
	}
}

// join is the pieces one after another; numbers are big-endian.
func join(pieces ...any) []byte {
	var b []byte
	for _, p := range pieces {
		switch p := p.(type) {
		case string:
			b = append(b, p...)
		case []byte:
			b = append(b, p...)
		case uint32:
			b = binary.BigEndian.AppendUint32(b, p)
		case uint16:
			b = binary.BigEndian.AppendUint16(b, p)
		default:
			b, _ = binary.Append(b, binary.BigEndian, p) // fails on pieces of no fixed size, which no recipe has
		}
	}
	return b
}

// little is numbers of fixed size, the lowest byte first.
func little(pieces ...any) []byte {
	var b []byte
	for _, p := range pieces {
		switch p := p.(type) {
		case uint32:
			b = binary.LittleEndian.AppendUint32(b, p)
		case uint16:
			b = binary.LittleEndian.AppendUint16(b, p)
		default:
			b, _ = binary.Append(b, binary.LittleEndian, p)
		}
	}
	return b
}

// repeated is pieces n times.
func repeated(n int, pieces ...any) []byte { return bytes.Repeat(join(pieces...), n) }

// deflated is n times text in DEFLATE. The text is packed once, and the packed bytes are repeated.
func deflated(text []byte, n int) []byte {
	var b bytes.Buffer
	z, _ := flate.NewWriter(&b, flate.BestCompression) // fails on unknown levels alone
	_, _ = z.Write(text)
	_ = z.Flush()
	out := bytes.Repeat(b.Bytes(), n)
	return append(out, 1, 0, 0, 0xff, 0xff) // an empty last block
}

// zeros is n megabytes of zeros in DEFLATE.
func zeros(n int) []byte { return deflated(make([]byte, 1<<20), n) }

// zlibbed and gzipped put packed bytes into the two formats, with a wrong checksum at the end.
func zlibbed(packed []byte) []byte { return join("\x78\x9c", packed, uint32(0)) }

func gzipped(packed []byte) []byte {
	return join("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", packed, uint32(0), uint32(0))
}

// sum is CRC-32 as PNG and ZIP have it.
func sum(b []byte) uint32 { return crc32.ChecksumIEEE(b) }
