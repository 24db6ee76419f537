package validate

import (
	"slices"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/profile"
)

// Severity of a finding.
type Severity string

// The severities. Off silences a rule in a Policy.
const (
	// Error: the platform refuses the file at some stage, or a client cannot play it.
	Error Severity = "error"
	// Warning: official advice is not followed, or a limit that only partners or older pages state is passed.
	Warning Severity = "warning"
	// Info: worth knowing, nothing to do.
	Info Severity = "info"
	// Off: the rule is not applied.
	Off Severity = "off"
)

// Stage is where a finding would hurt: upload, send, delivery, android, ios or client.
type Stage string

const (
	atUpload   Stage = "upload"
	atSend     Stage = "send"
	atDelivery Stage = "delivery"
	onAndroid  Stage = "android"
	onClient   Stage = "client"
)

// Fix is the cheapest kind of change that can cure a finding.
type Fix string

// The fixes, the cheapest last but one.
const (
	NoFix     Fix = "none"
	Transcode Fix = "transcode"
	Remux     Fix = "remux"
	Rename    Fix = "rename"
)

// Source says where a rule comes from.
type Source struct {
	// Mark: O official page, B partner's documentation, U reported by users, I inferred. A rule marked I is never
	// an error.
	Mark string
	// Ref is the address or the name of the page.
	Ref string
	// Read is the date (year-month-day) of the copy that was read.
	Read string
}

// Rule is one constraint of the platform with its own documentation.
type Rule struct {
	// ID is dotted and stable: "video.b-frames".
	ID string
	// Title states the requirement in one line.
	Title string
	// Kinds the rule applies to; empty means every kind.
	Kinds []media.Kind
	// Profile the rule applies to; empty means every profile.
	Profile  profile.Profile
	Severity Severity
	Stage    Stage
	Fix      Fix
	Source   Source
	// Why tells what happens to a file that breaks the rule.
	Why string
	// Cure is a command that mends it; empty where nothing can.
	Cure string
	// Check judges a subject.
	Check func(Subject) Outcome
}

// Subject is what a rule sees of a file.
type Subject struct {
	// Facts read from the bytes.
	Facts *media.Facts
	// Name of the file, for its extension.
	Name string
	// Kind the file is meant to be sent as.
	Kind media.Kind
	// KeepAlpha is true where transparency in images is wanted.
	KeepAlpha bool
}

// Outcome of one check. The zero value is a pass.
type Outcome struct {
	// Got is what the file shows and Want what the rule asks; both empty on a pass.
	Got, Want string
	// Unknown says why the check could not be decided.
	Unknown string
	// Fix replaces the rule's own where it depends on the file.
	Fix Fix
	// Severity replaces the rule's own where it depends on the file; what a Policy sets for the rule wins over both.
	Severity Severity
}

func fail(got, want string) Outcome { return Outcome{Got: got, Want: want} }

func unknown(why string) Outcome { return Outcome{Unknown: why} }

// failed tells whether the check found something.
func (o Outcome) failed() bool { return o.Want != "" }

// Finding is a rule that a file breaks.
type Finding struct {
	// Rule is the id of the rule.
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Stage    Stage    `json:"stage"`
	// Message says what is and what should be.
	Message string `json:"message"`
	Got     string `json:"got"`
	Want    string `json:"want"`
	Fix     Fix    `json:"fix"`
}

// Unknown is a rule that could not be decided.
type Unknown struct {
	Rule string `json:"rule"`
	Why  string `json:"why"`
}

// Rules returns the whole book, in its own order.
func Rules() []Rule {
	return slices.Concat(families()...)
}

func families() [][]Rule {
	return [][]Rule{rulesAny, rulesImage, rulesSticker, rulesAudio, rulesVoice, rulesVideo, rulesDocument, rulesProfile}
}

// applies reports whether the rule looks at files of a kind that go to a profile.
func (r *Rule) applies(k media.Kind, in profile.Profile) bool {
	return (r.Profile == "" || r.Profile == in) && (len(r.Kinds) == 0 || slices.Contains(r.Kinds, k))
}
