package ffmpeg

import (
	"context"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
)

// measureNeed encodes a moment of so many seconds at each of three places, in the recipe's shape, and returns what its
// pictures take at full quality, in bits per second. Where that fails, as in a file that cannot be sought in, it is 0.
func (e *Engine) measureNeed(ctx context.Context, r recipe, seconds float64) float64 {
	p := r.pictures
	p.pass, p.hasty, p.coarser, p.rate = 0, false, 0, maxRate
	var sum float64
	places := [...]float64{0.15, 0.5, 0.8}
	for _, place := range places {
		var size counter
		args, err := p.sampleArgs(r.source, place*r.seconds, seconds, r.threads)
		if err == nil {
			err = e.run(ctx, args, &size, process.Limits{})
		}
		if err != nil || size == 0 {
			return 0
		}
		sum += float64(size) * 8 / seconds
	}
	return sum / float64(len(places))
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
