package ffmpeg

import (
	"context"
	"math"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
)

// need is what pictures of so many pixels and frames per second were found to take at full quality, in bits per second:
// on average, and with something for what was not looked at.
type need struct{ mean, bits, pixels, fps float64 }

const (
	// sampleSeconds is how much is encoded at each of the places where need is measured.
	sampleSeconds = 4
	// worthSampling in seconds is the shortest film that measuring is cheap for, beside encoding it.
	worthSampling = 60
	// shrinking is the power of the number of pixels that bits grow with at equal quality: details get lost, and frames
	// further apart differ more.
	shrinking = 0.8
	// enough is the share of the bits at full quality that still looks good: that of the factor 23, which is x264's own
	// default.
	enough = 0.65
)

// scaledTo estimates what smaller or fewer pictures need to be worth seeing, with some to spare for what was not
// measured.
func (n need) scaledTo(s shape) float64 {
	return 1.1 * enough * n.bits * n.share(s)
}

// share of the bits that another shape takes.
func (n need) share(s shape) float64 {
	return math.Pow(s.pixels()*s.fps/(n.pixels*n.fps), shrinking)
}

// mayGrow tells whether a recipe shrinks its pictures for want of bits that they may turn out not to need.
func (r recipe) mayGrow(maxFPS float64) bool {
	if r.pictures.do != transcode.Encode || r.seconds < worthSampling {
		return false
	}
	now, full := r.pictures.shape, r.pictures.fullShape(maxFPS)
	return now.pixels()*now.fps < full.pixels()*full.fps
}

// measureNeed encodes a moment of so many seconds at each of three places, in a shape. Between the mean and the highest
// is what the whole is taken to need. Where that fails, as in a file that cannot be sought in, the need stays unknown.
func (e *Engine) measureNeed(ctx context.Context, r recipe, s shape, seconds float64) need {
	p := r.pictures
	p.shape, p.pass, p.rate = s, 0, maxRate
	var sum, highest float64
	places := [...]float64{0.15, 0.5, 0.8}
	for _, place := range places {
		var size counter
		args, err := p.sampleArgs(r.source, place*r.seconds, seconds, r.threads)
		if err == nil {
			err = e.run(ctx, args, &size, process.Limits{})
		}
		if err != nil || size == 0 {
			return need{}
		}
		bits := float64(size) * 8 / seconds
		sum, highest = sum+bits, max(highest, bits)
	}
	mean := sum / float64(len(places))
	return need{mean: mean, bits: (mean + highest) / 2, pixels: s.pixels(), fps: s.fps}
}

// sampleArgs encodes a moment of so many seconds from start on to stdout, as bare H.264.
func (p pictures) sampleArgs(s source, start, seconds float64, threads int) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		in := s.input(threads, ffmpeg.KwArgs{"ss": number(start), "t": number(seconds)})
		options := p.options()
		options["f"], options["threads"] = "h264", threads
		return p.stream(in).Output("pipe:1", options)
	})
}

// counter counts what is written to it.
type counter int64

// Write never fails.
func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
