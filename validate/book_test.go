package validate_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/validate"
)

// contract lists the rule ids that users and checks rely on.
const contract = `any.type-supported any.type-matches-extension any.size any.damaged any.empty
	image.bit-depth image.color
	sticker.dimensions sticker.size-static sticker.size-animated sticker.duration sticker.frame-duration
	audio.codec audio.ogg-opus audio.ogg-mono audio.fragmented voice.format voice.size
	video.codec video.audio-codec video.audio-streams video.profile video.b-frames video.high-with-b-frames
	video.moov-first video.fragmented video.pixel-format`

func TestTheBookHoldsWhatIsReliedOn(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for _, r := range validate.Rules() {
		ids[r.ID] = true
	}
	for _, id := range strings.Fields(contract) {
		if !ids[id] {
			t.Errorf("rule %s is missing", id)
		}
	}
}

func TestEveryRuleIsDocumented(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	form := regexp.MustCompile(`^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$`)
	for _, r := range validate.Rules() {
		if seen[r.ID] || !form.MatchString(r.ID) {
			t.Errorf("%s: the id stands twice or is not of the form family.name", r.ID)
		}
		seen[r.ID] = true
		if r.Title == "" || r.Why == "" || r.Check == nil || r.Stage == "" || r.Fix == "" || r.Source.Ref == "" {
			t.Errorf("%s lacks a title, a reason, a check, a stage, a fix or a source", r.ID)
		}
		if _, err := time.Parse(time.DateOnly, r.Source.Read); err != nil {
			t.Errorf("%s: the date its source was read: %v", r.ID, err)
		}
		if !strings.Contains("OBUI", r.Source.Mark) || len(r.Source.Mark) != 1 {
			t.Errorf("%s: mark %q, want O, B, U or I", r.ID, r.Source.Mark)
		}
		if r.Source.Mark == "I" && r.Severity == validate.Error {
			t.Errorf("%s is inferred and an error", r.ID)
		}
	}
}
