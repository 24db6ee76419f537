// Package opus reads the framing of Opus packets (RFC 6716 section 3) and the identification header that Ogg, Matroska
// and MP4 carry (RFC 7845 section 5.1). It decodes nothing.
package opus

// Rate in Hz is the clock that Opus lengths are counted in, whatever the rate of the source was (RFC 7845 section 4).
const Rate = 48000

const (
	longest  = 5760 // samples in a packet: 120 ms
	frameMax = 1275 // bytes
	// MaxPacket in bytes is the longest packet that decoders have to take (RFC 7845 section 6).
	MaxPacket = 61440
)

// frameSamples lists the length of one frame for each configuration of RFC 6716 section 3.1, in samples at 48 kHz.
var frameSamples = [32]int64{
	480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880,
	480, 960, 480, 960,
	120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960,
}

// FrameSamples is the length of each frame of packets with a TOC byte, in samples at 48 kHz.
func FrameSamples(toc byte) int64 { return frameSamples[toc>>3] }

// Samples is how long a packet of length bytes plays, in samples at 48 kHz. It needs the first three bytes in head. It
// reports false where the packet breaks one of the rules of RFC 6716 section 3.4 that these bytes show.
func Samples(head []byte, length int) (samples int64, ok bool) {
	if length < 1 || len(head) < 1 {
		return 0, false
	}
	frame := FrameSamples(head[0])
	switch head[0] & 3 {
	case 0:
		return frame, length-1 <= frameMax
	case 1:
		return 2 * frame, (length-1)%2 == 0 && (length-1)/2 <= frameMax
	case 2:
		return 2 * frame, twoFrames(head, length)
	}
	if length < 2 || len(head) < 2 {
		return 0, false
	}
	count := int64(head[1] & 63)
	return count * frame, count > 0 && count*frame <= longest && length <= MaxPacket
}

// twoFrames checks the length of the first of two frames.
func twoFrames(head []byte, length int) bool {
	first, used, ok := frameLength(head[min(1, len(head)):])
	used++
	return ok && first <= length-used && length-used-first <= frameMax
}

// frameLength reads the length of a frame (RFC 6716 section 3.2.1) and how many bytes say it.
func frameLength(b []byte) (length, used int, ok bool) {
	switch {
	case len(b) < 1:
		return 0, 0, false
	case b[0] < 252:
		return int(b[0]), 1, true
	case len(b) < 2:
		return 0, 0, false
	}
	return 4*int(b[1]) + int(b[0]), 2, true
}
