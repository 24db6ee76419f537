package transcode

import (
	"slices"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// video plans pictures and sound apart: each is kept when it may be.
func (p Plan) video(f *media.Facts) Plan {
	if len(f.Video) == 0 && f.Picture.Animated() {
		return p.animatedFilm(f)
	}
	if len(f.Video) == 0 {
		return p.refuse("there are no moving pictures in the file")
	}
	p.MIME, p.Engine = "video/mp4", FFmpegEngine
	p.Video = p.pictures(f)
	p.Audio = p.sound(f)
	if p.over() {
		p = p.lightened(f)
	}
	p.Action = Remux
	if p.Video.Do == Encode || p.Audio.Do == Encode {
		p.Action = Transcode
		return p
	}
	if p.onlyMoov(f) {
		p.MIME, p.Engine = f.MIME, MoovEngine
	}
	return p
}

// pictureRules ask for pictures to be encoded.
func pictureRules() []string {
	return []string{"video.codec", "video.profile", "video.b-frames", "video.high-with-b-frames", "video.pixel-format"}
}

// pictures keeps H.264 that no rule speaks against.
func (p Plan) pictures(f *media.Facts) Stream {
	index := p.pictureTrack(f)
	if f.Video[index].Codec != "h264" || p.forcedOn(f, index) {
		return Stream{Do: Encode, Index: index, Codec: "h264"}
	}
	return Stream{Do: Keep, Index: index}
}

// pictureTrack is the track of pictures that the user chose, else the one that players show.
func (p Plan) pictureTrack(f *media.Facts) int {
	if n := p.Options.VideoTrack; n > 0 && n <= len(f.Video) {
		return n - 1
	}
	return f.Shown()
}

// forcedOn reports whether a rule about pictures that asks for a change fails on one track, whatever it says of those
// that are dropped.
func (p Plan) forcedOn(f *media.Facts, index int) bool {
	if !p.forcedByAny(pictureRules()...) {
		return false
	}
	alone := *f
	alone.Video = f.Video[index : index+1]
	left := validate.Policy{As: p.Kind}.Judge(alone, "")
	return slices.ContainsFunc(left.Findings, func(f validate.Finding) bool {
		return slices.Contains(pictureRules(), f.Rule) && p.forcedByAny(f.Rule)
	})
}

func (p Plan) sound(f *media.Facts) Stream {
	if len(f.Audio) == 0 {
		return Stream{}
	}
	index := p.track(f)
	if !f.Audio[index].CommonAAC() {
		return Stream{Do: Encode, Index: index, Codec: "aac"}
	}
	return Stream{Do: Keep, Index: index}
}

// track is the sound the user chose, else the default one, else the first.
func (p Plan) track(f *media.Facts) int {
	if n := p.Options.AudioTrack; n > 0 && n <= len(f.Audio) {
		return n - 1
	}
	return max(0, slices.IndexFunc(f.Audio, func(t media.AudioTrack) bool { return t.Default }))
}

func (p Plan) forcedByAny(rules ...string) bool {
	return slices.ContainsFunc(rules, func(id string) bool { return slices.Contains(p.ForcedBy, id) })
}

// onlyMoov tells whether all that is wrong, the name aside, is where moov stands.
func (p Plan) onlyMoov(f *media.Facts) bool {
	rest := slices.DeleteFunc(slices.Clone(p.ForcedBy), func(id string) bool {
		return id == "video.moov-first" || id == "any.type-matches-extension"
	})
	return len(rest) == 0 && (f.Container == nil || !f.Container.Fragmented)
}

// audio keeps a codec that one of the accepted containers takes.
func (p Plan) audio(f *media.Facts) Plan {
	if len(f.Audio) == 0 {
		return p.refuse("there is no sound in the file")
	}
	index := p.track(f)
	p.Engine, p.Action = FFmpegEngine, Remux
	p.MIME = p.home(f.Audio[index])
	p.Audio = Stream{Do: Keep, Index: index}
	if p.MIME == "audio/ogg" && f.MIME == "audio/ogg" && len(f.Audio) == 1 {
		p.Engine = OggEngine
	}
	if p.MIME == "" || p.forcedByAny("any.damaged") || p.over() && !p.lightAlone(&f.Audio[index]) {
		p.Action, p.Engine = Transcode, FFmpegEngine
		p.MIME, p.Audio = p.encodedSound(index)
	}
	return p
}

// home is the container type that takes a track as it is; empty when none does.
func (p Plan) home(t media.AudioTrack) string {
	switch {
	case t.Codec == "opus" && t.Channels == 1:
		return "audio/ogg"
	case p.Kind == media.Voice:
		return ""
	case t.CommonAAC():
		return "audio/mp4"
	case t.Codec == "mp3":
		return "audio/mpeg"
	case t.Codec == "amr-nb" && t.Channels <= 1:
		return "audio/amr"
	}
	return ""
}

func (p Plan) encodedSound(index int) (string, Stream) {
	if p.Kind == media.Voice || p.Options.AudioFormat == "ogg" {
		return "audio/ogg", Stream{Do: Encode, Index: index, Codec: "opus"}
	}
	return "audio/mp4", Stream{Do: Encode, Index: index, Codec: "aac"}
}
