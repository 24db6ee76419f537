package signature_test

import (
	"slices"

	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// AIFF with 16 bits, two channels, 44100 Hz.

func form(kind string, chunks ...[]byte) []byte {
	body := slices.Concat(chunks...)
	return probetest.BE("FORM", uint32(len(body)+4), kind, body)
}

func chunk(id string, body []byte) []byte { return probetest.BE(id, uint32(len(body)), body) }

func comm(samples uint32, codec string) []byte {
	return chunk("COMM", probetest.BE(uint16(2), samples, uint16(16), uint16(0x400e), uint64(0xac44)<<48, codec))
}

func ssnd(n int) []byte { return chunk("SSND", probetest.BE(uint32(0), uint32(0), probetest.Zeros(n))) }

// ASF

func object(guid string, body []byte) []byte { return probetest.LE(guid, uint64(len(body)+24), body) }

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
	return object(asfFile, probetest.LE(probetest.Zeros(40), (tenths+30)*1_000_000, uint64(0), uint64(3000), flags, probetest.Zeros(12)))
}

func streamProperties(kind string, data []byte) []byte {
	return object(asfStream, probetest.LE(kind, probetest.Zeros(24), uint32(len(data)), uint32(0), uint16(1), uint32(0), data))
}

var (
	wma = streamProperties(asfSound, probetest.LE(uint16(0x161), uint16(2), uint32(44100), uint32(8000), uint16(1), uint16(16), uint16(0)))
	wmv = streamProperties(asfVideo, probetest.LE(uint32(320), uint32(240), uint8(2), uint16(40),
		uint32(40), uint32(320), uint32(240), uint16(1), uint16(24), "WMV3", probetest.Zeros(20)))
)

func asf(data []byte, objects ...[]byte) []byte {
	body := slices.Concat(objects...)
	return slices.Concat(probetest.LE(asfHeader, uint64(len(body)+30), uint32(len(objects)), uint16(0x0201), body), data)
}

func packets(n uint64) []byte {
	return object(asfData, probetest.LE(probetest.Zeros(16), n, uint16(0x0101), probetest.Zeros(int(n)*100)))
}

// FLV

func flvTag(kind uint8, ms uint32, body string) []byte {
	size := uint32(len(body))
	return probetest.BE(kind, uint8(size>>16), uint16(size), uint8(ms>>16), uint16(ms), uint8(ms>>24), probetest.Zeros(3), body, size+11)
}

func flv(tags ...[]byte) []byte {
	return probetest.BE("FLV\x01\x05", uint32(9), uint32(0), slices.Concat(tags...))
}

var script = "\x02\x00\x0aonMetaData\x08\x00\x00\x00\x02" + number("duration", 2.5) + number("width", 320) + number("height", 240)

func number(key string, v float64) string {
	return string(probetest.BE(uint16(len(key)), key, uint8(0), v))
}

// MPEG

const sequenceHeader = "\x00\x00\x01\xb3\x16\x01\x20\x13\xff\xff\xe0\x18"

var pack = probetest.BE("\x00\x00\x01\xba\x44", probetest.Zeros(8), uint8(0xf8))
