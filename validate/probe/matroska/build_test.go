package matroska_test

import (
	"encoding/binary"
	"math"
	"slices"
)

// el builds an element: an identifier, a size of eight bytes, and what is in it.
func el(id uint32, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	return slices.Concat(identifier(id), size(uint64(len(body))), body)
}

// open builds an element of unknown size.
func open(id uint32, parts ...[]byte) []byte {
	return slices.Concat(identifier(id), []byte{0xff}, slices.Concat(parts...))
}

func identifier(id uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, id)
	for b[0] == 0 {
		b = b[1:]
	}
	return b
}

func size(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, 1<<56|n) }

func num(id uint32, v uint64) []byte { return el(id, binary.BigEndian.AppendUint64(nil, v)) }

func str(id uint32, s string) []byte { return el(id, []byte(s)) }

func flt(id uint32, v float64) []byte {
	return el(id, binary.BigEndian.AppendUint64(nil, math.Float64bits(v)))
}

// Elements by the names of RFC 9559.
func header(docType string) []byte { return el(0x1a45dfa3, str(0x4282, docType)) }

func segment(parts ...[]byte) []byte { return el(0x18538067, parts...) }

func info(ticks float64) []byte { return el(0x1549a966, num(0x2ad7b1, 1_000_000), flt(0x4489, ticks)) }

func tracks(entries ...[]byte) []byte { return el(0x1654ae6b, entries...) }

func entry(number, kind uint64, codec string, more ...[]byte) []byte {
	return el(0xae, append([][]byte{num(0xd7, number), num(0x83, kind), str(0x86, codec)}, more...)...)
}

func video(more ...[]byte) []byte { return el(0xe0, more...) }

func audio(rate float64, channels uint64) []byte {
	return el(0xe1, flt(0xb5, rate), num(0x9f, channels))
}

// block is a SimpleBlock of a track, at some ticks after its cluster's time.
func block(track byte, at int16, body string) []byte {
	return el(0xa3, []byte{0x80 | track, byte(at >> 8), byte(at), 0x80}, []byte(body))
}

func cluster(at uint64, blocks ...[]byte) []byte {
	return el(0x1f43b675, append([][]byte{num(0xe7, at)}, blocks...)...)
}

var (
	vp9  = entry(1, 1, "V_VP9", num(0x23e383, 40_000_000), video(num(0xb0, 320), num(0xba, 240)))
	opus = entry(2, 2, "A_OPUS", str(0x63a2, "OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x00"), audio(48000, 1))
)

// file is a whole WebM file of two clusters with a second each.
func file(parts ...[]byte) []byte {
	return append(header("webm"), segment(parts...)...)
}

var whole = file(info(2000), tracks(vp9, opus), cluster(0, block(1, 0, "key"), block(2, 0, "sound")), cluster(1000, block(1, 960, "frame")))
