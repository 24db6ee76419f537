package ffmpeg

import (
	"context"

	"math"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
)

// need is what pictures of so many pixels were found to take at full quality, in bits per second.
type need struct{ bits, pixels float64 }

const (
	// sampleSeconds is how much is encoded at each of the places where need is measured: one key frame and what
	// follows it until the next.
	sampleSeconds = keySeconds
	// worthSampling in seconds is the shortest film that measuring is cheap for, beside encoding it.
	worthSampling = 60
	// shrinking is the power of the number of pixels that bits grow with at equal quality: details get lost.
	shrinking = 0.8
)

// scaledTo estimates the need of a smaller picture, with some to spare for what was not measured.
func (n need) scaledTo(pixels float64) float64 {
	return 1.1 * n.bits * math.Pow(pixels/n.pixels, shrinking)
}

// mayGrow tells whether a recipe shrinks its pictures for want of bits that they may turn out not to need.
func (r recipe) mayGrow() bool {
	if r.pictures.do != transcode.Encode || r.seconds < worthSampling {
		return false
	}
	w, h := scaledTo(&r.pictures.track, shortSides()[0])
	return r.pictures.shape.width < w || r.pictures.shape.height < h
}

// measureNeed encodes a moment at each of three places, at the largest size. Between the mean and the highest is what
// the whole is taken to need. Where that fails, as in a file that cannot be sought in, the need stays unknown.
func (e *Engine) measureNeed(ctx context.Context, r recipe) need {
	p := r.pictures
	p.shape.width, p.shape.height = scaledTo(&p.track, shortSides()[0])
	p.pass, p.rate = 0, maxRate
	var sum, highest float64
	places := [...]float64{0.15, 0.5, 0.8}
	for _, place := range places {
		var size counter
		args, err := p.sampleArgs(r.source, place*r.seconds, r.threads)
		if err == nil {
			err = e.run(ctx, args, &size, process.Limits{})
		}
		if err != nil || size == 0 {
			return need{}
		}
		bits := float64(size) * 8 / sampleSeconds
		sum, highest = sum+bits, max(highest, bits)
	}
	mean := sum / float64(len(places))
	return need{bits: (mean + highest) / 2, pixels: float64(p.shape.width) * float64(p.shape.height)}
}

// sampleArgs encodes a moment from start on to stdout, as bare H.264.
func (p pictures) sampleArgs(s source, start float64, threads int) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		in := s.input(threads, ffmpeg.KwArgs{"ss": number(start), "t": sampleSeconds})
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
