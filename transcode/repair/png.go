package repair

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// PNG writes a PNG anew with its checksums right: rows that are there, as they are, and gray for the rest. It tells the
// share of the bytes of pixels that were there, 0 to 1. A picture of more than maxPixels is refused. The error wraps
// ErrNothing.
func PNG(b []byte, maxPixels int64) ([]byte, float64, error) {
	p, err := readPNG(b)
	if err != nil {
		return nil, 0, err
	}
	if int64(p.width)*int64(p.height) > maxPixels {
		return nil, 0, fmt.Errorf("%w: %d×%d pixels are more than %d", ErrNothing, p.width, p.height, maxPixels)
	}
	var pixels bytes.Buffer
	share, err := p.refill(&pixels)
	if err != nil {
		return nil, 0, err
	}
	out := append(make([]byte, 0, pixels.Len()+len(p.before)+64), pngMagic...)
	out = append(out, p.before...)
	out = appendChunk(out, "IDAT", pixels.Bytes())
	return appendChunk(out, "IEND", nil), share, nil
}

// SoundPNG reports whether the checksums are right of every whole chunk that the picture of a PNG depends on: libspng,
// as libvips 8.16 calls it, does not compare them.
func SoundPNG(b []byte) bool {
	sound := true
	eachChunk(b, func(kind string, _ []byte, whole, same bool) {
		needed := kind == "IHDR" || kind == "PLTE" || kind == "IDAT"
		sound = sound && (!needed || !whole || same)
	})
	return sound
}

// eachChunk walks over the chunks as far as they go, and tells of each whether it is whole and its checksum is right.
func eachChunk(b []byte, visit func(kind string, body []byte, whole, same bool)) {
	for rest := b[min(len(b), len(pngMagic)):]; len(rest) >= 8; {
		size := int64(binary.BigEndian.Uint32(rest))
		whole := size+12 <= int64(len(rest))
		body := rest[8:min(int64(len(rest)), 8+size)]
		visit(string(rest[4:8]), body, whole,
			whole && crc32.ChecksumIEEE(rest[4:8+size]) == binary.BigEndian.Uint32(rest[8+size:]))
		if !whole {
			break
		}
		rest = rest[size+12:]
	}
}

// pngFile is what is left of a PNG.
type pngFile struct {
	width, height           int
	depth, color, interlace byte
	before                  []byte      // chunks before the pixels, IHDR among them
	data                    []io.Reader // of the pixels, compressed
}

// readPNG walks over the chunks as far as they go.
func readPNG(b []byte) (*pngFile, error) {
	if !bytes.HasPrefix(b, []byte(pngMagic)) {
		return nil, fmt.Errorf("%w: no signature of PNG", ErrNothing)
	}
	p := &pngFile{}
	eachChunk(b, func(kind string, body []byte, _, same bool) { p.chunk(kind, body, same) })
	if p.width <= 0 || p.height <= 0 || p.bits() == 0 {
		return nil, fmt.Errorf("%w: no sound header", ErrNothing)
	}
	return p, nil
}

// chunk takes what pictures are made of. Only pixels may be unsound.
func (p *pngFile) chunk(kind string, body []byte, sound bool) {
	switch kind {
	case "IDAT":
		p.data = append(p.data, bytes.NewReader(body))
	case "IHDR":
		if sound && len(body) == 13 && p.width == 0 {
			p.width, p.height = int(int32(binary.BigEndian.Uint32(body))), int(int32(binary.BigEndian.Uint32(body[4:])))
			p.depth, p.color, p.interlace = body[8], body[9], body[12]
			p.before = appendChunk(p.before, kind, body)
		}
	case "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP":
		if sound && len(p.data) == 0 {
			p.before = appendChunk(p.before, kind, body)
		}
	}
}

// bits of a pixel (PNG specification, table 11.1); 0 for what is none.
func (p *pngFile) bits() int {
	samples := map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[p.color]
	switch p.depth {
	case 8:
		return 8 * samples
	case 16:
		if p.color != 3 {
			return 16 * samples
		}
	case 1, 2, 4:
		if samples == 1 {
			return int(p.depth) * samples
		}
	}
	return 0
}

// pass is one of the pictures of which a PNG consists.
type pass struct{ line, rows int }

// passes are seven where the picture is interlaced (PNG specification, 8.2).
func (p *pngFile) passes() []pass {
	starts := [][4]int{{0, 0, 1, 1}} // first column and row, and their distance
	if p.interlace == 1 {
		starts = [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}
	}
	var all []pass
	for _, s := range starts {
		columns, rows := (p.width-s[0]+s[2]-1)/s[2], (p.height-s[1]+s[3]-1)/s[3]
		if columns > 0 && rows > 0 {
			all = append(all, pass{line: (columns*p.bits() + 7) / 8, rows: rows})
		}
	}
	return all
}

// refill compresses the rows that can be read, and gray ones for the rest. It tells the share that was read.
func (p *pngFile) refill(w io.Writer) (float64, error) {
	z, err := zlib.NewWriterLevel(w, zlib.BestSpeed)
	if err != nil {
		return 0, err
	}
	in := io.MultiReader(p.data...)
	if _, err := io.CopyN(io.Discard, in, 2); err != nil { // the header of zlib
		return 0, fmt.Errorf("%w: no pixels", ErrNothing)
	}
	var got, all int64
	unpacked := io.Reader(flate.NewReader(in))
	for _, pass := range p.passes() {
		row := make([]byte, 1+pass.line)
		for range pass.rows {
			n := p.row(unpacked, row)
			if n < len(row) {
				unpacked = bytes.NewReader(nil)
			}
			got, all = got+int64(n), all+int64(len(row))
			if _, err := z.Write(row); err != nil {
				return 0, err
			}
		}
	}
	if got == 0 {
		return 0, fmt.Errorf("%w: no row of pixels", ErrNothing)
	}
	return float64(got) / float64(all), z.Close()
}

// row reads one row, its filter first, and tells how many bytes of it were there.
func (p *pngFile) row(r io.Reader, row []byte) int {
	n, err := io.ReadFull(r, row)
	if n > 0 && row[0] > 4 { // no filter has this number: the data is corrupt
		n, err = 0, io.ErrUnexpectedEOF
	}
	switch {
	case err == nil:
		return n
	case n > 0:
		clear(row[n:])
		return n
	}
	p.blank(row)
	return 0
}

// blank fills a row with gray, or with the first colour of the palette.
func (p *pngFile) blank(row []byte) {
	clear(row)
	if p.color == 3 {
		return
	}
	for i := range row[1:] {
		row[1+i] = 0x80
	}
}

func appendChunk(out []byte, kind string, body []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
	from := len(out)
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}
