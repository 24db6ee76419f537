package transcode

import (
	"slices"
	"strings"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// Escalate is the next dearer plan after an output of this one was checked and has the findings of r, or could not be
// made at all: streams that were kept are encoded. It reports false when every stream is encoded already.
func (p Plan) Escalate(r validate.Result) (Plan, bool) {
	var left []string
	for _, f := range r.Findings {
		if f.Severity != validate.Info {
			left = append(left, f.Rule)
		}
	}
	pictures, sound := p.encodesNext(left)
	if !pictures && !sound {
		return p, false
	}
	p.Action, p.Engine = Transcode, FFmpegEngine
	p.ForcedBy = append(slices.Clone(p.ForcedBy), left...)
	if pictures {
		p.MIME, p.Video = "video/mp4", Stream{Do: Encode, Index: p.Video.Index, Codec: "h264"}
	}
	switch {
	case sound && p.Kind == media.Video:
		p.MIME, p.Audio = "video/mp4", Stream{Do: Encode, Index: p.Audio.Index, Codec: "aac"}
	case sound:
		p.MIME, p.Audio = p.encodedSound(p.Audio.Index)
	}
	return p, true
}

// encodesNext reports which of the kept streams are encoded because of the rules that an output breaks. Pictures are
// unless only the sound is at fault, and sound beside pictures only where it is at fault or nothing else is left.
func (p Plan) encodesNext(rules []string) (pictures, sound bool) {
	onSound, onPictures := both(rules, soundRules()), both(rules, pictureRules())
	allOf := func(some []string) bool { return len(some) > 0 && len(some) == len(rules) }
	pictures = p.Video.Do == Keep && (!allOf(onSound) || p.Audio.Do != Keep)
	sound = p.Audio.Do == Keep && (p.Kind != media.Video || len(onSound) > 0 || !pictures && !allOf(onPictures))
	return pictures, sound
}

// soundRules ask for the sound of a film to be encoded.
func soundRules() []string {
	return slices.DeleteFunc(audioRules(), func(id string) bool {
		return !strings.HasPrefix(id, "video.audio") && !strings.HasPrefix(id, "audio.")
	})
}
