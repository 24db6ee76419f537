package ffmpeg

import (
	"context"
	"errors"
	"math"
	"os"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/probe"
)

// outcome is what one run came to.
type outcome struct {
	// size of the output in bytes, or what it would have become where it was given up.
	size int64
	// pictures is how much of it the coded pictures are, in bytes, and seconds how long they play: of first passes that
	// came to their end, else 0.
	pictures int64
	seconds  float64
}

// outcome of a run that came to its end. What a second pass has for its pictures is known when the first has been read:
// sound and tables are the same in both.
func (r recipe) outcome(ctx context.Context) (outcome, error) {
	info, err := os.Stat(r.output)
	if err != nil {
		return outcome{}, err
	}
	o := outcome{size: info.Size()}
	if r.farOver(o.size) {
		return r.givenUp(), nil
	}
	if r.pictures.pass != 1 || o.size <= r.limit && !r.pictures.hasty && r.pictures.held == nil {
		return o, nil
	}
	f, err := os.Open(r.output)
	if err != nil {
		return outcome{}, err
	}
	defer func() { _ = f.Close() }()
	var p probe.Prober
	facts, err := p.File(ctx, f, o.size, false)
	if err != nil {
		return outcome{}, err
	}
	if len(facts.Video) == 0 || facts.Video[0].Bytes == 0 || facts.Video[0].Seconds == nil {
		return outcome{}, errors.New("none of its pictures can be decoded")
	}
	o.pictures, o.seconds = facts.Video[0].Bytes, *facts.Video[0].Seconds
	return o, nil
}

// tooMuch reports whether an output is to be given up that is of so many bytes on the way or at its end. A first pass may
// be over the limit, as the second learns from it, but not by so much that it learns little. What comes next must not
// depend on when the progress was read, so that the same film gives the same bytes: others learn from their whole size.
func (r recipe) tooMuch(p Progress) bool {
	if r.hasSoundAlone() {
		return !p.ended && p.bytes > r.limit
	}
	return r.farOver(p.bytes)
}

// whole is what sound would come to that is of so many bytes on the way.
func (r recipe) whole(p Progress) int64 {
	return int64(saturate.Int(float64(p.bytes) * max(1, r.seconds/max(p.Seconds, 1))))
}

// farOver reports whether the first of two passes came to so much that the second would learn little.
func (r recipe) farOver(size int64) bool {
	return r.pictures.do == transcode.Encode && r.pictures.pass == 1 && !r.pictures.hasty &&
		float64(size) > farOver*float64(r.limit)
}

// givenUp is the outcome of a run that tooMuch ended.
func (r recipe) givenUp() outcome { return outcome{size: int64(farOver * float64(r.limit))} }

// after is the recipe for the next run. It reports false where an outcome is good, or as good as it can be.
func (r recipe) after(o outcome, maxFPS float64) (recipe, bool) {
	if o.size <= r.limit && !r.pictures.hasty && !r.heavierThanSource(o) {
		return r.larger(o)
	}
	return r.smaller(o, maxFPS)
}

// larger is the recipe after a second pass that left too much of the limit. It reports false where the outcome is good.
func (r recipe) larger(o outcome) (recipe, bool) {
	use := leastUse
	if r.pictures.best || r.pictures.reduced() {
		use = bestUse
	}
	if r.pictures.pass != 2 || r.settled || float64(o.size) >= use*float64(r.limit) {
		return r, false
	}
	r.settled = true
	r.pictures.rate = min(maxRate, r.pictures.rate*r.share(o))
	return r, true
}

// share is by how much the pictures of an outcome have to change to come close to the limit.
func (r recipe) share(o outcome) float64 {
	return (float64(r.limit)*retryMargin - r.beside) / (float64(o.size) - r.beside)
}

// smaller is the recipe after an outcome that was over the limit. It reports false where nothing is left to shrink.
func (r recipe) smaller(o outcome, maxFPS float64) (recipe, bool) {
	ratio := float64(r.limit) / float64(o.size) * retryMargin
	switch {
	case r.pictures.do == transcode.Encode && r.pictures.pass == 1:
		return r.secondPass(o), true
	case r.pictures.do == transcode.Encode && r.pictures.pass == 2:
		r.pictures.rate *= r.share(o)
		r.settled = true
	case r.pictures.do == transcode.Encode:
		r.pictures.rate *= ratio
		r.pictures.shape = r.pictures.bestShape(maxFPS)
	case r.pictures.do == transcode.Drop && r.sound.codec == "opus" && !r.sound.constant:
		r.sound.constant = true
	case r.pictures.do == transcode.Drop && r.sound.do == transcode.Encode:
		r.sound.rate = int(float64(r.sound.rate) * ratio)
	default:
		return r, false
	}
	return r, true
}

// secondPass comes after a first one. After one that was given up a hasty one comes in between, of about the quality
// that will fit.
func (r recipe) secondPass(o outcome) recipe {
	if o.pictures == 0 {
		room := r.pictures.rate * r.seconds / 8
		over := (float64(o.size-r.limit) + room) / room
		r.pictures.hasty, r.pictures.coarser = true, stepsToHalve*math.Log2(max(1, over))
		return r
	}
	r.beside = float64(o.size - o.pictures)
	room := max(float64(r.limit)*aim(o.seconds)-r.beside, r.pictures.rate/2*o.seconds/8)
	if again, revised := r.revised(o, room); revised {
		return again
	}
	fine := min(r.pictures.fineSize(o), r.pictures.bearable())
	r.pictures.rate = min(maxRate, 8*min(room, fine)/o.seconds)
	r.settled = fine < room || r.pictures.rate == maxRate
	r.pictures.pass, r.pictures.hasty = 2, false
	return r
}

// stepsToHalve is by how much coarser x264's constant rate factor is for half the size.
const stepsToHalve = 6

// fineSize is what the pictures of an outcome would come to at most at the quality that a first pass has where there is
// room. A film that is busy at first and then calm may need less than the limit, though its first pass was given up.
func (p pictures) fineSize(o outcome) float64 {
	if !p.hasty || p.reduced() {
		return math.Inf(1)
	}
	return calmer * float64(o.pictures) * math.Exp2(p.coarser/stepsToHalve)
}
