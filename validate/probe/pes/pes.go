// Package pes reads the heads of packetized elementary streams, which program streams and transport streams share
// (ISO/IEC 13818-1 sections 2.4.3.6 and 2.4.4.9; 11172-1).
package pes

const (
	// Clock is how many ticks of a time stamp make a second.
	Clock = 90000
	// LookBytes is how much of the start of a file is read for its streams.
	LookBytes = 1 << 20
	// TailBytes is how much of the end of a file is read for the last time stamp.
	TailBytes = 256 << 10
)

// Time is the presentation time in the head of a PES packet, -1 when there is none.
func Time(b []byte) int64 {
	if len(b) < 14 {
		return -1
	}
	if b[6]>>6 == 2 { // MPEG-2
		if b[7]&0x80 == 0 {
			return -1
		}
		return ticks(b[9:])
	}
	i := 6
	for i < len(b)-7 && b[i] == 0xff {
		i++
	}
	if b[i]>>6 == 1 && i+2 < len(b) {
		i += 2
	}
	if b[i]>>5 != 1 {
		return -1
	}
	return ticks(b[i:])
}

// ticks reads 33 bits that stand in five bytes between marker bits.
func ticks(b []byte) int64 {
	if len(b) < 5 {
		return -1
	}
	return int64(b[0]>>1&7)<<30 | int64(b[1])<<22 | int64(b[2]>>1)<<15 | int64(b[3])<<7 | int64(b[4]>>1)
}

// Codec names the codec of a stream type, "" for others, and reports whether it is of pictures. It knows the types of ISO/IEC 13818-1 table 2-34, and those of ATSC and Blu-ray.
func Codec(kind uint8) (codec string, video bool) {
	switch kind {
	case 0x01:
		return "mpeg1video", true
	case 0x02:
		return "mpeg2video", true
	case 0x10:
		return "mpeg4", true
	case 0x1b:
		return "h264", true
	case 0x24:
		return "hevc", true
	case 0x33:
		return "vvc", true
	case 0xea:
		return "vc1", true
	case 0xd1:
		return "dirac", true
	case 0x03, 0x04:
		return "mp2", false
	case 0x0f, 0x11:
		return "aac", false
	case 0x80:
		return "pcm", false
	case 0x81:
		return "ac-3", false
	case 0x82, 0x85, 0x86:
		return "dts", false
	case 0x83:
		return "truehd", false
	case 0x84, 0x87:
		return "e-ac-3", false
	}
	return "", false
}
