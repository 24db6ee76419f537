// Package media holds the types that all packages share: the kinds of message media and the facts that a file shows.
// Units stand in names or comments, and what is not known is kept apart from what is zero.
package media

// Kind is what a file is sent as.
type Kind string

// The kinds of media that messages carry. Voice is audio that is sent as a voice note; Other is no kind at all.
const (
	Image    Kind = "image"
	Sticker  Kind = "sticker"
	Video    Kind = "video"
	Audio    Kind = "audio"
	Voice    Kind = "voice"
	Document Kind = "document"
	Other    Kind = "other"
)

// DamageKind tells how a file is broken.
type DamageKind string

// The ways a file is broken.
const (
	// Truncated: the end is missing.
	Truncated DamageKind = "truncated"
	// Corrupt: bytes inside are wrong.
	Corrupt DamageKind = "corrupt"
	// NoContent: well formed, but nothing in it to show or to play.
	NoContent DamageKind = "no-content"
	// Suspect: most decoders cope, others may not.
	Suspect DamageKind = "suspect"
)

// CommonAAC tells whether a track is AAC of a profile that players in general know. Codecs that only share the name,
// such as ELD or xHE, are none.
func (t *AudioTrack) CommonAAC() bool {
	switch t.Profile {
	case "", "LC", "HE", "HE v2", "Main", "LTP":
		return t.Codec == "aac"
	}
	return false
}
