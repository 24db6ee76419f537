package pixel

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The tags of TIFF 6.0 (June 1992, section 8) that an uncompressed picture needs.
const (
	tagWidth        = 256
	tagHeight       = 257
	tagBits         = 258
	tagCompression  = 259
	tagPhotometric  = 262
	tagStripOffsets = 273
	tagSamples      = 277
	tagRowsPerStrip = 278
	tagStripCounts  = 279
	tagExtraSamples = 338
)

var errTIFF = errors.New("not the uncompressed TIFF of 8-bit RGB or RGBA that was asked for")

// FromTIFF looks into an uncompressed little-endian TIFF of 8-bit RGB or RGBA, as libvips writes it between two
// steps. The Raster shares its bytes.
func FromTIFF(b []byte) (Raster, error) {
	t, err := readTags(b)
	if err != nil {
		return Raster{}, err
	}
	r := Raster{Width: t.one(tagWidth), Height: t.one(tagHeight), Channels: t.one(tagSamples)}
	if r.Width <= 0 || r.Height <= 0 || t.one(tagCompression) != 1 || (r.Channels != 3 && r.Channels != 4) {
		return Raster{}, fmt.Errorf("%w: %d×%d, %d channels, compression %d", errTIFF, r.Width, r.Height,
			r.Channels, t.one(tagCompression))
	}
	for _, bits := range t.values[tagBits] {
		if bits != 8 {
			return Raster{}, fmt.Errorf("%w: %d bits", errTIFF, bits)
		}
	}
	from, err := t.strips()
	want := int64(r.Width) * int64(r.Height) * int64(r.Channels)
	if err != nil || from < 0 || want > int64(len(b))-int64(from) {
		return Raster{}, fmt.Errorf("%w: strips", errTIFF)
	}
	r.Pix = b[from : int64(from)+want]
	return r, nil
}

// tags holds the values of the tags of one picture that are whole numbers.
type tags struct {
	b      []byte
	values map[uint16][]int
}

func (t tags) one(tag uint16) int {
	if v := t.values[tag]; len(v) > 0 {
		return v[0]
	}
	return 0
}

// strips gives the offset of the first strip, when every other follows without a gap.
func (t tags) strips() (int, error) {
	offsets, counts := t.values[tagStripOffsets], t.values[tagStripCounts]
	if len(offsets) == 0 || len(offsets) != len(counts) {
		return 0, errTIFF
	}
	for i := 1; i < len(offsets); i++ {
		if offsets[i] != offsets[i-1]+counts[i-1] {
			return 0, errTIFF
		}
	}
	return offsets[0], nil
}

func readTags(b []byte) (tags, error) {
	t := tags{b: b, values: map[uint16][]int{}}
	if len(b) < 8 || string(b[:4]) != "II*\x00" {
		return t, errTIFF
	}
	at := int64(binary.LittleEndian.Uint32(b[4:]))
	if at > int64(len(b))-2 {
		return t, errTIFF
	}
	n := int64(binary.LittleEndian.Uint16(b[at:]))
	if at+2+12*n > int64(len(b)) {
		return t, errTIFF
	}
	for i := range n {
		entry := b[at+2+12*i:][:12]
		t.values[binary.LittleEndian.Uint16(entry)] = t.read(entry)
	}
	return t, nil
}

// read gives the values of one entry; nil where they are not whole numbers or not within the file.
func (t tags) read(entry []byte) []int {
	kind, n := binary.LittleEndian.Uint16(entry[2:]), int64(binary.LittleEndian.Uint32(entry[4:]))
	size := map[uint16]int64{3: 2, 4: 4}[kind]
	data := entry[8:]
	if n*size > 4 {
		at := int64(binary.LittleEndian.Uint32(data))
		if at+n*size > int64(len(t.b)) {
			return nil
		}
		data = t.b[at:]
	}
	if size == 0 {
		return nil
	}
	values := make([]int, n)
	for i := range values {
		if size == 2 {
			values[i] = int(binary.LittleEndian.Uint16(data[2*i:]))
		} else {
			values[i] = int(binary.LittleEndian.Uint32(data[4*i:]))
		}
	}
	return values
}

// TIFF writes the picture as an uncompressed TIFF, for libvips to read.
func (r Raster) TIFF() []byte {
	entries := [][3]uint32{ // tag, kind, value; each once
		{tagWidth, 4, uint32(r.Width)},
		{tagHeight, 4, uint32(r.Height)},
		{tagBits, 3, 8}, // patched below: one per channel, they stand after the entries
		{tagCompression, 3, 1},
		{tagPhotometric, 3, 2},
		{tagStripOffsets, 4, 0}, // patched below
		{tagSamples, 3, uint32(r.Channels)},
		{tagRowsPerStrip, 4, uint32(r.Height)},
		{tagStripCounts, 4, uint32(len(r.Pix))},
	}
	if r.Channels == 4 {
		entries = append(entries, [3]uint32{tagExtraSamples, 3, 2}) // alpha, not multiplied in
	}
	bitsAt := uint32(8 + 2 + 12*len(entries) + 4)
	pixAt := bitsAt + 8
	le := binary.LittleEndian
	b := make([]byte, 0, int(pixAt)+len(r.Pix))
	b = append(b, "II*\x00\x08\x00\x00\x00"...)
	b = le.AppendUint16(b, uint16(len(entries)))
	for _, e := range entries {
		count := uint32(1)
		switch e[0] {
		case tagBits:
			count, e[2] = uint32(r.Channels), bitsAt
		case tagStripOffsets:
			e[2] = pixAt
		}
		b = le.AppendUint16(b, uint16(e[0]))
		b = le.AppendUint16(b, uint16(e[1]))
		b = le.AppendUint32(b, count)
		b = le.AppendUint32(b, e[2])
	}
	b = le.AppendUint32(b, 0)
	for range 4 {
		b = le.AppendUint16(b, 8)
	}
	return append(b, r.Pix...)
}
