package ffmpeg

import (
	"context"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// Forecast tells what a job would make.
type Forecast struct {
	// Size expected of the output, in bytes.
	Size int64
	// Width, Height and FPS of pictures that are encoded; 0 where they are kept.
	Width, Height int
	FPS           float64
	// VideoRate and AudioRate of streams that are encoded, in bits per second; 0 where they are kept. Pictures may
	// take less.
	VideoRate, AudioRate int
}

// glimpse in seconds is how much of a film is encoded at each of three places to tell the size of the whole.
const glimpse = 1.5

// Foresee decides all that Make would, encodes a few moments where pictures are to be encoded, and tells what would come
// out. It writes nothing. The errors are those of Make.
func (e *Engine) Foresee(ctx context.Context, j Job) (Forecast, error) {
	if rolled(&j.Facts) { // its frames would have to be written to be looked at
		return Forecast{Size: j.Facts.Size, Width: even(float64(j.Facts.Picture.Width)), Height: even(float64(j.Facts.Picture.Height))}, nil
	}
	r, facts, err := e.recipe(ctx, &j)
	if err == nil {
		err = e.require(ctx, r.parts()...)
	}
	if err != nil {
		return Forecast{}, err
	}
	var needed float64
	switch {
	case r.pictures.do != transcode.Encode || r.seconds <= 0:
	case len(r.pictures.survey.shapes) > 0:
		needed = r.pictures.survey.shapes[0].bits(quality)
	default:
		needed = e.measureNeed(ctx, r, min(glimpse, r.seconds/3))
	}
	if ctx.Err() != nil { // which is why nothing was measured
		return Forecast{}, context.Cause(ctx)
	}
	return r.forecast(facts, needed), nil
}

func (r recipe) forecast(f *media.Facts, needed float64) Forecast {
	var out Forecast
	bytes := tableBytes * r.seconds
	switch p := r.pictures; p.do {
	case transcode.Keep:
		bytes += float64(max(0, p.track.Bytes))
	case transcode.Encode:
		out.Width, out.Height, out.FPS, out.VideoRate = p.shape.width, p.shape.height, p.shape.fps, saturate.Int(p.rate)
		bytes += min(p.expected(needed)*r.seconds/8, p.bearable())
	}
	switch r.sound.do {
	case transcode.Keep:
		bytes += float64(max(0, f.Audio[r.sound.index].Bytes))
	case transcode.Encode:
		out.AudioRate = r.sound.rate
		bytes += float64(r.sound.rate) * r.seconds / 8
	}
	switch out.Size = int64(saturate.Int(bytes)); {
	case r.encodes():
		out.Size = min(out.Size, int64(float64(r.limit)*safety))
	case bytes < float64(f.Size)/2 && len(f.Video)+len(f.Audio) <= 2:
		out.Size = f.Size // the streams' own sizes are not known
	}
	return out
}

// tableBytes is what a container takes for each second.
const tableBytes = 500

// usualBitsPerPixel is what films at our quality come to, where too little of one could be encoded to tell.
const usualBitsPerPixel = 0.14

// expected is the rate that pictures come to, in bits per second: what they need, or what there is.
func (p pictures) expected(needed float64) float64 {
	if needed == 0 {
		needed = usualBitsPerPixel * p.shape.pixels() * p.shape.fps
	}
	return min(p.rate, needed)
}
