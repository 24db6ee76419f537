//go:build vips && cgo

package vips

// Frames that replace the whole canvas are shown alike by all players, so they are taken where they cost little quality;
// then those that replace what changed. Only where both would look noticeably worse are frames blended.
const (
	// partsGain is how much SSIM changed parts have to gain over whole frames, and blendGain blended parts over both.
	partsGain, blendGain = 0.004, 0.015
)

// exact keeps every pixel, where an excerpt lets hope that all of them fit.
func (p *projector) exact() ([]byte, error) {
	how := coding{lossless: true, nearLossless: 100}
	first, err := encodeWebP(raster(p.source[0]), how)
	if err != nil || len(first) > p.limit/min(8, len(p.source)) {
		return nil, err
	}
	for _, how.framing = range []framing{replaceWhole, replaceChanged, blendChanged} {
		if how.framing == replaceWhole && len(first) > 2*p.limit/len(p.source) {
			continue
		}
		if data, err := p.exactly(how); err != nil || data != nil {
			return data, err
		}
	}
	return nil, nil
}

// exactly codes the film without loss; nil where it does not fit.
func (p *projector) exactly(how coding) ([]byte, error) {
	if e := excerptOf(p.source); !e.whole() {
		size, err := e.code(how, p.given, nil)
		if err != nil || size > p.limit*5/4 {
			return nil, err
		}
	}
	p.encodes++
	data, err := encodeAnimation(p.source, how, p.given)
	if err != nil || len(data) > p.limit {
		return nil, err
	}
	return data, nil
}

// look is what an excerpt tells of a film that is coded with the first quality.
type look struct {
	framing framing
	size    int     // of the film, in bytes
	seen    float64 // SSIM
	loss    float64 // expected of the film within the limit, as 1 - SSIM
	frames  int     // that would be kept
}

// beats reports whether a way of framing is taken instead of one that more players show right: it loses less by a gain, or
// it keeps frames that the other would have to give up.
func (l look) beats(other look, gain float64) bool {
	return l.loss < other.loss-gain || l.frames > other.frames && l.loss <= other.loss
}

// chooseFraming codes an excerpt: it tells how many bytes the film should take with the first quality, and how like itself
// it then is.
func (p *projector) chooseFraming(f film) (size int, seen float64, err error) {
	best, err := p.look(f, replaceWhole)
	if err != nil {
		return 0, 0, err
	}
	for _, try := range []struct {
		framing framing
		gain    float64
	}{{replaceChanged, partsGain}, {blendChanged, blendGain}} {
		if best.loss <= try.gain && best.frames == len(f) {
			continue // nothing gains so much
		}
		other, err := p.look(f, try.framing)
		if err != nil {
			return 0, 0, err
		}
		if other.beats(best, try.gain) {
			best = other
		}
	}
	p.how.framing = best.framing
	return best.size, best.seen, nil
}

// look codes an excerpt with the first quality.
func (p *projector) look(f film, framing framing) (look, error) {
	e := excerptOf(f)
	p.how.quality, p.how.framing = firstQuality, framing
	l := look{framing: framing, frames: len(f)}
	var err error
	l.size, err = e.code(p.how, p.given, func(run film, data []byte) error {
		alike, err := ends(run, data)
		l.seen += alike / float64(len(e.runs))
		return err
	})
	if err != nil {
		return l, err
	}
	l.loss = (1 - l.seen) * float64(l.size) / float64(p.limit)
	if l.size > p.limit {
		rate := p.rate(f, l.size, l.seen)
		l.loss, l.frames = rate.loss, len(f.thin(rate.ms))
	}
	return l, nil
}
