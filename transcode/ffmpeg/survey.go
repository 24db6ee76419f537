package ffmpeg

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/wamedia/wamedia/transcode"
)

// survey is what excerpts of a film were found to take and to lose in several shapes. The zero value says nothing.
type survey struct {
	// shapes from the largest to the smallest, and what each came to, one or two times.
	shapes []surveyed
	// display is the shape that they were compared at.
	display shape
	// sameChannels is set where both channels of the sound are the same; it is looked for in films that are tight.
	sameChannels bool
}

// surveyed is one shape and what it came to at one or two qualities.
type surveyed struct {
	shape shape
	at    []trialResult
}

const (
	// sparseBits per pixel are so few that a source that is over the limit seldom fits in its own shape; others are surveyed
	// only when their first pass turns out far too large.
	sparseBits = 0.085
	// fewBits per pixel of the full shape is where four ninths of its side may be too large.
	fewBits = 0.012
	// displayLines is the shorter side of the pictures as most phones show them. Screens with text are looked at closer.
	displayLines, textLines = 720, 1080
	// stillShare is the share of a key frame's bits below which another frame shows nothing new.
	stillShare = 0.006
	// leastStart and mostStart are the range of rate factors of the first trial at full size.
	leastStart, mostStart = 21, 31
	// bitsPower is the power of the number of pixels that bits grow with at an equal rate factor.
	bitsPower = 0.75
	// lossPower is the power of the bits that a loss falls with, where it was not measured.
	lossPower = 0.6
	// contending is how many times the least loss a shape may come to and still be tried once more.
	contending = 1.2
	// nearly is how many times a rate a film may be found to take and still be tried at full quality.
	nearly = 1.1
	// asLittle is the logarithm by which a smaller shape may lose more than the best and still be taken.
	asLittle = 0.02
	// exact is the logarithm by which the bits of a trial may be off to need no other.
	exact = 0.45
)

// mayShrink reports whether a recipe's film may need another shape, or another sound, than it has in its source.
func (r recipe) mayShrink(maxFPS float64) bool {
	if r.pictures.do != transcode.Encode || r.pictures.rate <= 0 || r.pictures.track.Frames == 1 || r.seconds < 2 {
		return false
	}
	full := r.pictures.fullShape(maxFPS)
	perPixel := r.pictures.rate / (full.pixels() * full.fps)
	return perPixel < minBitsPerPixel || perPixel < sparseBits && r.sourceSize > r.limit
}

// survey tries excerpts of a film in several shapes. Where that fails, as in a file that cannot be sought in, it comes
// back empty, as for animated pictures, whose times are counted from the first frame.
func (e *Engine) survey(ctx context.Context, r recipe, maxFPS float64) survey {
	if r.pictures.times != nil {
		return survey{}
	}
	full := r.pictures.fullShape(maxFPS)
	s := survey{display: r.pictures.displayed(full, textLines)}
	for _, side := range trialSides(full.side(), r.pictures.rate < fewBits*full.pixels()*full.fps) {
		s.shapes = append(s.shapes, surveyed{shape: r.pictures.resized(full, side)})
	}
	if !s.try(ctx, e, r, s.firstTrials(r.startQuality(full))) {
		return survey{}
	}
	if !s.fits(r.pictures.rate / nearly) {
		s.try(ctx, e, r, s.secondTrials(r.pictures.rate))
	}
	return s
}

// startQuality is the rate factor at which a film probably takes the bits that there are in its full shape. Sources come
// to their rate at about the factor 20, but those of cameras spend more.
func (r recipe) startQuality(full shape) float64 {
	const usual, perDouble, camera = 20, 2.7, 0.3
	bits := camera * full.pixels() * full.fps
	if r.seconds > 0 {
		shrunk := full.pixels() / max(1, float64(r.pictures.track.Width)*float64(r.pictures.track.Height))
		bits = min(bits, 8*float64(r.sourceSize)/r.seconds*math.Pow(min(1, shrunk), bitsPower))
	}
	return max(leastStart, min(mostStart, usual+perDouble*math.Log2(max(1, bits)/r.pictures.rate)))
}

// trialSides are the full side and two or three smaller ones, in pixels. The smallest is for films of few bits.
func trialSides(full int, few bool) []int {
	sides := []int{full}
	for _, share := range []float64{2.0 / 3, 4.0 / 9, 1.0 / 3} {
		side := nearestSide(share * float64(full))
		if side < sides[len(sides)-1] && (few || len(sides) < 3) {
			sides = append(sides, side)
		}
	}
	return sides
}

// nearestSide is the step of the ladder nearest to a side.
func nearestSide(side float64) int {
	far := func(step int) float64 { return math.Abs(math.Log(float64(step) / side)) }
	steps := shortSides()
	return slices.MinFunc(steps[:], func(a, b int) int { return cmp.Compare(far(a), far(b)) })
}

// displayed is the shape that pictures are compared at.
func (p pictures) displayed(full shape, lines int) shape {
	return p.resized(full, min(lines, full.side()))
}

// resized is the full shape at another step.
func (p pictures) resized(full shape, side int) shape {
	full.width, full.height = scaledTo(&p.track, side)
	return full
}

// try adds what trials come to. Trials with a quality of 0 are left out. The first ones also show whether the film is of a
// screen, which decides the size that it is compared at.
func (s *survey) try(ctx context.Context, e *Engine, r recipe, all []trial) bool {
	trials := slices.DeleteFunc(slices.Clone(all), func(t trial) bool { return t.quality <= 0 })
	if len(trials) == 0 {
		return true
	}
	encoded, err := e.encodeExcerpts(ctx, r, s.display, trials)
	if err != nil {
		return false
	}
	if len(s.shapes[0].at) == 0 && countStill(encoded) <= excerpts/2 {
		s.display = r.pictures.displayed(s.shapes[0].shape, displayLines)
	}
	results, err := e.compareExcerpts(ctx, encoded, s.display, trials)
	if err != nil {
		return false
	}
	for i := range s.shapes {
		if all[i].quality > 0 {
			s.shapes[i].at = append(s.shapes[i].at, results[0])
			results = results[1:]
		}
	}
	return true
}

// countStill counts the excerpts that are still.
func countStill(all []excerpt) int {
	n := 0
	for _, x := range all {
		if x.still() {
			n++
		}
	}
	return n
}

// firstTrials are of all shapes, at qualities at which they take about the same.
func (s *survey) firstTrials(start float64) []trial {
	var out []trial
	full := s.shapes[0].shape.pixels()
	for _, t := range s.shapes {
		q := start + stepsToHalve*bitsPower*math.Log2(t.shape.pixels()/full)
		out = append(out, trial{t.shape, max(10, q)})
	}
	return out
}

// secondTrials are of those shapes that may be the best at a rate, at the qualities that it allows.
func (s *survey) secondTrials(rate float64) []trial {
	least := math.Inf(1)
	for _, t := range s.shapes {
		least = min(least, t.loss(rate))
	}
	out := make([]trial, len(s.shapes))
	for i, t := range s.shapes {
		off := math.Abs(math.Log(t.at[0].bits / rate))
		if unsure := math.Exp(off / 8); off > exact && t.loss(rate) <= contending*unsure*least {
			out[i] = trial{t.shape, max(10, min(46, t.quality(rate)))}
		}
	}
	return out
}

// tight reports whether a film is known to take more than a rate at full quality.
func (s survey) tight(rate float64) bool { return len(s.shapes) > 0 && !s.fits(rate) }

// fits reports whether the full shape takes no more than a rate at full quality.
func (s survey) fits(rate float64) bool {
	return len(s.shapes) > 0 && s.shapes[0].bits(quality) <= rate
}

// nearest is the result nearest to so many bits, and the slopes of loss and of quality, by the logarithm of the bits.
func (t surveyed) nearest(bits float64) (o trialResult, lossSlope, qualitySlope float64) {
	o, lossSlope, qualitySlope = t.at[0], -lossPower, -stepsToHalve/math.Ln2
	if len(t.at) < 2 {
		return o, lossSlope, qualitySlope
	}
	a, b := t.at[0], t.at[1]
	if d := math.Log(b.bits / a.bits); math.Abs(d) > exact/2 {
		lossSlope = max(-1.2, min(-0.05, math.Log(b.loss/a.loss)/d))
		qualitySlope = max(-20, min(-4, (b.quality-a.quality)/d))
	}
	if math.Abs(math.Log(b.bits/bits)) < math.Abs(math.Log(a.bits/bits)) {
		o = b
	}
	return o, lossSlope, qualitySlope
}

// loss at so many bits per second.
func (t surveyed) loss(bits float64) float64 {
	o, slope, _ := t.nearest(bits)
	return o.loss * math.Pow(bits/o.bits, slope)
}

// quality is the rate factor that comes to so many bits per second.
func (t surveyed) quality(bits float64) float64 {
	o, _, slope := t.nearest(bits)
	return o.quality + slope*math.Log(bits/o.bits)
}

// bits per second at a rate factor.
func (t surveyed) bits(quality float64) float64 {
	_, _, slope := t.nearest(t.at[0].bits)
	o := t.at[len(t.at)-1]
	return o.bits * math.Exp((quality-o.quality)/slope)
}

// bestSide is the step of the least loss at a rate, in pixels of the shorter side, and the rate factor that it comes to. Of
// steps that lose about as little it is the smallest, which takes the least time.
func (s survey) bestSide(rate float64) (side int, factor float64) {
	if s.fits(rate * nearly) {
		return s.shapes[0].shape.side(), quality
	}
	var xs, losses, factors []float64
	for _, t := range s.shapes {
		xs = append(xs, math.Log(float64(t.shape.side())))
		losses = append(losses, math.Log(max(1e-6, t.loss(rate))))
		factors = append(factors, t.quality(rate))
	}
	loss := func(side int) float64 { return curve(xs, losses, math.Log(float64(side))) }
	steps := s.steps()
	least := slices.MinFunc(steps, func(a, b int) int { return cmp.Compare(loss(a), loss(b)) })
	for _, step := range steps {
		if loss(step) <= loss(least)+asLittle && step < least {
			least = step
		}
	}
	return least, between(xs, factors, math.Log(float64(least)))
}

// steps from the full side down to the smallest that was tried.
func (s survey) steps() []int {
	full, smallest := s.shapes[0].shape.side(), s.shapes[len(s.shapes)-1].shape.side()
	steps := []int{full}
	for _, side := range shortSides() {
		if side >= smallest && float64(side) < 0.95*float64(full) {
			steps = append(steps, side)
		}
	}
	return steps
}

// curve gives the value at x of the parabola through the three points around the least value; beyond those, or where it
// opens downwards, it interpolates. The xs fall.
func curve(xs, ys []float64, x float64) float64 {
	i := max(0, min(slices.Index(ys, slices.Min(ys))-1, len(xs)-3))
	if len(xs) < 3 || x > xs[i] || x < xs[i+2] {
		return between(xs, ys, x)
	}
	d1, d2 := (ys[i+1]-ys[i])/(xs[i+1]-xs[i]), (ys[i+2]-ys[i+1])/(xs[i+2]-xs[i+1])
	bend := (d2 - d1) / (xs[i+2] - xs[i])
	if bend <= 0 {
		return between(xs, ys, x)
	}
	return ys[i] + d1*(x-xs[i]) + bend*(x-xs[i])*(x-xs[i+1])
}

// between interpolates between points whose xs fall.
func between(xs, ys []float64, x float64) float64 {
	for i := 1; i < len(xs); i++ {
		if x >= xs[i] || i == len(xs)-1 {
			return ys[i-1] + (ys[i]-ys[i-1])*(x-xs[i-1])/(xs[i]-xs[i-1])
		}
	}
	return ys[0]
}
