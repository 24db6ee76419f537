package ffmpeg

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// recipe is all that one run of ffmpeg is told.
type recipe struct {
	source   source
	pictures pictures
	sound    sound
	// mime of the output and where it goes.
	mime, output string
	// sourceSize and limit in bytes, and the seconds that are to fit under the latter.
	sourceSize, limit int64
	seconds           float64
	// beside in bytes is what an earlier pass has besides its pictures; 0 where that is not known.
	beside float64
	// settled keeps the rate of a second pass from being raised: it was, or nothing would come of it.
	settled bool
	// revisedOnce keeps the shape from being chosen once more.
	revisedOnce bool
	threads     int
	// apart reads pictures and sound from two openings of the source. Where segments of a transport stream were joined,
	// whose clocks all start anew, ffmpeg takes the end of one stream behind the start of the other for a gap.
	apart bool
}

// newRecipe decides what a plan leaves open: sizes and rates. The facts must be complete for what is encoded. With a
// *TooLongError it also returns the recipe that would not do.
func newRecipe(j *Job, f *media.Facts, measured survey) (recipe, error) {
	s, err := newSource(j.Source, f)
	if err != nil {
		return recipe{}, err
	}
	r := recipe{
		source: s, mime: j.Plan.MIME, output: j.Output,
		sourceSize: f.Size, limit: j.Plan.Limit, seconds: secondsOf(f), threads: j.Plan.Options.Threads, apart: j.apart,
	}
	if err := r.choose(j.Plan, f); err != nil {
		return recipe{}, err
	}
	if r.encodes() && r.seconds <= 0 {
		return recipe{}, errors.New("how long it plays cannot be found out, so that no rate can be chosen")
	}
	if r.pictures.do == transcode.Drop {
		return r.soundAlone()
	}
	r.pictures.survey = measured
	return r.soundThenPictures(j.Plan, f)
}

// errEncrypted keeps noise from being encoded: without the key a decoder makes something of anything.
var errEncrypted = errors.New("it is encrypted: export it without protection")

// choose takes the planned streams from the facts.
func (r *recipe) choose(p transcode.Plan, f *media.Facts) error {
	r.pictures = pictures{do: p.Video.Do, index: p.Video.Index}
	r.sound = sound{do: p.Audio.Do, index: p.Audio.Index, codec: p.Audio.Codec, voice: p.Kind == media.Voice}
	r.sound.native = r.sound.voice && p.Options.VoiceShape != "plain"
	r.sound.filled = p.Video.Do != transcode.Drop
	if p.Video.Do == transcode.Drop && p.Audio.Do == transcode.Drop {
		return errors.New("the plan keeps neither pictures nor sound")
	}
	if p.Video.Do != transcode.Drop {
		if p.Video.Index >= len(f.Video) {
			return fmt.Errorf("the plan names stream %d of %d of pictures", p.Video.Index+1, len(f.Video))
		}
		r.pictures.track = f.Video[p.Video.Index]
		r.pictures.index += r.pictures.track.Before
		if r.pictures.track.Encrypted {
			return errEncrypted
		}
		r.pictures.described = r.pictures.do == transcode.Keep && r.pictures.track.Codec == "h264" && slices.Contains(p.ForcedBy, "any.suspect")
		if f.Picture.Animated() {
			_, r.pictures.times = moving(f)
		} else {
			r.pictures.hold = holdOf(&r.pictures.track, r.seconds)
		}
		r.pictures.most = cmp.Or(p.Options.MaxFPS, defaultFPS)
		r.pictures.timed = !saysTimes(f.Container)
		r.pictures.background = colorOf(p.Options.Background)
		r.source.decoder = alphaDecoder(&r.pictures.track)
	}
	if p.Audio.Do != transcode.Drop {
		if p.Audio.Index >= len(f.Audio) {
			return fmt.Errorf("the plan names stream %d of %d of sound", p.Audio.Index+1, len(f.Audio))
		}
		if f.Audio[p.Audio.Index].Encrypted {
			return errEncrypted
		}
		r.sound = r.sound.formed(&f.Audio[p.Audio.Index])
	}
	return nil
}

// saysTimes reports whether the facts of a container tell of every frame when it is shown.
func saysTimes(c *media.Container) bool {
	return c != nil && slices.Contains([]string{"mp4", "quicktime", "3gpp", "3gpp2"}, c.Format)
}

func (r recipe) encodes() bool {
	return r.pictures.do == transcode.Encode || r.sound.do == transcode.Encode
}

// alphaDecoder names the decoder that gives the transparency of WebM; ffmpeg's own choice leaves it out.
func alphaDecoder(t *media.VideoTrack) string {
	switch {
	case t.Alpha && t.Codec == "vp8":
		return "libvpx"
	case t.Alpha && t.Codec == "vp9":
		return "libvpx-vp9"
	}
	return ""
}

// secondsOf is how long a file plays; 0 when that is unknown.
func secondsOf(f *media.Facts) float64 {
	if f.Seconds == nil || !(*f.Seconds > 0) || math.IsInf(*f.Seconds, 1) {
		return 0
	}
	return *f.Seconds
}
