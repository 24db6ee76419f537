package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// Job is one file to make.
type Job struct {
	// Source is the path of the file that Facts and Plan are about.
	Source string
	Facts  media.Facts
	Plan   transcode.Plan
	// Output is the path to write, a temporary name. What stands there is overwritten, and removed when the job fails.
	// Two passes also use names that begin with Output-0.log, all removed in the end.
	Output string
	// Progress is called about twice a second while ffmpeg runs; nil for not at all.
	Progress func(Progress)
}

// Result says what was made.
type Result struct {
	// Size of the output in bytes. It may be over the plan's limit only where all that is large was kept.
	Size int64
	// Encodes counts how often the whole was encoded; 0 where every stream was kept.
	Encodes int
	// Width and Height of encoded pictures, in pixels; 0 where they were kept.
	Width, Height int
}

// maxEncodes bounds the search for a size that fits.
const maxEncodes = 4

var (
	// errOver stops an encode whose output is already larger than it may become.
	errOver = errors.New("the output passes its limit")
	// errLonger stops one whose source turns out to play longer than the facts say.
	errLonger = errors.New("the source plays longer than its header says")
)

// Make carries out a plan for video, audio or voice. The output has still to be judged.
//
// The error is a *MissingError where ffmpeg lacks a part, a *TooLongError where nothing decent fits under the limit,
// and else that of the run.
func (e *Engine) Make(ctx context.Context, j Job) (Result, error) {
	result, err := e.make(ctx, &j)
	for _, stats := range []string{"-0.log", "-0.log.mbtree"} {
		_ = os.Remove(j.Output + stats)
		_ = os.Remove(j.Output + stats + ".temp")
	}
	if err != nil {
		_ = os.Remove(j.Output)
	}
	return result, err
}

// make trusts the length in the facts until it leads to trouble; then it is measured.
func (e *Engine) make(ctx context.Context, j *Job) (Result, error) {
	result, err := e.makeAsToldBy(ctx, j)
	var long *TooLongError
	if j.Facts.Seconds != nil && (errors.Is(err, errLonger) || errors.As(err, &long)) {
		j.Facts.Seconds = nil
		return e.makeAsToldBy(ctx, j)
	}
	return result, err
}

func (e *Engine) makeAsToldBy(ctx context.Context, j *Job) (Result, error) {
	facts, err := e.complete(ctx, j)
	if err != nil {
		return Result{}, err
	}
	r, err := newRecipe(j, facts, need{})
	if r.mayGrow() {
		r, err = newRecipe(j, facts, e.measureNeed(ctx, r))
	}
	if err != nil {
		return Result{}, err
	}
	if err := e.require(ctx, r.parts()...); err != nil {
		return Result{}, err
	}
	return e.fit(ctx, j, r)
}

// fit encodes until the output is under the limit.
func (e *Engine) fit(ctx context.Context, j *Job, r recipe) (Result, error) {
	for n := 1; ; n++ {
		size, err := e.cook(ctx, r, n, j.Progress)
		if err != nil {
			return Result{}, err
		}
		smaller, can := r.smaller(size, j.Plan.Options.MaxFPS)
		if size <= r.limit || !can {
			return r.result(size, n), nil
		}
		if n == maxEncodes {
			return Result{}, fmt.Errorf("the output is still over %d bytes after %d encodes: cut it or make it smaller first",
				r.limit, n)
		}
		r = smaller
	}
}

// cook runs ffmpeg once and returns the size of the output, or what it would have become where that is too much.
func (e *Engine) cook(ctx context.Context, r recipe, n int, report func(Progress)) (int64, error) {
	args, err := r.args()
	if err != nil {
		return 0, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	m := &meter{now: Progress{Total: r.seconds, Encode: n}}
	m.report = func(p Progress) {
		if report != nil {
			report(p)
		}
		if r.pictures.do == transcode.Encode && r.pictures.pass != 1 && p.bytes > r.limit {
			stop(errOver)
		}
		if r.encodes() && p.Seconds > r.seconds*1.1+1 {
			stop(errLonger)
		}
	}
	err = e.run(ctx, args, m, r.limits())
	switch {
	case errors.Is(err, errOver):
		return int64(float64(m.now.bytes) * max(1, r.seconds/max(m.now.Seconds, 1))), nil
	case err != nil:
		return 0, err
	case r.encodes() && m.now.Seconds == 0 && m.now.frames == 0:
		return 0, errors.New("nothing in it can be decoded")
	}
	info, err := os.Stat(r.output)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// limits of one run. An encode is stopped when it passes its limit, so that far more than that is a runaway; what is
// copied may be as large as the source was allowed to be.
func (r recipe) limits() process.Limits {
	l := process.Limits{Wall: wallTime(r.seconds)}
	if r.encodes() {
		l.FileSize = 16*r.limit + 1<<20
	}
	return l
}

func (r recipe) result(size int64, encodes int) Result {
	result := Result{Size: size}
	if r.encodes() {
		result.Encodes = encodes
	}
	if r.pictures.do == transcode.Encode {
		result.Width, result.Height = r.pictures.shape.width, r.pictures.shape.height
	}
	return result
}

// parts names what the recipe needs of ffmpeg.
func (r recipe) parts() []string {
	var names []string
	if r.pictures.do == transcode.Encode {
		names = append(decodingParts(&r.pictures.track), "libx264")
	}
	if r.sound.do == transcode.Encode {
		names = append(names, map[string]string{"aac": "aac", "opus": "libopus"}[r.sound.codec])
	}
	return names
}

// decodingParts names what it takes to decode pictures and bring them to the colours of a phone's screen.
func decodingParts(t *media.VideoTrack) []string {
	var names []string
	if decoder := alphaDecoder(t); decoder != "" {
		names = append(names, decoder)
	}
	if t.Transfer == "pq" || t.Transfer == "hlg" {
		names = append(names, "zscale")
	}
	return names
}
