package ffmpeg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

// Job is one file to make.
type Job struct {
	// Source is the path of the file that Facts and Plan are about.
	Source string
	Facts  media.Facts
	Plan   transcode.Plan
	// Output is the path to write, a temporary name. What stands there is overwritten, and removed when the job fails.
	// Other names that begin with Output- are used on the way and removed in the end.
	Output string
	// Progress is called about twice a second while ffmpeg runs; nil for not at all.
	Progress func(Progress)

	// apart reads pictures and sound each for itself.
	apart bool
}

// Result says what was made.
type Result struct {
	// Size of the output in bytes. It may be over the plan's limit only where all that is large was kept.
	Size int64
	// Encodes counts how often the whole was encoded; 0 where every stream was kept. A first pass that was
	// stopped on the way, as it was going to be far too large, does not count.
	Encodes int
	// Width and Height of encoded pictures, in pixels; 0 where they were kept.
	Width, Height int
	// FPS is the most frames in a second of encoded pictures, and SourceFPS how many the source has where it moves; 0 where
	// they were kept.
	FPS, SourceFPS float64
	// Source is what the sound of the source holds; nil where it was kept.
	Source *Sound
	// Voice is what a player shows of a voice note that was encoded; nil where that is not known.
	Voice *Voice
	// Notes say what was done to the sound that nobody asked for.
	Notes []string

	heard *hearing
}

// maxRuns bounds the search for a size that fits.
const maxRuns = 5

var (
	// errOver stops an encode whose output is already larger than it may be.
	errOver = errors.New("the output passes its limit")
	// errLonger stops one whose source turns out to play longer than the facts say.
	errLonger = errors.New("the source plays longer than its header says")
)

// Make carries out a plan for video, audio or voice. The output has still to be judged.
//
// The error is a *MissingError where ffmpeg lacks a part, a *TooLongError where nothing decent fits under the limit,
// and else that of the run.
func (e *Engine) Make(ctx context.Context, j Job) (Result, error) {
	defer func() { // of a panic too
		for _, aside := range []string{"-0.log", "-0.log.temp", "-0.log.mbtree", "-0.log.mbtree.temp", unpackedSuffix, framesSuffix} {
			_ = os.Remove(j.Output + aside)
		}
	}()
	var result Result
	j, err := unrolled(ctx, j)
	if err == nil {
		result, err = e.make(ctx, &j)
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
		j.Facts.Seconds, j.apart = nil, true
		return e.makeAsToldBy(ctx, j)
	}
	return result, err
}

func (e *Engine) makeAsToldBy(ctx context.Context, j *Job) (Result, error) {
	r, facts, err := e.recipe(ctx, j)
	if err == nil && !r.hasSoundAlone() {
		err = e.require(ctx, r.parts()...)
	}
	if err != nil {
		return Result{}, err
	}
	if r, err = e.unpacked(ctx, r, facts); err != nil {
		return Result{}, err
	}
	made, err := e.fitMixed(ctx, j, r)
	if err != nil && r.hasSoundAlone() {
		err = e.lacking(ctx, r, err)
	}
	if r.source.until > 0 {
		made.Notes = append(made.Notes, fmt.Sprintf("the last frame, cut after %d bytes, is left out", facts.Audio[0].Cut))
	}
	return made, err
}

// recipe looks closer at the source where the facts do not tell enough, and decides what is made of it. The facts come
// back complete.
func (e *Engine) recipe(ctx context.Context, j *Job) (recipe, *media.Facts, error) {
	facts, err := e.complete(ctx, j)
	if err != nil {
		return recipe{}, nil, err
	}
	r, err := newRecipe(j, facts, survey{})
	if maxFPS := j.Plan.Options.MaxFPS; r.mayShrink(maxFPS) {
		s := e.survey(ctx, r, maxFPS)
		s.sameChannels = s.tight(r.pictures.rate) && e.sameChannels(ctx, r, facts)
		r, err = newRecipe(j, facts, s)
	}
	if err == nil {
		r = e.withSourceRate(ctx, r)
		err = e.chooseSpeex(ctx, &r, facts)
	}
	if err != nil {
		return recipe{}, nil, err
	}
	return r, facts, nil
}

// lacking is the error of a run that failed: a *MissingError where ffmpeg has not got what it takes. Sound by itself is made
// in little more time than asking beforehand takes.
func (e *Engine) lacking(ctx context.Context, r recipe, failed error) error {
	var missing *MissingError
	if errors.As(e.require(ctx, r.parts()...), &missing) {
		return missing
	}
	return failed
}

// surveyed chooses the shape of a film whose first pass was given up before any other was tried.
func (e *Engine) surveyed(ctx context.Context, r recipe, maxFPS float64) recipe {
	if len(r.pictures.survey.shapes) > 0 {
		return r
	}
	r.pictures.survey = e.survey(ctx, r, maxFPS)
	if r.pictures.survey.tight(r.pictures.rate * nearly) {
		r.pictures.shape = r.pictures.bestShape(maxFPS)
		r.pictures = r.pictures.firstPass()
	}
	return r
}

// fitLevelled is fit for sound of even loudness. Sound alone is measured again when it is made: once for its loudness,
// and once more for its peaks.
func (e *Engine) fitLevelled(ctx context.Context, j *Job, r recipe) (Result, error) {
	r, err := e.levelled(ctx, r)
	if err != nil {
		return Result{}, err
	}
	made, err := e.fit(ctx, j, r)
	for _, correct := range [...]correction{loudnessAndPeak, peakAlone} {
		if err != nil {
			return Result{}, err
		}
		var again bool
		if r, again, err = e.relevelled(ctx, r, correct); err != nil || !again {
			return made, err
		}
		encodes := made.Encodes
		made, err = e.fit(ctx, j, r)
		made.Encodes += encodes
	}
	return made, err
}

// fit encodes until the output is under the limit, and near it where that is asked for.
func (e *Engine) fit(ctx context.Context, j *Job, r recipe) (Result, error) {
	stopped := 0
	for n := 1; ; n++ {
		heard := newHearing(r.sound.channels)
		o, err := e.runRecipe(ctx, r, n, j.Progress, heard)
		if err != nil {
			return Result{}, err
		}
		next, again := r.after(o, j.Plan.Options.MaxFPS)
		if !again {
			result := r.result(o.size, n-stopped)
			result.heard, result.Voice = heard, heard.voice()
			return result, nil
		}
		if next.pictures.hasty {
			stopped++
			next = e.surveyed(ctx, next, j.Plan.Options.MaxFPS)
		}
		if n == maxRuns {
			return Result{}, fmt.Errorf("the output is still over %s after %d encodes: cut it or make it smaller first",
				limits.Text(r.limit), n)
		}
		r = next
	}
}

// runRecipe makes the output once. The sound of the source is written to heard where it has not been measured before.
func (e *Engine) runRecipe(ctx context.Context, r recipe, n int, report func(Progress), heard *hearing) (outcome, error) {
	if r.hasSoundAlone() && (r.encodes() || r.mime == "audio/ogg") {
		return e.cookSound(ctx, r, n, report, heard)
	}
	return e.cook(ctx, r, n, report, heard)
}

// cook runs ffmpeg once.
func (e *Engine) cook(ctx context.Context, r recipe, n int, report func(Progress), heard *hearing) (outcome, error) {
	args, err := r.args()
	if err != nil {
		return outcome{}, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	alive := watch(e.stall, stop)
	defer alive.end()
	m := &meter{now: Progress{Total: r.seconds, Encode: n}}
	m.report = func(p Progress) {
		alive.at(p)
		if report != nil {
			report(p)
		}
		if r.tooMuch(p) {
			stop(errOver)
		}
		if r.encodes() && p.Seconds > r.seconds*1.1+1 {
			stop(errLonger)
		}
	}
	err = e.runOn(ctx, args, streams{out: heard, report: m.takes}, r.limits())
	switch {
	case errors.Is(err, errOver):
		return r.givenUp(), nil
	case err != nil:
		return outcome{}, err
	case r.encodes() && m.now.Seconds == 0 && m.now.frames == 0:
		return outcome{}, errors.New("nothing in it can be decoded")
	}
	return r.outcome(ctx)
}

func (r recipe) result(size int64, encodes int) Result {
	result := Result{Size: size}
	if r.encodes() {
		result.Encodes = encodes
	}
	if r.pictures.do == transcode.Encode {
		result.Width, result.Height = r.pictures.shape.width, r.pictures.shape.height
		result.FPS, result.SourceFPS = r.pictures.top(), cmp.Or(r.pictures.track.UsualRate, r.pictures.track.FrameRate)
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
