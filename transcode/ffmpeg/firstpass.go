package ffmpeg

import "math"

const (
	// worstQuality is the rate factor beyond which a film is not worth seeing.
	worstQuality = 34
	// unlike is how many steps of the rate factor the whole film may be off its excerpts before its shape is chosen again.
	unlike = 1.5
)

// firstPass begins with a hasty pass at the quality that will fit, where the survey says that full quality will not.
func (p pictures) firstPass() pictures {
	if !p.survey.tight(p.rate * nearly) {
		return p
	}
	_, factor := p.survey.bestSide(p.rate)
	return p.hastyAt(factor)
}

// hastyAt makes a first pass for the sake of the second, at a rate factor that is no finer than the quality asked for.
func (p pictures) hastyAt(factor float64) pictures {
	p.coarser = 0 // which quality adds
	p.hasty, p.coarser = true, max(0, factor-p.quality())
	return p
}

// reduced reports whether the pictures are smaller than they could be.
func (p pictures) reduced() bool {
	return len(p.survey.shapes) > 0 && p.shape.pixels() < p.survey.shapes[0].shape.pixels()
}

// bitsNeeded per second for pictures that are worth seeing: what the smallest step takes by rule, or less where the survey
// found less.
func (p pictures) bitsNeeded() float64 {
	sides := ruledSides()
	needed := p.resized(p.shape, sides[len(sides)-1]).ruledBits()
	for _, t := range p.survey.shapes {
		needed = min(needed, t.bits(worstQuality))
	}
	return needed
}

// revised chooses the shape again, once, where a hasty pass shows that the whole film is unlike its excerpts: room is
// what its pictures may take, in bytes.
func (r recipe) revised(o outcome, room float64) (recipe, bool) {
	p := r.pictures
	if !p.hasty || r.revisedOnce || len(p.survey.shapes) == 0 {
		return r, false
	}
	// The factor that the whole needs, against the one at which the excerpts take what there is.
	whole := p.quality() + stepsToHalve*math.Log2(float64(o.pictures)/room)
	_, foretold := p.survey.bestSide(p.rate)
	if math.Abs(whole-foretold) < unlike {
		return r, false
	}
	alike := p.rate * math.Exp2((foretold-whole)/stepsToHalve)
	side, factor := p.survey.bestSide(alike)
	if side == p.shape.side() {
		return r, false
	}
	r.revisedOnce = true
	r.pictures.shape = p.resized(p.shape, side)
	r.pictures = r.pictures.hastyAt(factor)
	return r, true
}
