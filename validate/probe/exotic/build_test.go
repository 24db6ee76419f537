package exotic_test

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
)

// be appends numbers as big-endian fields of the size of their type.
func be(values ...any) []byte { return fields(binary.BigEndian, values) }

// le is be for little-endian fields.
func le(values ...any) []byte { return fields(binary.LittleEndian, values) }

func fields(order binary.AppendByteOrder, values []any) []byte {
	var b []byte
	for _, v := range values {
		switch v := v.(type) {
		case string:
			b = append(b, v...)
		case []byte:
			b = append(b, v...)
		case uint8:
			b = append(b, v)
		case uint16:
			b = order.AppendUint16(b, v)
		case uint32:
			b = order.AppendUint32(b, v)
		case uint64:
			b = order.AppendUint64(b, v)
		case float64:
			b = order.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

func zeros(n int) []byte { return make([]byte, n) }

// AIFF with 16 bits, two channels, 44100 Hz.

func form(kind string, chunks ...[]byte) []byte {
	body := slices.Concat(chunks...)
	return be("FORM", uint32(len(body)+4), kind, body)
}

func chunk(id string, body []byte) []byte { return be(id, uint32(len(body)), body) }

func comm(samples uint32, codec string) []byte {
	return chunk("COMM", be(uint16(2), samples, uint16(16), uint16(0x400e), uint64(0xac44)<<48, codec))
}

func ssnd(n int) []byte { return chunk("SSND", be(uint32(0), uint32(0), zeros(n))) }

// ASF

func object(guid string, body []byte) []byte { return le(guid, uint64(len(body)+24), body) }

const (
	asfHeader = "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"
	asfData   = "\x36\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"
	asfFile   = "\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65"
	asfStream = "\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65"
	asfLocked = "\xfb\xb3\x11\x22\x23\xbd\xd2\x11\xb4\xb7\x00\xa0\xc9\x55\xfc\x6e"
	asfSound  = "\x40\x9e\x69\xf8\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"
	asfVideo  = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"
)

func fileProperties(tenths uint64, flags uint32) []byte {
	return object(asfFile, le(zeros(40), (tenths+30)*1_000_000, uint64(0), uint64(3000), flags, zeros(12)))
}

func streamProperties(kind string, data []byte) []byte {
	return object(asfStream, le(kind, zeros(24), uint32(len(data)), uint32(0), uint16(1), uint32(0), data))
}

var (
	wma = streamProperties(asfSound, le(uint16(0x161), uint16(2), uint32(44100), uint32(8000), uint16(1), uint16(16), uint16(0)))
	wmv = streamProperties(asfVideo, le(uint32(320), uint32(240), uint8(2), uint16(40),
		uint32(40), uint32(320), uint32(240), uint16(1), uint16(24), "WMV3", zeros(20)))
)

func asf(data []byte, objects ...[]byte) []byte {
	body := slices.Concat(objects...)
	return slices.Concat(le(asfHeader, uint64(len(body)+30), uint32(len(objects)), uint16(0x0201), body), data)
}

func packets(n uint64) []byte {
	return object(asfData, le(zeros(16), n, uint16(0x0101), zeros(int(n)*100)))
}

// FLV

func flvTag(kind uint8, ms uint32, body string) []byte {
	size := uint32(len(body))
	return be(kind, uint8(size>>16), uint16(size), uint8(ms>>16), uint16(ms), uint8(ms>>24), zeros(3), body, size+11)
}

func flv(tags ...[]byte) []byte {
	return be("FLV\x01\x05", uint32(9), uint32(0), slices.Concat(tags...))
}

var script = "\x02\x00\x0aonMetaData\x08\x00\x00\x00\x02" + number("duration", 2.5) + number("width", 320) + number("height", 240)

func number(key string, v float64) string {
	return string(be(uint16(len(key)), key, uint8(0), v))
}

// MPEG

// stamp codes a time of 90 kHz as five bytes.
func stamp(t uint64) string {
	return string([]byte{byte(0x21 | t>>29&14), byte(t >> 22), byte(t>>14 | 1), byte(t >> 7), byte(t<<1 | 1)})
}

const sequenceHeader = "\x00\x00\x01\xb3\x16\x01\x20\x13\xff\xff\xe0\x18"

// pes is a packet of MPEG-2 with a time.
func pes(id uint8, time uint64, body string) []byte {
	return be("\x00\x00\x01", id, uint16(len(body)+8), "\x80\x80\x05", stamp(time), body)
}

var pack = be("\x00\x00\x01\xba\x44", zeros(8), uint8(0xf8))

// tsPacket is one packet that begins a payload.
func tsPacket(pid uint16, body string) []byte {
	head := be(uint8(0x47), 0x4000|pid, uint8(0x10), body)
	return append(head, []byte(strings.Repeat("\xff", 188-len(head)))...)
}

// tables are the association of programs and the map of one, of H.264, AAC, a private stream of AC-3, and one that is not named.
var tables = slices.Concat(
	tsPacket(0, "\x00\x00\xb0\x0d\x00\x01\xc1\x00\x00\x00\x01\xe1\x00crc4"),
	tsPacket(0x100, "\x00\x02\xb0\x24\x00\x01\xc1\x00\x00\xe1\x01\xf0\x00\x1b\xe1\x01\xf0\x00\x0f\xe1\x02\xf0\x00\x06\xe1\x03\xf0\x03\x6a\x01\x00\x06\xe1\x04\xf0\x00crc4"),
)

func transport(more ...[]byte) []byte {
	return append(slices.Clone(tables), slices.Concat(more...)...)
}
