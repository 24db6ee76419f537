package ffmpeg

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/transcode"
)

const (
	// loudnessTarget in LUFS is what voice and podcasts are made for: EBU R 128 s2, and AES TD1008 for streams (2021-09).
	loudnessTarget = -16
	// quietest in LUFS is what counts as sound at all. Below it stand room noise and silence, which stay as they are.
	quietest = -55
	// Ceilings of true peaks in dBTP, for the encoder: decoders give peaks that are higher, of AAC by half a decibel
	// and of Opus for speech by two to three (measured on 18 files), and are to stay under −1.5.
	ceilingAAC  = -2.5
	ceilingOpus = -4.5
	// corrections is how often the gain is corrected for what the limiter takes away.
	corrections = 2
)

// level is how sound is made louder or softer: by one gain for the whole, so that its dynamics stay, with peaks held
// under a ceiling where the gain would lift them above it.
type level struct {
	// gain in dB.
	gain float64
	// ceiling in dBTP; 0 where no peak comes near it.
	ceiling float64
}

// loudness is what sound measures by EBU R 128: integrated in LUFS and the true peak in dBTP.
type loudness struct{ integrated, peak float64 }

// levelled measures the sound of a recipe and sets the level that brings it to the target.
func (e *Engine) levelled(ctx context.Context, r recipe) (recipe, error) {
	if r.sound.do != transcode.Encode {
		return r, nil
	}
	if err := e.require(ctx, "ebur128"); err != nil {
		return r, err
	}
	is, err := e.measureLoudness(ctx, r)
	if err != nil || is.integrated < quietest {
		return r, err
	}
	r.sound.level = &level{gain: loudnessTarget - is.integrated}
	if is.peak+r.sound.level.gain <= r.sound.ceiling() {
		return r, nil
	}
	r.sound.level.ceiling = r.sound.ceiling()
	for range corrections {
		if is, err = e.measureLoudness(ctx, r); err != nil {
			return r, err
		}
		r.sound.level.gain += loudnessTarget - is.integrated
	}
	return r, nil
}

const (
	// highestPeak in dBTP and loudnessSlack in LU are what an output may have.
	highestPeak   = -1.5
	loudnessSlack = 0.5
	// peakMargin in dB is what the same sound a little softer may peak above what was asked for.
	peakMargin = 0.5
)

// relevelled measures sound that was made, and corrects the level of its recipe by what the encoder did to it: for
// speech Opus leaves out what is low. It reports false where nothing is to be corrected.
func (e *Engine) relevelled(ctx context.Context, r recipe, correct correction) (recipe, bool, error) {
	if r.sound.level == nil || r.pictures.do != transcode.Drop {
		return r, false, nil
	}
	made := r
	made.source = source{path: r.output, demuxer: demuxerOfOutput(r.mime)}
	made.sound.level, made.sound.unpacked, made.sound.index = nil, nil, 0
	is, err := e.measureLoudness(ctx, made)
	if err != nil {
		return r, false, err
	}
	corrected, again := correct(*r.sound.level, is, r.sound.ceiling())
	r.sound.level = &corrected
	return r, again, nil
}

// correction finds the level for sound that with another one came out with a loudness.
type correction func(was level, is loudness, ceiling float64) (level, bool)

// loudnessAndPeak corrects both.
func loudnessAndPeak(was level, is loudness, ceiling float64) (level, bool) {
	miss, over := loudnessTarget-is.integrated, is.peak-highestPeak
	if math.Abs(miss) <= loudnessSlack && over <= 0 {
		return was, false
	}
	return level{gain: was.gain + miss, ceiling: min(was.ceiling, ceiling) - max(0, over)}, true
}

// peakAlone makes all softer where peaks are still too high, even if that is softer than it should be: the encoder lifts
// the peaks of loud music by more the harder they were limited.
func peakAlone(was level, is loudness, ceiling float64) (level, bool) {
	over := is.peak - highestPeak
	if over <= 0 {
		return was, false
	}
	over += peakMargin
	return level{gain: was.gain - over, ceiling: min(was.ceiling, ceiling) - over}, true
}

func (s sound) ceiling() float64 {
	if s.codec == "opus" {
		return ceilingOpus
	}
	return ceilingAAC
}

// measureLoudness decodes the sound as it would be encoded.
func (e *Engine) measureLoudness(ctx context.Context, r recipe) (loudness, error) {
	args, err := r.loudnessArgs()
	if err != nil {
		return loudness{}, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	alive := watch(e.stall, stop)
	defer alive.end()
	is, now := loudness{integrated: math.Inf(-1), peak: math.Inf(-1)}, Progress{Total: r.seconds}
	heard := &lines{each: func(line string) {
		now.frames++
		alive.at(now)
		is.hear(line)
	}}
	if err := e.run(ctx, args, heard, r.limits()); err != nil {
		return loudness{}, fmt.Errorf("measure the loudness: %w", err)
	}
	return is, nil
}

// hear reads one line of the measurements, which are printed for every tenth of a second over all that was before.
func (is *loudness) hear(line string) {
	key, text, _ := strings.Cut(strings.TrimSpace(line), "=")
	value, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
	case key == "lavfi.r128.I":
		is.integrated = value
	case key == "lavfi.r128.true_peak":
		is.peak = max(is.peak, 20*math.Log10(value))
	}
}

func (r recipe) loudnessArgs() ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		return r.sound.stream(r.soundInput(r.source.input(r.threads))).
			Filter("aformat", nil, ffmpeg.KwArgs{"channel_layouts": r.sound.layout(), "sample_rates": 48_000}).
			Filter("ebur128", nil, ffmpeg.KwArgs{"metadata": 1, "peak": "true"}).
			Filter("ametadata", nil, ffmpeg.KwArgs{"mode": "print", "file": "-"}).
			Output("pipe:1", ffmpeg.KwArgs{"f": "null"})
	})
}

// oversampled in Hz is the rate at which peaks between samples show.
const oversampled = 192_000

// levelled applies the level.
func (s sound) levelled(stream *ffmpeg.Stream) *ffmpeg.Stream {
	stream = stream.
		Filter("aformat", nil, ffmpeg.KwArgs{"sample_fmts": "flt", "channel_layouts": s.layout(), "sample_rates": s.sampleRate}).
		Filter("volume", ffmpeg.Args{fmt.Sprintf("%.2fdB", s.level.gain)}, ffmpeg.KwArgs{"precision": "float"})
	if s.level.ceiling == 0 {
		return stream
	}
	return stream.
		Filter("aresample", ffmpeg.Args{strconv.Itoa(oversampled)}).
		Filter("alimiter", nil, ffmpeg.KwArgs{
			"limit": number(math.Pow(10, s.level.ceiling/20)), "attack": 2, "release": 50, "level": 0,
		}).
		Filter("aresample", ffmpeg.Args{strconv.Itoa(s.sampleRate)})
}

// layout is ffmpeg's name for the channels.
func (s sound) layout() string {
	if s.channels == 1 {
		return "mono"
	}
	return "stereo"
}
