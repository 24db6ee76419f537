package local

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wamedia/wamedia/internal/panics"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/option"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	// animationTime is the processor time that one animated sticker may take in the image worker.
	animationTime = 5 * time.Minute
	// stickerFPS is the highest frame rate that stickers are made with from films: more shows in bytes, hardly to the
	// eye. Animated pictures keep the frames they have.
	stickerFPS = 15
	// mostFPS is the highest frame rate that is believed of a film.
	mostFPS = 1000
	// smoothFPS is what it is for drawings on nothing of at most smoothSeconds: what moves in them is small, and fits
	// more often. Scenes of that rate would get too coarse.
	smoothFPS, smoothSeconds = 30, 4
)

// animation makes animated stickers: ffmpeg decodes, the image worker encodes. Animated WebP is decoded by the
// worker itself, as ffmpeg cannot.
type animation struct {
	worker *worker
	ffmpeg finder
}

// Apply carries a plan for an animated sticker out.
func (a animation) Apply(ctx context.Context, t pipeline.Task) (pipeline.Outcome, error) {
	if t.Facts.MIME == "image/webp" {
		return a.worker.do(ctx, request(t))
	}
	engine, err := a.ffmpeg()
	if err != nil {
		return pipeline.Outcome{}, err
	}
	frames, times := wanted(t)
	if frames.Layout.Trim {
		if frames.Content, err = engine.Content(ctx, frames); err != nil {
			return pipeline.Outcome{}, lacking(err)
		}
	}
	req := request(t)
	req.Source, req.Frames = "", &times
	answer, err := a.stream(ctx, engine, req, frames)
	if err != nil {
		return pipeline.Outcome{}, lacking(err)
	}
	return understand(answer)
}

// wanted says which frames are asked for, and how long each is shown. An animated picture gives every frame once; a
// film, whose frames are many and alike, gives them at a constant rate.
func wanted(t pipeline.Task) (ffmpeg.Frames, job.Frames) {
	o := t.Plan.Options
	f := ffmpeg.Frames{
		Source: t.Source, Facts: *t.Facts,
		Layout: pixel.Layout{Side: limits.StickerSide, Margin: o.Margin, Cover: o.Fit == option.Cover, Trim: o.Trim},
	}
	if t.Facts.Picture.Animated() {
		times := transcode.ShownMS(t.Facts, o)
		f.Most = len(times)
		return f, job.Frames{MS: times}
	}
	f.FPS, f.Seconds = rate(t.Facts), limits.StickerTotalMS/1000
	if long := length(t.Facts); o.OverLong == option.Speed && long > f.Seconds {
		f.Speed = long / f.Seconds
	}
	times := job.Frames{FPS: f.FPS}
	if own := ownRate(t.Facts) * max(1, f.Speed); own > f.FPS {
		times.Source = min(own, math.MaxFloat64) // JSON knows no infinity, which a claimed length can lead to
	}
	return f, times
}

// ownRate of a film in frames per second; 0 when unknown.
func ownRate(f *media.Facts) float64 {
	if len(f.Video) == 0 {
		return 0
	}
	if fps := f.Video[f.Shown()].FrameRate; fps > 0 && fps <= mostFPS {
		return fps
	}
	return 0
}

// rate is a film's own frame rate, capped.
func rate(f *media.Facts) float64 {
	fps, most := 0.0, float64(stickerFPS)
	if len(f.Video) > 0 {
		shown := f.Video[f.Shown()]
		fps = shown.FrameRate
		if long := length(f); shown.Alpha && long > 0 && long <= smoothSeconds {
			most = smoothFPS
		}
	}
	if !(fps > 0) {
		return stickerFPS
	}
	fps = min(fps, most)
	return max(fps, 1)
}

// length of a film in seconds; 0 when unknown.
func length(f *media.Facts) float64 {
	if f.Seconds == nil || !(*f.Seconds > 0) || math.IsInf(*f.Seconds, 1) {
		return 0
	}
	return *f.Seconds
}

// stream connects ffmpeg's output to the worker's input by a pipe of the system, the request in front. Whatever becomes
// of the worker, both ends are closed once it is gone, so that nothing is written to a pipe that nobody reads.
func (a animation) stream(ctx context.Context, engine *ffmpeg.Engine, req job.Request, frames ffmpeg.Frames) ([]byte, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("connect ffmpeg and the image worker: %w", err)
	}
	var answer []byte
	var unsent, ended error
	group, both := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		defer panics.Catch(&err)
		defer w.Close() //nolint:errcheck // only ffmpeg writes to it after the request
		if unsent = job.WriteFrame(w, req); unsent != nil {
			return unsent
		}
		return engine.Frames(both, frames, w)
	})
	group.Go(func() (err error) {
		defer panics.Catch(&err)
		defer r.Close() //nolint:errcheck // only the worker reads from it
		answer, ended = a.worker.animate(both, r)
		return ended
	})
	err = group.Wait()
	switch {
	case answer != nil:
		return answer, nil // the worker's word counts: it may stop reading before ffmpeg is done
	case unsent != nil && ended != nil:
		return nil, ended // which is why nobody read the request
	}
	return nil, err
}
