package local

import (
	"context"
	"errors"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/option"
)

// viewSide is the side of the small copies that outputs are compared with their sources by, in pixels.
const viewSide = 64

// Views looks at a still and its source, which the image worker decodes once more.
func (s still) Views(ctx context.Context, t pipeline.Task, made pipeline.Outcome) ([]pipeline.Moment, error) {
	output := t.Output
	if !loadable(t.Facts.MIME) {
		path := s.work.File(".png")
		defer removeQuietly(path)
		var err error
		if t, err = s.decoded(ctx, t, path); err != nil {
			return nil, err
		}
	}
	source := request(t)
	source.Make, source.Output, source.Look = job.Views, "", &job.Look{Side: viewSide}
	after := job.Request{Make: job.Views, Source: output, MIME: made.MIME, Look: &job.Look{Side: viewSide}}
	if made.MIME == "" {
		after.MIME = t.Plan.MIME
	}
	if made.Seen != nil {
		source.Look.Area, after.Look.Area = made.Seen.Source, made.Seen.Output
	}
	return s.worker.compared(ctx, source, after)
}

// Views looks at the first frame of an animated sticker and of its source.
func (a animation) Views(ctx context.Context, t pipeline.Task, made pipeline.Outcome) ([]pipeline.Moment, error) {
	after := job.Request{Make: job.Views, Source: t.Output, MIME: t.Plan.MIME, Look: &job.Look{Side: viewSide}}
	source := request(t)
	switch {
	case t.Plan.Options.OverLong == option.Speed: // which may leave the first frame out
		return nil, nil
	case t.Facts.MIME == "image/webp":
		source.Make, source.Output, source.Look = job.Views, "", &job.Look{Side: viewSide}
		if made.Seen != nil {
			source.Look.Area, after.Look.Area = made.Seen.Source, made.Seen.Output
		}
		return a.worker.compared(ctx, source, after)
	}
	engine, err := a.ffmpeg()
	if err != nil {
		return nil, err
	}
	frames, _ := wanted(t)
	if frames.Layout.Trim {
		if frames.Content, err = engine.Content(ctx, frames); err != nil {
			return nil, lacking(err)
		}
	}
	if p := t.Facts.Picture; p != nil {
		after.Look.Side = max(1, min(viewSide, min(p.Width, p.Height)/2))
	}
	was, area, err := engine.View(ctx, frames, after.Look.Side)
	if err != nil {
		return nil, lacking(err)
	}
	after.Look.Area = area
	is, err := a.worker.views(ctx, after)
	if err != nil || is[0].Side != was.Side {
		return nil, err
	}
	return []pipeline.Moment{{Output: is[0], Source: []job.View{was}}}, nil
}

// Views looks at moments of a film whose pictures were encoded, and of its source.
func (f film) Views(ctx context.Context, t pipeline.Task, made pipeline.Outcome) ([]pipeline.Moment, error) {
	if made.Width == 0 || made.Height == 0 {
		return nil, nil
	}
	engine, err := f.ffmpeg()
	if err != nil {
		return nil, err
	}
	side := max(1, min(viewSide, min(made.Width, made.Height)/2))
	encoded := ffmpeg.Job{Source: t.Source, Facts: *t.Facts, Plan: t.Plan, Output: t.Output}
	seen, err := engine.Moments(ctx, encoded, made.Width, made.Height, side)
	var moments []pipeline.Moment
	for _, m := range seen {
		moments = append(moments, pipeline.Moment(m))
	}
	return moments, lacking(err)
}

// compared asks for views of one size. A source that cannot be decoded for views gives none.
func (w *worker) compared(ctx context.Context, source, after job.Request) ([]pipeline.Moment, error) {
	for {
		is, err := w.views(ctx, after)
		if err != nil {
			return nil, err
		}
		source.Look.Side = is[0].Side
		was, err := w.views(ctx, source)
		if err != nil {
			return nil, sourceOnly(err)
		}
		if was[0].Side == is[0].Side {
			return []pipeline.Moment{{Output: is[0], Source: was}}, nil
		}
		after.Look.Side = was[0].Side
	}
}

// sourceOnly leaves out the failures that are a source's own.
func sourceOnly(err error) error {
	var f *job.Failure
	if errors.As(err, &f) && f.Class != job.Internal {
		return nil
	}
	return err
}

// views asks the worker for small copies of a picture.
func (w *worker) views(ctx context.Context, req job.Request) ([]job.View, error) {
	answer, err := w.ask(ctx, req)
	if err != nil {
		return nil, err
	}
	made, err := madeOf(answer)
	if err != nil {
		return nil, err
	}
	if len(made.Views) == 0 {
		return nil, errors.New("the image worker gave no views")
	}
	return made.Views, nil
}
