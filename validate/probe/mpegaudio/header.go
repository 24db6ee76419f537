package mpegaudio

import "github.com/wamedia/wamedia/validate/probe/syncframe"

// header is the header of a frame (ISO/IEC 11172-3, 2.4.1.3; 13818-3 for the lower sampling rates).
type header struct {
	version  int // 1, 2, or 25 for the unofficial MPEG 2.5
	layer    int
	rate     int // Hz
	bitrate  int // kbit/s, 0 for free format
	padding  int // slots
	channels int
	like     uint32
}

const headerSize = 4

// bitrates in kbit/s by index, for MPEG 1 layers I to III, then MPEG 2 layer I, and II with III.
var bitrates = [5][15]int{
	{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
}

func parseHeader(b []byte) (header, bool) {
	if len(b) < headerSize || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return header{}, false
	}
	version, layer := b[1]>>3&3, 4-int(b[1]>>1&3)
	rate, bitrate := b[2]>>2&3, b[2]>>4
	if version == 1 || layer == 4 || rate == 3 || bitrate == 15 || b[3]&3 == 2 {
		return header{}, false
	}
	h := header{
		version: 1, layer: layer, rate: [3]int{44100, 48000, 32000}[rate],
		padding: int(b[2] >> 1 & 1), channels: 2,
		like: uint32(b[1]&0xfe)<<8 | uint32(b[2]&0x0c),
	}
	switch version {
	case 2:
		h.version, h.rate = 2, h.rate/2
	case 0:
		h.version, h.rate = 25, h.rate/4
	}
	h.bitrate = bitrates[h.table()][bitrate]
	if b[3]>>6 == 3 {
		h.channels = 1
	}
	return h, true
}

func (h header) table() int {
	switch {
	case h.version == 1:
		return h.layer - 1
	case h.layer == 1:
		return 3
	}
	return 4
}

// slot is what padding adds, in bytes.
func (h header) slot() int {
	if h.layer == 1 {
		return 4
	}
	return 1
}

// samples a frame decodes to.
func (h header) samples() int {
	switch {
	case h.layer == 1:
		return 384
	case h.layer == 3 && h.version != 1:
		return 576
	}
	return 1152
}

// length of the frame in bytes, by its bit rate; 0 for free format.
func (h header) length() int {
	if h.bitrate == 0 {
		return 0
	}
	return (h.samples()/8*h.bitrate*1000/h.rate/h.slot())*h.slot() + h.padding*h.slot()
}

// sideInfo is how many bytes stand between the header and the main data of layer III.
func (h header) sideInfo() int {
	switch {
	case h.version == 1 && h.channels == 2:
		return 32
	case h.version == 1, h.channels == 2:
		return 17
	}
	return 9
}

// parser gives the lengths of frames; those of free format are all of free bytes and the padding.
func parser(free int) func([]byte) (syncframe.Frame, bool) {
	return func(b []byte) (syncframe.Frame, bool) {
		h, ok := parseHeader(b)
		f := syncframe.Frame{Length: h.length(), Samples: h.samples(), Like: h.like}
		if ok && h.bitrate == 0 && free > 0 {
			f.Length = free + h.padding*h.slot()
		}
		return f, ok && f.Length > headerSize
	}
}
