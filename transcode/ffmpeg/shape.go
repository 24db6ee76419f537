package ffmpeg

import (
	"math"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/validate/media"
)

// shape is what encoded pictures look like: size in square pixels, upright, and frames per second.
type shape struct {
	width, height int
	fps           float64
	// resample is true where frames have to be dropped or repeated to get fps; else they keep their own times.
	resample bool
}

const (
	// minBitsPerPixel of H.264 below which a smaller picture looks better than a larger one. Measured on photographic
	// pans: 720p30 wins above 450 kbit/s, 480p above 250, and 360p bears 120.
	minBitsPerPixel = 0.017
	// defaultFPS caps the frame rate unless the user chose otherwise.
	defaultFPS = 30
)

// shortSides are the steps that a picture shrinks by, in pixels of its shorter side; the longer one may be 16:9 of it.
func shortSides() [7]int { return [...]int{1080, 900, 720, 600, 540, 480, 360} }

// ruledSides are those of them that are taken where nothing was measured.
func ruledSides() [5]int { return [...]int{1080, 720, 540, 480, 360} }

// bestShape is the shape in which a film was found to lose least at its rate. Where that was not measured, it is the
// largest step that the rate is enough for by rule. It is never larger than the source. Frames beyond the common rate are
// given up before size is.
func (p pictures) bestShape(maxFPS float64) shape {
	s := p.fullShape(maxFPS)
	if s.fps > defaultFPS*1.01 && s.ruledBits() > p.rate {
		s.fps, s.resample = s.fps/2, true
	}
	if len(p.survey.shapes) > 0 {
		side, _ := p.survey.bestSide(p.rate)
		return p.resized(s, side)
	}
	for _, side := range ruledSides() {
		s = p.resized(s, side)
		if s.ruledBits() <= p.rate {
			break
		}
	}
	return s
}

// fullShape is the largest size and the highest rate that a source is shown at.
func (p pictures) fullShape(maxFPS float64) shape {
	s := shape{}
	s.fps, s.resample = frameRate(&p.track, maxFPS)
	s.width, s.height = scaledTo(&p.track, shortSides()[0])
	return s
}

// side is the shorter one, in pixels.
func (s shape) side() int { return min(s.width, s.height) }

func (s shape) pixels() float64 { return float64(s.width) * float64(s.height) }

// ruledBits per second are enough for a picture that is worth seeing, by rule.
func (s shape) ruledBits() float64 { return s.pixels() * s.fps * minBitsPerPixel }

// scaledTo gives the even size of the upright picture in square pixels, shrunk to fit the step.
func scaledTo(t *media.VideoTrack, short int) (width, height int) {
	w, h := upright(t)
	w, h = max(1, w), max(1, h)
	long := float64(short) * 16 / 9
	scale := min(1, float64(short)/min(w, h), long/max(w, h))
	return even(w * scale), even(h * scale)
}

// upright gives the size in square pixels as it is shown.
func upright(t *media.VideoTrack) (width, height float64) {
	width, height = float64(t.Width), float64(t.Height)
	if t.PixelAspect > 0 {
		width *= t.PixelAspect
	}
	if t.Rotation%180 != 0 {
		return height, width
	}
	return width, height
}

// even rounds down to a multiple of two, as 4:2:0 needs, and at least two.
func even(side float64) int {
	return max(2, 2*saturate.Int(side/2+0.001))
}

// oddEdge tells whether the upright picture is larger than the shape by no more than the line that makes it odd.
func (s shape) oddEdge(t *media.VideoTrack) bool {
	if t.PixelAspect != 0 && t.PixelAspect != 1 {
		return false // its pixels are scaled
	}
	w, h := upright(t)
	over := func(a float64, b int) bool { return a == float64(b) || a == float64(b+1) }
	return over(w, s.width) && over(h, s.height) && (w != float64(s.width) || h != float64(s.height))
}

// frameRate caps the rate. A rate above the cap is divided by a whole number, so that the frames left stand at even
// distances.
func frameRate(t *media.VideoTrack, maxFPS float64) (fps float64, resample bool) {
	if maxFPS <= 0 {
		maxFPS = defaultFPS
	}
	fps = t.FrameRate
	switch {
	case t.Frames == 1:
		return maxFPS, false // resampling would lose it
	case !(fps > 0) || math.IsInf(fps, 1):
		return maxFPS, true
	case fps > maxFPS*1.01 && t.VariableRate:
		return maxFPS, true
	case fps > maxFPS*1.01:
		return fps / math.Ceil(fps/(maxFPS*1.01)), true
	}
	return fps, t.VariableRate
}

// holdOf is how long the last picture is shown beyond its turn, in seconds. Streams of few pictures leave that to the
// length of the whole, and an encoder would end with the last picture's start.
func holdOf(t *media.VideoTrack, whole float64) float64 {
	const noticed, longest, few = 0.1, 10, 10
	if t.Seconds != nil {
		whole = *t.Seconds
	}
	shown := 0.0
	switch {
	case t.Frames > 1 && t.FrameRate > few:
		return 0
	case t.Frames > 0 && t.FrameRate > 0:
		shown = float64(t.Frames) / t.FrameRate
	case t.Frames != 1:
		return 0
	}
	if hold := whole - shown; hold > noticed {
		return min(hold, longest)
	}
	return 0
}
