package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/workdir"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe"
)

// still makes pictures and still stickers in the image worker.
type still struct {
	worker *worker
	work   *workdir.Dir
	ffmpeg finder
}

// loadable lists the types that the worker decodes itself; others go through ffmpeg first.
func loadable(mime string) bool {
	return slices.Contains([]string{
		"image/jpeg", "image/png", "image/apng", "image/webp", "image/gif", "image/tiff", "image/heic", "image/heif",
		"image/heic-sequence", "image/heif-sequence", "image/avif",
	}, mime)
}

// Apply carries a plan for a still out.
func (s still) Apply(ctx context.Context, t pipeline.Task) (pipeline.Outcome, error) {
	beside := besideNotes(t.Facts.Picture)
	if !loadable(t.Facts.MIME) {
		path := s.work.File(".png")
		defer removeQuietly(path)
		var err error
		if t, err = s.decoded(ctx, t, path); err != nil {
			return pipeline.Outcome{}, err
		}
	}
	outcome, err := s.worker.do(ctx, request(t))
	if outcome.Note != "" {
		beside = append([]string{outcome.Note}, beside...)
	}
	outcome.Note = strings.Join(beside, "; ")
	return outcome, err
}

// besideNotes say what the file holds beside its picture, which is all that is kept.
func besideNotes(p *media.Picture) []string {
	var notes []string
	if p != nil {
		for _, what := range p.Beside {
			notes = append(notes, "the "+what+" is left out")
		}
	}
	return notes
}

func request(t pipeline.Task) job.Request {
	o := t.Plan.Options
	req := job.Request{
		Make: job.Still, Source: t.Source, Output: t.Output, MIME: t.Facts.MIME, Limit: t.Plan.Limit,
		MaxSide: o.MaxSide, Background: o.Background, KeepAlpha: o.KeepAlpha, Prefer: string(o.Prefer), OverLong: string(o.OverLong),
		KeepMetadata: o.KeepMetadata, Salvage: o.Salvage, Fit: string(o.Fit), Margin: o.Margin, Trim: o.Trim,
	}
	if t.Facts.Picture != nil {
		req.Picture = *t.Facts.Picture
		req.Picture.ClearFrames() // the worker reads those it needs itself
	}
	switch {
	case t.Plan.Engine == transcode.AnimationEngine:
		req.Make = job.Animation
	case t.Plan.Kind == media.Sticker:
		req.Make = job.Sticker
	}
	return req
}

// decoded writes the picture to path as a PNG that the worker can read.
func (s still) decoded(ctx context.Context, t pipeline.Task, path string) (pipeline.Task, error) {
	engine, err := s.ffmpeg()
	if err != nil {
		return t, err
	}
	if err := decodeTo(path, func(f *os.File) error { return engine.Still(ctx, t.Source, t.Facts, f) }); err != nil {
		return t, crashed(t.Facts, lacking(err))
	}
	facts, err := probePath(ctx, path)
	if err != nil || facts.Picture == nil {
		return t, fmt.Errorf("ffmpeg made no picture of the %s: %w", t.Facts.Name, err)
	}
	if was := t.Facts.Picture; was != nil && facts.Picture.ICC == "" { // the values are as they were
		facts.Picture.Primaries, facts.Picture.Transfer = was.Primaries, was.Transfer
	}
	t.Source, t.Facts = path, facts
	return t, nil
}

// crashed makes of a decoder that a signal ended, and not by us, a fault of the picture.
func crashed(f *media.Facts, err error) error {
	var failed *process.Error
	if !errors.As(err, &failed) || failed.Signal == nil || failed.Cause != nil || f.Picture == nil {
		return err
	}
	return damagedError{fmt.Errorf("the %s of %d×%d pixels makes its decoder crash (%v): save it as PNG or JPEG with the program that made it",
		f.Name, f.Picture.Width, f.Picture.Height, failed.Signal)}
}

func decodeTo(path string, decode func(*os.File) error) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	if err := decode(f); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

func probePath(ctx context.Context, path string) (*media.Facts, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the decoded picture: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read the decoded picture: %w", err)
	}
	facts, err := new(probe.Prober).File(ctx, f, info.Size(), false)
	return &facts, err
}
