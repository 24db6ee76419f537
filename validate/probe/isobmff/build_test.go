package isobmff_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/isobmff"
	"github.com/wamedia/wamedia/validate/probe/source"
)

func probe(t testing.TB, file []byte, deep bool) media.Facts {
	t.Helper()
	r := source.New(context.Background(), bytes.NewReader(file), int64(len(file)), source.Budget{})
	return isobmff.Probe(r, deep)
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func cat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func u16(numbers ...uint16) (b []byte) {
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint16(b, n)
	}
	return b
}

func u32(numbers ...uint32) (b []byte) {
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return b
}

// box writes a box, full one with a version and flags.
func box(kind string, parts ...[]byte) []byte {
	body := cat(parts...)
	return cat(u32(uint32(8+len(body))), []byte(kind), body)
}

func full(kind string, version uint8, flags uint32, parts ...[]byte) []byte {
	return box(kind, u32(uint32(version)<<24|flags), cat(parts...))
}

func ftyp(brands ...string) []byte {
	body := cat([]byte(brands[0]), u32(512))
	for _, b := range brands[1:] {
		body = append(body, b...)
	}
	return box("ftyp", body)
}

// stream is a track to be written. Zero fields take sound values.
type stream struct {
	handler   string
	entry     []byte
	samples   [][]byte
	delta     uint32 // ticks per sample, 1 of timescale 25 by default
	times     []byte // stts rows in place of delta
	shifts    []byte // ctts rows
	edits     []byte // elst rows
	timescale uint32
	matrix    []uint32 // a, b, c, d
	disabled  bool
	chapters  uint32 // id of the track with the chapters
	data      []byte // dref entry
	long      bool   // 64-bit chunk offsets
}

const movieScale = 1000

func (s stream) trak(id uint32, offset int) []byte {
	scale, delta := s.timescale, s.delta
	if scale == 0 {
		scale = 25
	}
	if delta == 0 {
		delta = 1
	}
	n := uint32(len(s.samples))
	var sizes []byte
	for _, sample := range s.samples {
		sizes = append(sizes, u32(uint32(len(sample)))...)
	}
	times := s.times
	if times == nil {
		times = u32(n, delta)
	}
	table := [][]byte{full("stsd", 0, 0, u32(1), s.entry), rows("stts", 8, times)}
	if s.shifts != nil {
		table = append(table, rows("ctts", 8, s.shifts))
	}
	chunk := rows("stco", 4, u32(uint32(offset)))
	if s.long {
		chunk = rows("co64", 8, u32(0, uint32(offset)))
	}
	if n > 0 {
		table = append(table, rows("stsc", 12, u32(1, n, 1)), full("stsz", 0, 0, u32(0, n), sizes), chunk)
	} else {
		table = append(table, rows("stsc", 12, nil), full("stsz", 0, 0, u32(0, 0)), rows("stco", 4, nil))
	}
	data := s.data
	if data == nil {
		data = full("url ", 0, 1)
	}
	header := map[string]string{"vide": "vmhd", "soun": "smhd"}[s.handler]
	if header == "" {
		header = "nmhd"
	}
	media := box("mdia",
		full("mdhd", 0, 0, u32(0, 0, scale, n*delta), u16(0x55c4, 0)),
		full("hdlr", 0, 0, u32(0), []byte(s.handler), make([]byte, 13)),
		box("minf", full(header, 0, 1, make([]byte, 8)), box("dinf", full("dref", 0, 0, u32(1), data)), box("stbl", table...)))
	parts := [][]byte{s.tkhd(id)}
	if s.edits != nil {
		parts = append(parts, box("edts", rows("elst", 12, s.edits)))
	}
	if s.chapters != 0 {
		parts = append(parts, box("tref", box("chap", u32(s.chapters))))
	}
	return box("trak", append(parts, media)...)
}

func (s stream) tkhd(id uint32) []byte {
	m := s.matrix
	if m == nil {
		m = []uint32{1 << 16, 0, 0, 1 << 16}
	}
	flags := uint32(3)
	if s.disabled {
		flags = 2
	}
	return full("tkhd", 0, flags, u32(0, 0, id, 0, 0, 0, 0, 0, 0), u32(m[0], m[1], 0, m[2], m[3], 0, 0, 0, 1<<30), u32(0, 0))
}

// rows writes a full box with a count and rows of the given width.
func rows(kind string, width int, b []byte) []byte {
	return full(kind, 0, 0, u32(uint32(len(b)/width)), b)
}

func mvhd() []byte {
	return full("mvhd", 0, 0, u32(0, 0, movieScale, 0, 1<<16, 0, 0, 0),
		u32(1<<16, 0, 0, 0, 1<<16, 0, 0, 0, 1<<30), make([]byte, 24), u32(9))
}

// moov writes the header; the samples of the first stream stand at offset, the others behind.
func moov(offset int, streams []stream, more ...[]byte) []byte {
	parts := [][]byte{mvhd()}
	for i, s := range streams {
		parts = append(parts, s.trak(uint32(i+1), offset))
		offset += len(cat(s.samples...))
	}
	return box("moov", append(parts, more...)...)
}

func mdat(streams []stream) []byte {
	var data []byte
	for _, s := range streams {
		data = append(data, cat(s.samples...)...)
	}
	return box("mdat", data)
}

// film writes a file with its header first.
func film(brand string, streams ...stream) []byte {
	head := ftyp(brand, "isom")
	offset := len(head) + len(moov(0, streams)) + 8
	return cat(head, moov(offset, streams), mdat(streams))
}

// late writes a file with its header last.
func late(brand string, streams ...stream) []byte {
	head := ftyp(brand)
	return cat(head, mdat(streams), moov(len(head)+8, streams))
}

// visual writes a VisualSampleEntry.
func visual(format string, width, height uint16, boxes ...[]byte) []byte {
	return box(format, make([]byte, 6), u16(1), make([]byte, 16), u16(width, height), u32(72<<16, 72<<16, 0), u16(1),
		make([]byte, 32), u16(24, 0xffff), cat(boxes...))
}

// sound writes an AudioSampleEntry.
func sound(format string, channels, width uint16, rate uint32, boxes ...[]byte) []byte {
	return box(format, make([]byte, 6), u16(1), make([]byte, 8), u16(channels, width, 0, 0), u32(rate<<16), cat(boxes...))
}

// esds writes an elementary stream descriptor with the longer form of lengths.
func esds(object uint8, specific string) []byte {
	tag := func(tag uint8, body []byte) []byte {
		return cat([]byte{tag, 0x80, 0x80, 0x80, uint8(len(body))}, body)
	}
	config := cat([]byte{object, 0x15}, make([]byte, 11), tag(5, []byte(specific)))
	return full("esds", 0, 0, tag(3, cat(u16(1), []byte{0}, tag(4, config), tag(6, []byte{2}))))
}

// Parameter sets that x264 wrote for 128×96 pixels.
var (
	spsMain     = unhex("674d400aeca106d808800000030080000019078912cb")
	spsBaseline = unhex("6742c00ada0836c044000003000400000300c83c489a80")
	spsHigh     = unhex("6764000aacd9420db011000003000100000300320f12259601")
	spsFields   = unhex("67640015acd9421b6022000003000200000300643e28532c01")
	pps         = unhex("68ef8fc8")
)

func avcC(profile, level uint8, sps ...[]byte) []byte {
	b := []byte{1, profile, 0, level, 0xff, 0xe0 | uint8(len(sps))}
	for _, s := range sps {
		b = cat(b, u16(uint16(len(s))), s)
	}
	return box("avcC", b, []byte{1}, u16(uint16(len(pps))), pps)
}

func avc1(sps ...[]byte) []byte {
	return visual("avc1", 128, 96, avcC(sps[0][1], sps[0][3], sps...))
}

// Slices of a picture: those with capitals say that all slices of the picture are alike.
var slices = map[rune][]byte{
	'I': {0x65, 0b1_0001000, 0b1_0000000}, 'P': {0x41, 0b1_00110_1_0, 0x80}, 'B': {0x01, 0b1_00111_1_0, 0x80},
	'i': {0x41, 0b1_011_1_000, 0x80}, 'p': {0x41, 0b1_1_1_00000, 0x80}, 'b': {0x01, 0b1_010_1_000, 0x80},
}

func unit(b []byte) []byte { return cat(u32(uint32(len(b))), b) }

// picture writes a sample of slices, each behind its length; an access unit delimiter and a message stand first.
func picture(kinds string) []byte {
	sample := cat(unit([]byte{9, 0xf0}), unit([]byte{6, 5, 1, 0, 0x80}))
	for _, kind := range kinds {
		sample = append(sample, unit(slices[kind])...)
	}
	return sample
}

func pictures(kinds ...string) (samples [][]byte) {
	for _, k := range kinds {
		samples = append(samples, picture(k))
	}
	return samples
}

func h264Stream(kinds ...string) stream {
	return stream{handler: "vide", entry: avc1(spsMain), samples: pictures(kinds...)}
}

func aacStream() stream {
	return stream{handler: "soun", entry: sound("mp4a", 2, 16, 44100, esds(0x40, "\x12\x10")), timescale: 44100, delta: 1024,
		samples: [][]byte{make([]byte, 9), make([]byte, 11), make([]byte, 10)}}
}
