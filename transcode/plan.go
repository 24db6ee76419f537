// Package transcode turns findings into a plan: the cheapest change that makes a file fit. It is pure; the engines
// that carry plans out stand in the packages below it.
package transcode

import "github.com/wamedia/wamedia/validate/media"

// Action is what is done to a file, the cheapest first. A plan's action is the maximum over what its findings ask.
type Action int

// The actions.
const (
	// Copy: the bytes and the name are right.
	Copy Action = iota
	// Rename: the bytes are right, the name is not.
	Rename
	// Remux: the streams are kept bit by bit, the container around them is written anew.
	Remux
	// Transcode: pixels or samples are decoded and encoded.
	Transcode
	// Refuse: nothing compliant can be made of the file.
	Refuse
)

// String gives the word that reports use.
func (a Action) String() string {
	return [...]string{"copy", "rename", "remux", "transcode", "refuse"}[a]
}

// Engine is what carries a plan out.
type Engine string

// The engines. The empty engine copies bytes.
const (
	// StillEngine makes a picture or a still sticker, by libvips and libwebp in a worker.
	StillEngine Engine = "still"
	// AnimationEngine makes an animated sticker, by ffmpeg's frames and libwebp in a worker.
	AnimationEngine Engine = "animation"
	// MoovEngine moves moov before mdat, in Go.
	MoovEngine Engine = "moov"
	// OggEngine writes the pages of Ogg Opus again, in Go.
	OggEngine Engine = "ogg"
	// RepairEngine changes a few bytes of a picture's container, in Go: flags of a header, an end marker.
	RepairEngine Engine = "repair"
	// TextEngine converts text to UTF-8, in Go.
	TextEngine Engine = "text"
	// FFmpegEngine makes video, audio and voice.
	FFmpegEngine Engine = "ffmpeg"
)

// Plan says what becomes of one file and why.
type Plan struct {
	Action Action
	Engine Engine
	// Kind the output is sent as.
	Kind media.Kind
	// MIME type of the output. A still picture may become either JPEG or PNG: it is then empty and the engine decides.
	MIME string
	// Limit in bytes that the output must not pass.
	Limit int64
	// ForcedBy lists the ids of the rules that asked for the change.
	ForcedBy []string
	// Undecided lists the ids of the rules that could not be decided, and may ask for more once a new container shows
	// what the old one hid.
	Undecided []string
	// Refusal says why nothing can be made, and what the user can do. Only with Refuse.
	Refusal string
	// Video and Audio say what the ffmpeg engine does to the streams.
	Video, Audio Stream
	// Options the user chose.
	Options Options
}

// Do is what happens to one stream.
type Do int

// What happens to a stream.
const (
	// Drop: the output has no such stream.
	Drop Do = iota
	// Keep: the packets are copied.
	Keep
	// Encode: decoded and encoded.
	Encode
)

// String gives the word that reports use.
func (d Do) String() string { return [...]string{"drop", "keep", "encode"}[d] }

// Stream is the plan for the pictures or the sound of a file.
type Stream struct {
	Do Do
	// Index counts the streams of the same sort in the source from 0: the second audio track is 1.
	Index int
	// Codec to encode to: h264, aac or opus. Empty unless Do is Encode.
	Codec string
}
