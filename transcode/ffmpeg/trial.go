package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
)

const (
	// excerpts is how many parts of a film are encoded on trial. Together they take excerptShare of it, each from
	// leastExcerpt to mostExcerpt seconds.
	excerpts     = 3
	excerptShare = 0.05
	leastExcerpt = 0.4
	mostExcerpt  = 1.2
	// comparedFrames is the distance of the frames that are compared: quality changes little from one to the next.
	comparedFrames = 3
	// maxExcerpt in bytes bounds one excerpt in all its shapes, with the pictures that they are compared with.
	maxExcerpt = 256 << 20
	// farSeek in seconds is the length from which excerpts begin with the key frame before them: to decode from there to an
	// exact time would take longer than the excerpt. In shorter films few frames come before, and key frames may be few.
	farSeek = 20
)

// trial is one shape that excerpts of a film are encoded in, at a constant quality.
type trial struct {
	shape   shape
	quality float64
}

// trialResult is what a trial came to.
type trialResult struct {
	// quality is x264's constant rate factor.
	quality float64
	// bits per second that a film like the excerpts takes.
	bits float64
	// loss is 1 - SSIM of brightness at the display's size.
	loss float64
}

// excerpt is one part of a film as it was encoded in several shapes.
type excerpt struct {
	encoded *bounded
	// sizes of the frames of each trial, in bytes.
	sizes [][]float64
}

// encodeExcerpts encodes each excerpt in several shapes, beside pictures of a reference shape to compare with.
func (e *Engine) encodeExcerpts(ctx context.Context, r recipe, reference shape, trials []trial) ([]excerpt, error) {
	seconds := max(leastExcerpt, min(mostExcerpt, excerptShare*r.seconds/excerpts))
	var all []excerpt
	for i := range excerpts {
		start := r.seconds * (float64(i) + 0.5) / excerpts
		args, err := r.trialArgs(start, seconds, reference, trials)
		if err != nil {
			return nil, err
		}
		x := excerpt{encoded: &bounded{most: maxExcerpt}, sizes: make([][]float64, len(trials))}
		if err := e.run(ctx, args, x.encoded, process.Limits{}); err != nil {
			return nil, err
		}
		if err := e.readExcerpt(ctx, trialPacketArgs, x, func(line string) { addPacket(x.sizes, line) }); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(x.sizes, func(frames []float64) bool { return len(frames) < 2 }) {
			return nil, errNoTrial
		}
		all = append(all, x)
	}
	return all, nil
}

// compareExcerpts compares what was encoded with the source at the display's size.
func (e *Engine) compareExcerpts(ctx context.Context, all []excerpt, display shape, trials []trial) ([]trialResult, error) {
	results := make([]trialResult, len(trials))
	args := func() ([]string, error) { return comparisonArgs(display, len(trials)) }
	for _, x := range all {
		var losses []float64
		err := e.readExcerpt(ctx, args, x, func(line string) { losses = addLoss(losses, line) })
		if err != nil {
			return nil, err
		}
		each := len(losses) / len(trials)
		if each == 0 {
			return nil, errNoTrial
		}
		for i, t := range trials {
			results[i].quality = t.quality
			results[i].bits += bitsOf(x.sizes[i], t.shape.fps) / float64(len(all))
			results[i].loss += mean(losses[i*each:(i+1)*each]) / float64(len(all))
		}
	}
	return results, nil
}

// bitsOf is what a film takes in bits per second whose frames are like those of an excerpt, which begins with a key frame.
func bitsOf(frames []float64, fps float64) float64 {
	return 8 * (frames[0]/keySeconds + mean(frames[1:])*fps)
}

// still reports whether most of the frames hardly differ from those before, as on a screen.
func (x excerpt) still() bool {
	frames := slices.Sorted(slices.Values(x.sizes[0][1:]))
	return frames[len(frames)/2] < stillShare*x.sizes[0][0]
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// readExcerpt runs ffmpeg over what was encoded.
func (e *Engine) readExcerpt(ctx context.Context, args func() ([]string, error), x excerpt, each func(string)) error {
	list, err := args()
	if err != nil {
		return err
	}
	return e.runOn(ctx, list, streams{in: bytes.NewReader(x.encoded.Bytes()), out: &lines{each: each}}, process.Limits{})
}

// errNoTrial says that an excerpt has no pictures to compare.
var errNoTrial = errors.New("an excerpt has no pictures")

// trialArgs encodes an excerpt in all shapes at once. Stream 0 of the output are the pictures to compare with.
func (r recipe) trialArgs(start, seconds float64, reference shape, trials []trial) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		seek := ffmpeg.KwArgs{"ss": number(start), "t": number(seconds)}
		if r.seconds > farSeek {
			seek["noaccurate_seek"] = ""
		}
		in := r.source.input(r.threads, seek)
		p := r.pictures
		p.hold = 0
		first := in.Get("V:"+strconv.Itoa(p.index)).Filter("setpts", ffmpeg.Args{"PTS-STARTPTS"})
		prepared := p.prepared(first).Split()
		p.shape = reference
		streams := []*ffmpeg.Stream{
			p.shaped(prepared.Get("0").Filter("select", ffmpeg.Args{compared()})).Filter("format", ffmpeg.Args{"gray"}),
		}
		options := ffmpeg.KwArgs{"f": "nut", "c:v:0": "rawvideo", "fps_mode:v:0": "passthrough", "fflags": "+bitexact", "threads": r.threads}
		for i, t := range trials {
			p.shape = t.shape
			streams = append(streams, p.shaped(prepared.Get(strconv.Itoa(i+1))))
			maps.Copy(options, p.trialOptions(i+1, t.quality))
		}
		return ffmpeg.Output(streams, "pipe:1", options).GlobalArgs("-filter_complex_threads", fmt.Sprint(r.threads))
	})
}

// compared selects the frames that are compared.
func compared() string { return fmt.Sprintf("not(mod(n,%d))", comparedFrames) }

// trialOptions are those of the encoder for one of several streams. Motion is searched for as in the whole: a coarser search
// loses more in large shapes.
func (p pictures) trialOptions(stream int, quality float64) ffmpeg.KwArgs {
	p.pass, p.hasty, p.rate = 0, true, maxRate
	options := ffmpeg.KwArgs{}
	for key, value := range p.options() {
		options[strings.TrimSuffix(key, ":v")+fmt.Sprintf(":v:%d", stream)] = value
	}
	for key, value := range map[string]any{"crf": number(quality), "refs": 1} {
		options[fmt.Sprintf("%s:v:%d", key, stream)] = value
	}
	return options
}

// encodedTrial is the input for what trialArgs encoded.
func encodedTrial() *ffmpeg.Stream {
	return ffmpeg.Input("pipe:0", ffmpeg.KwArgs{"f": "nut"})
}

// trialPacketArgs lists the packets of all streams.
func trialPacketArgs() ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		return encodedTrial().Output("pipe:1", ffmpeg.KwArgs{"map": "0", "c": "copy", "f": "framecrc"})
	})
}

// addPacket reads a line of ffmpeg's list of packets. Stream 0 is not encoded.
func addPacket(sizes [][]float64, line string) {
	if p, ok := readPacket(line); ok && p.stream > 0 && p.stream <= int64(len(sizes)) && p.size >= 0 {
		sizes[p.stream-1] = append(sizes[p.stream-1], float64(p.size))
	}
}

// comparisonArgs compares so many encoded streams, one after another, with stream 0.
func comparisonArgs(display shape, trials int) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		in := encodedTrial()
		reference := atDisplay(in.Get("0"), display).Split()
		var references, encoded []*ffmpeg.Stream
		for i := range trials {
			references = append(references, reference.Get(strconv.Itoa(i)))
			encoded = append(encoded, atDisplay(in.Get(strconv.Itoa(i+1)).Filter("select", ffmpeg.Args{compared()}), display))
		}
		both := []*ffmpeg.Stream{inTurn(references), inTurn(encoded)}
		return ffmpeg.Filter(both, "ssim", nil, ffmpeg.KwArgs{"stats_file": "-"}).
			Output("-", ffmpeg.KwArgs{"f": "null"})
	})
}

// atDisplay is the brightness of pictures at the display's size.
func atDisplay(s *ffmpeg.Stream, display shape) *ffmpeg.Stream {
	return s.Filter("format", ffmpeg.Args{"gray"}).
		Filter("scale", nil, ffmpeg.KwArgs{"w": display.width, "h": display.height}).
		Filter("setsar", ffmpeg.Args{"1"})
}

// inTurn joins streams, and counts their frames, so that two that were joined meet frame by frame.
func inTurn(streams []*ffmpeg.Stream) *ffmpeg.Stream {
	joined := streams[0]
	if len(streams) > 1 {
		joined = ffmpeg.Concat(streams)
	}
	return joined.Filter("settb", ffmpeg.Args{"1/25"}).Filter("setpts", ffmpeg.Args{"N"})
}

// addLoss reads a line of what the filter ssim writes: "n:1 Y:0.98 All:0.98 (17.2)".
func addLoss(losses []float64, line string) []float64 {
	var n int
	var ssim float64
	if found, _ := fmt.Sscanf(line, "n:%d Y:%g", &n, &ssim); found == 2 && !math.IsNaN(ssim) {
		losses = append(losses, 1-ssim)
	}
	return losses
}

// bounded is a buffer that takes so many bytes at most.
type bounded struct {
	bytes.Buffer
	most int
}

// Write fails where the buffer is full.
func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		return 0, errors.New("an excerpt is larger than it may be")
	}
	return b.Buffer.Write(p)
}
