package ogg

import (
	"strings"

	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/opus"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// sort is what a logical stream carries.
type sort int

const (
	other sort = iota
	sound
	pictures
)

// codec describes a logical stream by the first packet of its first page.
type codec struct {
	name string
	sort sort
	// kind of an other stream, as media.OtherTrack names it.
	kind string
	// headers is how many packets stand before the first frame.
	headers int
	// marks are what the header packets after the first begin with; empty where that is free.
	marks []string
	// invalid says why no decoder takes the stream.
	invalid string

	channels, rate int
	width, height  int
	fps            float64
	// clock is how many granules make a second; 0 when it is not known.
	clock float64
	// shift is how far the key frame's number stands to the left in a granule (Theora).
	shift uint
	// skip counts granules at the beginning that are not played (Opus).
	skip int64
	// longest is the most units of the clock that one packet can add: one frame, or for Vorbis, where a packet adds half
	// of its block and half of the one before, a large block. 0 where the packets themselves say it.
	longest int64
	// streams that an Opus packet holds; packets of several are not looked into.
	streams int
	// inputRate in Hz is what an Opus header says of its source.
	inputRate int
}

// signatures lists what first packets begin with.
var signatures = [...]struct {
	mark string
	read func(packet []byte) codec
}{
	{opus.HeadMark, opusStream},
	{"\x01vorbis", vorbis},
	{"\x7fFLAC", flac},
	{"Speex   ", speex},
	{"\x80theora", theora},
	{"OVP80\x01", vp8},
	{"PCM     ", pcm},
	{"\x01video\x00\x00\x00", ogmVideo},
	{"\x01audio\x00\x00\x00", ogmAudio},
	{"\x01text\x00\x00\x00\x00", constant(codec{name: "ogm-text", kind: "text"})},
	{"\x01Direct Show", constant(codec{name: "directshow", sort: pictures, headers: 1})},
	{"fLaC", constant(codec{name: "flac", sort: sound, headers: 1})},
	{"BBCD\x00", constant(codec{name: "dirac", sort: pictures, headers: 1})},
	{"CELT    ", constant(codec{name: "celt", sort: sound, headers: 2})},
	{"OggMIDI\x00", constant(codec{name: "midi", sort: sound, headers: 1})},
	{"\x80kate\x00\x00\x00", constant(codec{name: "kate", kind: "text"})},
	{"CMML\x00\x00\x00\x00", constant(codec{name: "cmml", kind: "text"})},
	{"fishead\x00", constant(codec{name: "skeleton", kind: "metadata"})},
	{"Annodex\x00", constant(codec{name: "annodex", kind: "metadata"})},
}

// opusStream reads the identification header (RFC 7845 section 5.1).
func opusStream(packet []byte) codec {
	h, ok := opus.ReadHead(packet)
	v := codec{
		name: "opus", sort: sound, headers: 2, marks: []string{opus.TagsMark},
		channels: h.Channels, rate: opus.Rate, clock: opus.Rate, skip: int64(h.PreSkip), streams: h.Streams, inputRate: h.InputRate,
	}
	switch {
	case !ok:
		v.invalid = "the Opus identification header is not valid"
	case h.Version >= 16:
		v.invalid = "the Opus stream has a version that no decoder knows"
	case h.Family == 0 && h.Channels > 2:
		v.invalid = "the Opus stream has more than two channels without saying where they belong"
	}
	return v
}

func constant(c codec) func([]byte) codec { return func([]byte) codec { return c } }

// identify names the codec of a stream by its first packet.
func identify(packet []byte) codec {
	for _, s := range signatures {
		if strings.HasPrefix(string(packet[:min(len(packet), 16)]), s.mark) {
			return s.read(packet)
		}
	}
	return codec{name: "unknown", kind: "data"}
}

// vorbis reads the identification header (Vorbis I section 4.2.2).
func vorbis(packet []byte) codec {
	c := source.NewCursor(packet)
	c.Skip(7)
	version, channels, rate := c.LE32(), int(c.U8()), int(c.LE32())
	c.Skip(12)
	sizes := c.U8()
	v := codec{
		name: "vorbis", sort: sound, headers: 3, marks: []string{"\x03vorbis", "\x05vorbis"},
		channels: channels, rate: rate, clock: float64(rate), longest: 1 << (sizes >> 4),
	}
	if !c.OK() || version != 0 || channels == 0 || rate == 0 {
		v.invalid = "the Vorbis identification header is not valid"
	}
	return v
}

// flac reads the mapping header and STREAMINFO (xiph.org, "Ogg FLAC mapping").
func flac(packet []byte) codec {
	c := source.NewCursor(packet)
	c.Skip(7)
	headers := int(c.U16())
	c.Skip(4 + 4 + 10)
	info := c.U32()
	rate := int(info >> 12)
	v := codec{
		name: "flac", sort: sound, headers: 1 + headers,
		channels: int(info>>9&7) + 1, rate: rate, clock: float64(rate),
	}
	if !c.OK() || rate == 0 {
		v.invalid = "the FLAC stream information is not valid"
	}
	return v
}

// speex reads the header of the Speex manual, section 7.
func speex(packet []byte) codec {
	c := source.NewCursor(packet)
	c.Skip(36)
	rate := int(c.LE32())
	c.Skip(8)
	channels := int(c.LE32())
	c.Skip(16)
	extra := int(c.LE32())
	v := codec{
		name: "speex", sort: sound, headers: 2 + min(extra, 64),
		channels: channels, rate: rate, clock: float64(rate),
	}
	if !c.OK() || rate == 0 || channels == 0 || channels > 2 {
		v.invalid = "the Speex header is not valid"
	}
	return v
}

// theora reads the identification header (Theora specification section 6.2).
func theora(packet []byte) codec {
	c := source.NewCursor(packet)
	c.Skip(14)
	w, h := int(c.U24()), int(c.U24())
	c.Skip(2)
	num, den := c.U32(), c.U32()
	c.Skip(10)
	last := c.U16()
	v := codec{
		name: "theora", sort: pictures, headers: 3, marks: []string{"\x81theora", "\x82theora"},
		width: w, height: h, shift: uint(last >> 5 & 31), longest: 1,
	}
	if !c.OK() || w == 0 || h == 0 || num == 0 || den == 0 {
		v.invalid = "the Theora identification header is not valid"
		return v
	}
	v.fps = float64(num) / float64(den)
	v.clock = v.fps
	return v
}

func vp8(packet []byte) codec {
	c := source.NewCursor(packet)
	c.Skip(8)
	v := codec{name: "vp8", sort: pictures, headers: 2, width: int(c.U16()), height: int(c.U16()), shift: 32, longest: 1}
	c.Skip(6)
	num, den := c.U32(), c.U32()
	if c.OK() && num > 0 && den > 0 {
		v.fps = float64(num) / float64(den)
		v.clock = v.fps
	}
	return v
}

func pcm(packet []byte) codec {
	c := source.NewCursor(packet)
	c.Skip(16)
	rate := int(c.U32())
	c.Skip(1)
	channels := int(c.U8())
	c.Skip(2)
	extra := int(c.U32())
	return codec{
		name: "pcm", sort: sound, headers: 2 + min(extra, 64),
		channels: channels, rate: rate, clock: float64(rate),
	}
}

// ogmVideo reads the stream header of OGM, the older way to put any AVI codec into Ogg.
func ogmVideo(packet []byte) codec {
	c := source.NewCursor(packet)
	c.Skip(9)
	code := string(c.Take(4))
	c.Skip(4)
	unit := c.LE64() // of 100 ns
	c.Skip(20)
	v := codec{name: fourcc.VideoCodec(code), sort: pictures, headers: 2, longest: 1}
	v.width, v.height = int(c.LE32()), int(c.LE32())
	if c.OK() && unit > 0 {
		v.fps = 1e7 / float64(unit)
		v.clock = v.fps
	}
	return v
}

func ogmAudio(packet []byte) codec {
	c := source.NewCursor(packet)
	c.Skip(9)
	tag := c.Take(4)
	c.Skip(12)
	rate := int(c.LE64())
	c.Skip(12)
	return codec{
		name: fourcc.WaveCodec(hex16(tag)), sort: sound, headers: 2,
		channels: int(c.LE16()), rate: rate, clock: float64(rate),
	}
}

// hex16 reads a format tag written as four hexadecimal digits.
func hex16(b []byte) uint16 {
	var v uint16
	for _, d := range b {
		switch {
		case d >= '0' && d <= '9':
			v = v<<4 | uint16(d-'0')
		case d|0x20 >= 'a' && d|0x20 <= 'f':
			v = v<<4 | uint16(d|0x20-'a'+10)
		default:
			return 0
		}
	}
	return v
}
