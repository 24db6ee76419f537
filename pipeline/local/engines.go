package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/workdir"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/validate/media"
)

// engines lists the engines that the tools allow.
func engines(w *worker, work *workdir.Dir, ffmpegPath string) map[transcode.Engine]pipeline.Engine {
	open := sync.OnceValues(func() (*ffmpeg.Engine, error) { return openFFmpeg(ffmpegPath, w.memory) }) // it remembers what ffmpeg can do
	return map[transcode.Engine]pipeline.Engine{
		transcode.StillEngine:     still{worker: w, work: work, ffmpeg: open},
		transcode.AnimationEngine: animation{worker: w, ffmpeg: open},
		transcode.MoovEngine:      moov{film{ffmpeg: open}},
		transcode.OggEngine:       oggPages{film{ffmpeg: open}},
		transcode.RepairEngine:    repair{},
		transcode.TextEngine:      text{},
		transcode.FFmpegEngine:    film{ffmpeg: open},
	}
}

// finder finds ffmpeg. What is missing of it is a pipeline.ErrMissing.
type finder func() (*ffmpeg.Engine, error)

func openFFmpeg(path string, memory int64) (*ffmpeg.Engine, error) {
	e, err := ffmpeg.Open(path)
	if err != nil {
		return nil, lacking(err)
	}
	e.LimitMemory(memory)
	return e, nil
}

// lacking marks errors of absent programs and parts.
func lacking(err error) error {
	var absent *ffmpeg.MissingError
	if errors.As(err, &absent) {
		return fmt.Errorf("%w: %w", pipeline.ErrMissing, err)
	}
	return err
}

// film makes video, audio and voice with ffmpeg.
type film struct{ ffmpeg finder }

// Apply carries a plan for moving pictures and sound out.
func (f film) Apply(ctx context.Context, t pipeline.Task) (pipeline.Outcome, error) {
	engine, err := f.ffmpeg()
	if err != nil {
		return pipeline.Outcome{}, err
	}
	made, err := engine.Make(ctx, ffmpeg.Job{
		Source: t.Source, Facts: *t.Facts, Plan: t.Plan, Output: t.Output,
		Progress: func(p ffmpeg.Progress) { t.Progress(p.Encode, share(p)) },
	})
	if err != nil {
		return pipeline.Outcome{}, uncopied(t.Plan, lacking(err))
	}
	outcome := pipeline.Outcome{
		Note: strings.Join(append(filmNotes(t.Plan, made), made.Notes...), "; "), Voice: (*pipeline.Voice)(made.Voice),
		Width: made.Width, Height: made.Height,
	}
	if err := f.hear(ctx, t, made.Source, &outcome); err != nil {
		return outcome, err
	}
	return outcome, f.verified(ctx, t)
}

// hear decodes the sound that was made and measures it, where the source's was measured: what an encoder was given says
// nothing of what came out of it.
func (f film) hear(ctx context.Context, t pipeline.Task, source *ffmpeg.Sound, o *pipeline.Outcome) error {
	o.Source = (*pipeline.Sound)(source)
	if source == nil {
		return nil
	}
	engine, err := f.ffmpeg()
	if err != nil {
		return err
	}
	heard, err := engine.Hear(ctx, t.Output, t.Plan.MIME)
	o.Made = (*pipeline.Sound)(&heard)
	return err
}

// Count tells what the packets of a stream hold.
func (f film) Count(ctx context.Context, path string, facts *media.Facts, pictures bool, index int) (pipeline.Count, error) {
	engine, err := f.ffmpeg()
	if err != nil {
		return pipeline.Count{}, err
	}
	count, err := engine.Count(ctx, path, facts, pictures, index)
	return pipeline.Count(count), err
}

// uncopied marks the error of a plan that keeps a stream and that ffmpeg ended by itself, as of a stream whose header does not suit the new
// container. What a limit, a full disk or an interrupt ended would end an encode too.
func uncopied(p transcode.Plan, err error) error {
	var failed *process.Error
	if p.Video.Do != transcode.Keep && p.Audio.Do != transcode.Keep || !errors.As(err, &failed) || failed.Cause != nil || failed.Signal != nil ||
		errors.Is(err, process.ErrDiskFull) || errors.Is(err, process.ErrLimit) {
		return err
	}
	return &pipeline.NotCopiedError{Cause: err}
}

// verified decodes what was made, where that was asked for.
func (f film) verified(ctx context.Context, t pipeline.Task) error {
	if !t.Plan.Options.VerifyDecode {
		return nil
	}
	engine, err := f.ffmpeg()
	if err != nil {
		return err
	}
	seconds := 0.0
	if t.Facts.Seconds != nil {
		seconds = *t.Facts.Seconds
	}
	return engine.Verify(ctx, t.Output, t.Plan.MIME, seconds)
}

// Foresee tells what Apply would make.
func (f film) Foresee(ctx context.Context, t pipeline.Task) (pipeline.Forecast, error) {
	engine, err := f.ffmpeg()
	if err != nil {
		return pipeline.Forecast{}, err
	}
	would, err := engine.Foresee(ctx, ffmpeg.Job{Source: t.Source, Facts: *t.Facts, Plan: t.Plan})
	return pipeline.Forecast(would), lacking(err)
}

// Listen draws the waveform of a voice note.
func (f film) Listen(ctx context.Context, path, mime string) (*pipeline.Voice, error) {
	engine, err := f.ffmpeg()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", pipeline.ErrNoListener, err)
	}
	heard, err := engine.Listen(ctx, path, mime)
	if err != nil {
		return nil, err
	}
	return (*pipeline.Voice)(&heard), nil
}

func share(p ffmpeg.Progress) float64 {
	if p.Total <= 0 {
		return 0
	}
	return min(1, p.Seconds/p.Total)
}

func filmNotes(p transcode.Plan, made ffmpeg.Result) []string {
	switch {
	case made.Encodes == 0:
		return []string{untouched}
	case p.Video.Do == transcode.Keep:
		return []string{"pictures untouched, sound encoded"}
	case p.Video.Do == transcode.Encode:
		return []string{fmt.Sprintf("pictures encoded at %d×%d%s", made.Width, made.Height, slowed(made))}
	}
	return nil
}

// slowed says that frames were left out, where they were.
func slowed(made ffmpeg.Result) string {
	if made.SourceFPS <= made.FPS*1.01 {
		return ""
	}
	return fmt.Sprintf(", %.4g → %.4g frames per second", made.SourceFPS, made.FPS)
}

func removeQuietly(path string) { _ = os.Remove(path) }
