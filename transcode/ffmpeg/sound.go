package ffmpeg

import (
	"strconv"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// sound says how one stream of sound gets into the output.
type sound struct {
	do    transcode.Do
	index int
	// codec is aac or opus; voice tunes opus for speech.
	codec string
	voice bool
	// native gives a voice note the shape of WhatsApp's own.
	native bool
	// filled puts silence where the sound starts late or has gaps, as pictures set the pace.
	filled bool
	// rate in bits per second. Opus treats it as a wish: speech takes less, noise at low rates up to a quarter more.
	// With constant it is kept to.
	rate     int
	constant bool
	// channels 1 or 2, sampleRate in Hz.
	channels, sampleRate int
	// padded makes sound of less than shortest as long as that, with silence.
	padded bool
	// level makes it louder or softer; nil leaves it.
	level *level
	// mix is how the channels become those of the output; nil leaves that to ffmpeg.
	mix *mix
	// heard reports whether the source was measured before; else it is while it is encoded.
	heard bool
	// unpacked is the file that the packets were written to, as the source's own cannot be decoded; nil for none.
	unpacked *source
}

// shortestGap in seconds is what is filled with silence beside pictures; containers round times to milliseconds, and
// less than three of them add up to nothing that is heard.
const shortestGap = 0.03

// shortest in seconds is the least that players play: of a few samples, what encoders add in front leaves nothing.
const shortest = 0.1

// stream selects the sound.
func (s sound) stream(in *ffmpeg.Stream) *ffmpeg.Stream {
	if s.do == transcode.Keep {
		return s.selected(in)
	}
	return s.shaped(integers(s.selected(in)))
}

func (s sound) selected(in *ffmpeg.Stream) *ffmpeg.Stream {
	if s.unpacked != nil {
		return in.Get("a:0")
	}
	return in.Get("a:" + strconv.Itoa(s.index))
}

// integers keeps what floating-point files may hold from the encoder: a single sample that is not a number ends
// ffmpeg's AAC encoder.
func integers(decoded *ffmpeg.Stream) *ffmpeg.Stream {
	return decoded.Filter("aformat", nil, ffmpeg.KwArgs{"sample_fmts": "s32"})
}

// shaped makes of decoded sound what is encoded.
func (s sound) shaped(stream *ffmpeg.Stream) *ffmpeg.Stream {
	if s.filled {
		stream = stream.Filter("aresample", nil, ffmpeg.KwArgs{"async": 1, "first_pts": 0, "min_hard_comp": shortestGap})
	}
	switch {
	case s.mix != nil:
		stream = s.mix.applied(stream)
	case s.channels == 1:
		// Of integers ffmpeg takes half the sum; of floating-point samples it takes more, which may clip.
		stream = stream.Filter("aformat", nil, ffmpeg.KwArgs{"sample_fmts": "s32", "channel_layouts": "mono"})
	}
	if s.level != nil {
		stream = s.levelled(stream)
	}
	if s.padded {
		return stream.Filter("apad", nil, ffmpeg.KwArgs{"whole_dur": shortest})
	}
	return stream
}

// options for the encoder, or for copying.
func (s sound) options() ffmpeg.KwArgs {
	if s.do == transcode.Keep {
		return ffmpeg.KwArgs{"c:a": "copy"}
	}
	o := ffmpeg.KwArgs{"b:a": s.rate, "ac": s.channels, "ar": s.sampleRate}
	if s.codec == "aac" {
		o["c:a"], o["profile:a"] = "aac", "aac_low"
		return o
	}
	o["c:a"], o["application"] = "libopus", "audio"
	if s.voice {
		o["application"] = "voip"
	}
	if s.native {
		o["compression_level"] = nativeEffort
	}
	if s.constant {
		o["vbr"] = "off"
	}
	return o
}

// nativeRate in Hz is what WhatsApp's own voice notes are sampled at.
const nativeRate = 16_000

// nativeEffort is libopus' complexity, of 10. At 22 kbit/s speech comes out as with 10 at 20, for three quarters of the time.
const nativeEffort = 6

// formed gives the channels and the rate of samples that a track is encoded with. Opus is always mono here and, but for
// the native shape, 48 kHz; AAC keeps one or two channels and the nearer relative of its rate.
func (s sound) formed(t *media.AudioTrack) sound {
	s.channels, s.sampleRate = 2, 48_000
	s.padded = t.Seconds != nil && *t.Seconds < shortest
	if s.native {
		s.sampleRate = nativeRate
	}
	if s.codec == "opus" || t.Channels == 1 {
		s.channels = 1
	}
	if s.codec == "aac" && t.SampleRate > 0 && t.SampleRate%8000 != 0 {
		s.sampleRate = 44_100
	}
	return s
}

// stereoRate in bits per second is the least that two channels of AAC are worth.
const stereoRate = 80_000

// rates are the best and the lowest for sound alone, in bits per second.
func (s sound) rates() (best, lowest int) {
	switch {
	case s.native:
		return 22_000, 16_000 // up to 8 kHz as near to the source as plain notes of 24 kbit/s: docs/voice.md
	case s.voice:
		return 32_000, 16_000
	case s.codec == "opus":
		return 64_000, 16_000
	case s.channels == 1:
		return 80_000, 32_000
	}
	return 128_000, 32_000
}

// fitted takes the best rate that stays under the limit for so many seconds, and one channel where that is too little
// for two. It is an error where even the lowest is too much.
func (s sound) fitted(limit int64, seconds float64) (sound, error) {
	best, lowest := s.rates()
	kilobits := min(float64(best)/1000, plannedBits(limit, seconds)/seconds/1000)
	s.rate = 1000 * max(0, saturate.Int(kilobits))
	if s.rate < lowest {
		longest := float64(limit) * 8 * safety / float64(lowest+perSecond)
		return s, &TooLongError{Seconds: seconds, Longest: longest, Limit: limit}
	}
	if s.rate < stereoRate {
		s.channels = 1
	}
	return s, nil
}
