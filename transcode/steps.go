package transcode

import (
	"slices"

	"github.com/wamedia/wamedia/validate/media"
)

// Step is what a plan does to one stream of the source.
type Step struct {
	// Sort is video, audio, text, data, timecode, hint, image, metadata or cover.
	Sort string
	// Number counts the streams of a sort from 1.
	Number int
	// Codec it has.
	Codec string
	Do    Do
	// To is the codec it is encoded to; empty unless Do is Encode.
	To string
	// ForcedBy lists the rules that asked for it to be dropped or encoded.
	ForcedBy []string
	// Undecided lists the rules that may yet ask for a kept stream to be encoded.
	Undecided []string
}

// Steps tells what becomes of every stream of the source. There are none where streams are not what a plan is about:
// where bytes are copied, and of pictures and stickers.
func (p Plan) Steps(f *media.Facts) []Step {
	if p.Engine != FFmpegEngine && p.Engine != MoovEngine && p.Engine != OggEngine {
		return nil
	}
	var steps []Step
	for i, t := range f.Video {
		steps = append(steps, p.step("video", i, t.Codec, p.Video, videoRules()))
	}
	for i, t := range f.Audio {
		steps = append(steps, p.step("audio", i, t.Codec, p.Audio, audioRules()))
	}
	return append(steps, p.besides(f)...)
}

// videoRules ask for pictures to be encoded, and audioRules for sound.
func videoRules() []string { return append(pictureRules(), sizeRules()...) }

func audioRules() []string {
	return append([]string{
		"video.audio-codec", "audio.codec", "audio.ogg-opus", "audio.ogg-mono", "audio.amr-narrow-band", "voice.format",
		"any.damaged",
	}, sizeRules()...)
}

func sizeRules() []string { return []string{"any.size", "any.size-decimal", "any.size-unit"} }

// step is what becomes of the stream at an index, where those of its sort are planned as s.
func (p Plan) step(sort string, index int, codec string, s Stream, rules []string) Step {
	step := Step{Sort: sort, Number: index + 1, Codec: codec}
	switch {
	case s.Do == Drop:
	case s.Index != index:
		step.ForcedBy = both(p.ForcedBy, singleRules(sort))
	default:
		step.Do, step.To = s.Do, s.Codec
		if s.Do == Encode {
			step.ForcedBy = both(p.ForcedBy, rules)
			break
		}
		step.Undecided = both(p.Undecided, rules)
	}
	return step
}

// singleRules ask for all streams of a sort but one to be dropped.
func singleRules(sort string) []string {
	if sort == "video" {
		return []string{"video.video-streams"}
	}
	return []string{"video.audio-streams", "audio.single-stream"}
}

// both lists what stands in two lists.
func both(a, b []string) []string {
	var out []string
	for _, id := range a {
		if slices.Contains(b, id) {
			out = append(out, id)
		}
	}
	return out
}

// besides are the streams of neither pictures nor sound, which only a move of moov keeps.
func (p Plan) besides(f *media.Facts) []Step {
	do := Drop
	if p.Engine == MoovEngine {
		do = Keep
	}
	var steps []Step
	numbers := map[string]int{}
	for _, t := range f.Other {
		numbers[t.Kind]++
		steps = append(steps, Step{Sort: t.Kind, Number: numbers[t.Kind], Codec: t.Codec, Do: do})
	}
	if f.Container != nil && f.Container.CoverArt {
		steps = append(steps, Step{Sort: "cover", Number: 1, Do: do})
	}
	return steps
}
