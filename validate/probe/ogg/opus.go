package ogg

import "github.com/wamedia/wamedia/validate/probe/source"

// opusRate is the clock of Opus in Ogg, whatever the rate of the source was (RFC 7845 section 4).
const opusRate = 48000

// opus reads the identification header (RFC 7845 section 5.1).
func opus(packet []byte) codec {
	c := source.NewCursor(packet)
	c.Skip(8)
	version, channels, skip := c.U8(), int(c.U8()), int64(c.LE16())
	c.Skip(6)
	family := c.U8()
	v := codec{
		name: "opus", sort: sound, headers: 2, marks: []string{"OpusTags"},
		channels: channels, rate: opusRate, clock: opusRate, skip: skip, streams: 1,
	}
	if family != 0 {
		v.streams = int(c.U8())
		c.Skip(1)
	}
	switch {
	case !c.OK() || channels == 0:
		v.invalid = "the Opus identification header is not valid"
	case version >= 16:
		v.invalid = "the Opus stream has a version that no decoder knows"
	case family == 0 && channels > 2:
		v.invalid = "the Opus stream has more than two channels without saying where they belong"
	}
	return v
}

// opusFrame lists the length of one frame for each configuration of RFC 6716 section 3.1, in samples at 48 kHz.
var opusFrame = [32]int64{
	480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880,
	480, 960, 480, 960,
	120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960,
}

const (
	opusLongest  = 5760 // 120 ms
	opusFrameMax = 1275 // bytes
)

// opusSamples is how long a packet of length bytes plays, by its first bytes; false where it breaks one of the rules
// that RFC 6716 section 3.4 lets a receiver check.
func opusSamples(head []byte, length int) (samples int64, ok bool) {
	if length < 1 || len(head) < 1 {
		return 0, false
	}
	frame := opusFrame[head[0]>>3]
	switch head[0] & 3 {
	case 0:
		return frame, length-1 <= opusFrameMax
	case 1:
		return 2 * frame, (length-1)%2 == 0 && (length-1)/2 <= opusFrameMax
	case 2:
		return 2 * frame, twoFrames(head, length)
	}
	if length < 2 || len(head) < 2 {
		return 0, false
	}
	count := int64(head[1] & 63)
	return count * frame, count > 0 && count*frame <= opusLongest
}

// twoFrames checks the length of the first of two frames.
func twoFrames(head []byte, length int) bool {
	if length < 2 || len(head) < 2 {
		return false
	}
	first, used := int(head[1]), 2
	if first >= 252 {
		if length < 3 || len(head) < 3 {
			return false
		}
		first, used = 4*int(head[2])+first, 3
	}
	return first <= length-used && length-used-first <= opusFrameMax
}
