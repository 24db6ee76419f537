// Package option names the values that transcode.Options may have. The empty value of each type is its default.
package option

// Format is what images are made as.
type Format string

// The formats. The default is what suits the picture.
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
)

// Fit says how a picture that is not square becomes a sticker.
type Fit string

// The ways to fit.
const (
	Contain Fit = "contain" // the whole picture, with borders; the default
	Cover   Fit = "cover"   // no borders, the picture is cut
)

// OverLong says what becomes of an animated sticker over 10 s.
type OverLong string

// What becomes of it.
const (
	Cut   OverLong = "cut"   // its end is left out; the default
	Speed OverLong = "speed" // it plays faster
)

// Quality says how video is encoded.
type Quality string

// The qualities.
const (
	Fast Quality = "fast" // the default
	Best Quality = "best" // more processor time for the same bytes
)

// AudioFormat is what sound is encoded to.
type AudioFormat string

// The formats of sound.
const (
	M4A AudioFormat = "m4a" // AAC-LC; the default
	Ogg AudioFormat = "ogg" // Ogg Opus, mono
)

// VoiceShape is how voice notes are encoded.
type VoiceShape string

// The shapes.
const (
	Native VoiceShape = "native" // 16 kHz, as WhatsApp's own clients have it; the default
	Plain  VoiceShape = "plain"  // 48 kHz, better for music
)
