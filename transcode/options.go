package transcode

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/transcode/option"
)

// Options are what the user may choose. The zero value of every field is its default, which Defaults tells.
type Options struct {
	// Background that transparency is composited on, as #rrggbb; default white, or what the content of a still shows on.
	Background string
	// KeepAlpha keeps transparency in images, as an RGBA PNG.
	KeepAlpha bool
	// Prefer a format for images; default: what suits the picture.
	Prefer option.Format
	// MaxSide is the largest side of an image in pixels, 16 to 16383; default 4096.
	MaxSide int
	// KeepMetadata keeps what a picture says of its author and copyright; all else goes.
	KeepMetadata bool
	// Salvage makes what can be made of a damaged picture, and says what share of it is there.
	Salvage bool
	// AllowSVG renders SVG, whose loader is not made for hostile input.
	AllowSVG bool
	// Fit says how a picture that is not square becomes a sticker; default option.Contain.
	Fit option.Fit
	// Margin in pixels that a sticker keeps free on every side, 0 to 128; default 0.
	Margin int
	// Trim cuts empty borders off before a sticker is fitted.
	Trim bool
	// MaxFPS caps the frame rate of a video that is encoded, 1 to 60; default 30.
	MaxFPS float64
	// Quality of video that is encoded; default option.Fast.
	Quality option.Quality
	// OverLong says what becomes of an animation over 10 s; default option.Cut.
	OverLong option.OverLong
	// ErrorsOnly leaves warnings as they are.
	ErrorsOnly bool
	// VideoTrack picks the pictures of a video that has several tracks of them, counted from 1; 0 takes the track that
	// players show.
	VideoTrack int
	// AudioTrack picks the sound of a video that has several, counted from 1; 0 takes the default track.
	AudioTrack int
	// AudioFormat is what sound is encoded to; default option.M4A.
	AudioFormat option.AudioFormat
	// VoiceShape is the shape that voice notes are encoded in; default option.Native.
	VoiceShape option.VoiceShape
	// Loudness brings sound that is encoded to −16 LUFS.
	Loudness bool
	// VerifyDecode decodes a film that was made once more as a whole, instead of reading its structure alone.
	VerifyDecode bool
	// Threads for one encode of video; 0 takes two for a short film and all cores for a long one.
	Threads int
}

// Defaults returns the options that the zero value stands for.
func Defaults() Options {
	return Options{
		MaxSide: 4096, Fit: option.Contain, OverLong: option.Cut, Quality: option.Fast, MaxFPS: 30,
		AudioFormat: option.M4A, VoiceShape: option.Native,
	}
}

// withDefaults fills the fields that were left at their zero value.
func (o Options) withDefaults() Options {
	d := Defaults()
	o.MaxSide, o.MaxFPS = cmp.Or(o.MaxSide, d.MaxSide), cmp.Or(o.MaxFPS, d.MaxFPS)
	o.Fit, o.OverLong, o.Quality = cmp.Or(o.Fit, d.Fit), cmp.Or(o.OverLong, d.OverLong), cmp.Or(o.Quality, d.Quality)
	o.AudioFormat, o.VoiceShape = cmp.Or(o.AudioFormat, d.AudioFormat), cmp.Or(o.VoiceShape, d.VoiceShape)
	return o
}

// OptionError says that a field of Options has a value that cannot be meant.
type OptionError struct {
	// Field is the field's name, Value what it holds, as text, and Want what it may hold.
	Field, Value, Want string
}

// Error names the field, its value and what it may hold.
func (e *OptionError) Error() string {
	return fmt.Sprintf("option %s is %s: want %s", e.Field, e.Value, e.Want)
}

// Validate returns an *OptionError for each field whose value cannot be meant, joined.
func (o Options) Validate() error {
	return errors.Join(
		oneOf("Prefer", o.Prefer, option.JPEG, option.PNG),
		oneOf("Fit", o.Fit, option.Contain, option.Cover),
		oneOf("OverLong", o.OverLong, option.Cut, option.Speed),
		oneOf("Quality", o.Quality, option.Fast, option.Best),
		oneOf("AudioFormat", o.AudioFormat, option.M4A, option.Ogg),
		oneOf("VoiceShape", o.VoiceShape, option.Native, option.Plain),
		color("Background", o.Background),
		inRange("MaxSide", o.MaxSide, o.MaxSide == 0 || o.MaxSide >= 16 && o.MaxSide <= 16383, "16 to 16383 pixels"),
		inRange("Margin", o.Margin, o.Margin >= 0 && o.Margin <= 128, "0 to 128 pixels"),
		inRange("MaxFPS", o.MaxFPS, o.MaxFPS == 0 || o.MaxFPS >= 1 && o.MaxFPS <= 60, "1 to 60"),
		inRange("VideoTrack", o.VideoTrack, o.VideoTrack >= 0, "the number of a track, counted from 1"),
		inRange("AudioTrack", o.AudioTrack, o.AudioTrack >= 0, "the number of a track, counted from 1"),
		inRange("Threads", o.Threads, o.Threads >= 0 && o.Threads <= maxThreads, fmt.Sprintf("0 to %d", maxThreads)),
	)
}

// maxThreads is the most that x264 takes (X264_THREAD_MAX of x264 0.164).
const maxThreads = 128

func oneOf[T ~string](field string, value T, known ...T) error {
	if value == "" || slices.Contains(known, value) {
		return nil
	}
	var words []string
	for _, k := range known {
		words = append(words, string(k))
	}
	return &OptionError{Field: field, Value: fmt.Sprintf("%q", value), Want: strings.Join(words, " or ")}
}

func color(field, value string) error {
	digits, marked := strings.CutPrefix(value, "#")
	rgb, err := hex.DecodeString(digits)
	if value == "" || marked && err == nil && len(rgb) == 3 {
		return nil
	}
	return &OptionError{Field: field, Value: fmt.Sprintf("%q", value), Want: "a colour such as #ffffff"}
}

func inRange(field string, value any, ok bool, want string) error {
	if ok {
		return nil
	}
	return &OptionError{Field: field, Value: fmt.Sprint(value), Want: want}
}
