package opus

import (
	"bytes"
	"encoding/binary"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// The first bytes of the header packets. No packet of sound begins with them: they would hold 48 frames of 20 ms, and
// a packet plays 120 ms at most.
const (
	HeadMark = "OpusHead"
	TagsMark = "OpusTags"
)

// Head is an identification header.
type Head struct {
	Version  byte
	Channels int
	// PreSkip counts the samples at 48 kHz that are decoded and not played at the start.
	PreSkip int
	// InputRate in Hz is what the source was sampled at, as the encoder says; 0 where it does not.
	InputRate int
	// Gain in 1/256 dB that decoders apply.
	Gain int16
	// Family of the channel mapping; 0 is mono or stereo in one stream.
	Family byte
	// Streams in each packet.
	Streams int
}

// ReadHead reads an identification header. It reports false where it ends too early or has no channel.
func ReadHead(packet []byte) (h Head, ok bool) {
	c := source.NewCursor(packet)
	ok = string(c.Take(len(HeadMark))) == HeadMark
	h = Head{Version: c.U8(), Channels: int(c.U8()), PreSkip: int(c.LE16()), InputRate: int(c.LE32()), Gain: int16(c.LE16()), Family: c.U8(), Streams: 1}
	if h.Family != 0 {
		h.Streams = int(c.U8())
		c.Skip(1)
	}
	return h, ok && c.OK() && h.Channels > 0
}

// Tags is what a comment header says, as far as it is read.
type Tags struct {
	Vendor string
	// Comments counts the entries.
	Comments int
}

// ReadTags reads a comment header, of which the end may be missing. It reports false where the vendor does not fit.
func ReadTags(packet []byte) (t Tags, ok bool) {
	rest, ok := bytes.CutPrefix(packet, []byte(TagsMark))
	if !ok || len(rest) < 4 {
		return Tags{}, false
	}
	length := int64(binary.LittleEndian.Uint32(rest))
	if rest = rest[4:]; length > int64(len(rest)) {
		return Tags{}, false
	}
	t.Vendor = string(bytes.ToValidUTF8(rest[:length], nil))
	if rest = rest[length:]; len(rest) >= 4 {
		t.Comments = int(binary.LittleEndian.Uint32(rest))
	}
	return t, true
}
