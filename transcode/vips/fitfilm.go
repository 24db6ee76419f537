//go:build vips && cgo

package vips

import (
	"context"
	"math"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/sizesearch"
)

const (
	// firstQuality is where the search begins.
	firstQuality = 60
	// bestQuality is where it ends upwards.
	bestQuality = 100
	// slope tells how quickly the size of a film falls with sizesearch.WebP.
	slope = 1.3
	// slowestMS is how long a frame is shown at most for the sake of quality: four a second.
	slowestMS = 250
	// aimed is the share of the limit that is aimed at, and enough what ends the search.
	aimed, enough = 0.97, 0.88
	// excerpts are coded at most, to find the quality.
	excerpts = 2
	// samples of a film are looked at to compare it with another.
	samples = 8
)

// projector looks for the frame rate and the quality that together look best within a limit.
type projector struct {
	ctx     context.Context
	source  film
	limit   int
	how     coding
	encodes int
}

// fitFilm codes a film of at least two pictures as an animated WebP.
func fitFilm(ctx context.Context, f film, limit int) ([]byte, job.Made, error) {
	p := &projector{ctx: ctx, source: f, limit: limit, how: coding{nearLossless: 100, method: 4, alphaQuality: 100}}
	if data, err := p.exact(); err != nil || data != nil {
		made, failed := p.made(data, "lossless", 0, err)
		return data, made, failed
	}
	found, err := p.search(f)
	made, err := p.made(found.Data, "lossy", found.Quality, err)
	return found.Data, made, err
}

// search starts with what a first encode of an excerpt shows. Where the film would not fit, fewer frames may look
// better than coarser ones; where no quality fits, fewer must do.
func (p *projector) search(f film) (sizesearch.Found, error) {
	first, seen, err := p.chooseFraming(f)
	if err != nil {
		return sizesearch.Found{}, err
	}
	start := p.aim(first, firstQuality, slope)
	if first > p.limit {
		if !raster(f[0]).Opaque() {
			p.how.alphaQuality = 50 // saves a fifth, and shows less than what colours would lose
		}
		rate := p.rate(f, first, seen)
		f, start = f.thin(rate.ms), rate.quality
	}
	for {
		found, err := p.fill(f, start)
		if err != nil || found.Data != nil {
			return found, err
		}
		if len(f) <= 2 {
			return found, job.Refused.Failf("the animation does not fit into %d bytes at any quality", p.limit)
		}
		f, start, p.how.alphaQuality = f.thin(2*f.total()/len(f)), 20, 10
	}
}

// fill looks for the quality that fills the limit: with an excerpt first, as the whole film takes long.
func (p *projector) fill(f film, start int) (sizesearch.Found, error) {
	start, steep, err := p.foretell(f, start)
	if err != nil {
		return sizesearch.Found{}, err
	}
	search := sizesearch.Search{
		Limit: p.limit, Ceiling: bestQuality, Start: start, Floor: 0, Coarseness: sizesearch.WebP, Slope: steep, Use: enough, Tries: 5,
	}
	return search.Run(func(quality int) ([]byte, error) { return p.encode(f, quality) })
}

// foretell is the quality that should fill the limit, and the slope of sizes there.
func (p *projector) foretell(f film, quality int) (int, float64, error) {
	e, steep := excerptOf(f), slope
	if e.whole() {
		return quality, steep, nil // no cheaper than to try it
	}
	last, before, fits := 0, 0, -1
	for range excerpts {
		p.how.quality = quality
		size, err := e.code(p.how, p.given, nil)
		if err != nil {
			return 0, 0, err
		}
		if last > 0 {
			steep = steepness(before, last, quality, size)
		}
		last, before = size, quality
		if share := float64(size) / float64(p.limit); share >= enough && share <= 1 {
			fits = quality
		}
		quality = p.aim(size, quality, steep)
		if miss := float64(size)/(aimed*float64(p.limit)) - 1; math.Abs(miss) < 0.04 {
			break
		}
	}
	if fits >= 0 && before == fits+1 && last > p.limit {
		quality = fits // there is nothing between one that fills the limit and the next one, which is over
	}
	return quality, steep, nil
}

// aim is the quality that should nearly fill the limit, where another gives a size.
func (p *projector) aim(size, quality int, slope float64) int {
	return qualityFor(float64(size)/(aimed*float64(p.limit)), quality, slope)
}

// rate is a frame rate and the quality that should fit the limit with it.
type rate struct {
	ms      int // per frame
	quality int
	loss    float64 // what is expected to differ, as 1 - SSIM
}

// rate weighs how much worse frames look when all of them have to fit against how much the film differs when some
// stand still. Sizes and losses are foretold: a film of half the frames takes about 0.57 of the bytes, and the loss
// of a frame goes against its bytes.
func (p *projector) rate(f film, first int, seen float64) rate {
	const jerk = 2.7 // a frame that stands still offends more than its difference says
	even := f.total() / len(f)
	best := rate{loss: math.Inf(1)}
	for _, factor := range []int{2, 3, 4, 6, 8} {
		ms := even * factor / 2
		if factor > 2 && ms > slowestMS {
			break
		}
		thin := f.thin(ms)
		over := float64(first) * math.Pow(float64(len(thin))/float64(len(f)), 0.8) / float64(p.limit)
		loss := (1-seen)*over + jerk*(1-likeness(f, thin))
		if loss < best.loss {
			best = rate{ms: ms, quality: qualityFor(over*1.06, firstQuality, slope), loss: loss}
		}
	}
	return best
}

// qualityFor foretells the best quality that makes a picture smaller by a factor than quality does, where sizes fall
// with that slope.
func qualityFor(factor float64, quality int, slope float64) int {
	want := sizesearch.WebP(quality) * math.Pow(factor, 1/slope)
	q := max(quality, bestQuality)
	for q > 5 && sizesearch.WebP(q) < want {
		q--
	}
	return q
}

func (p *projector) encode(f film, quality int) ([]byte, error) {
	p.how.quality = quality
	p.encodes++
	return encodeAnimation(f, p.how, p.given)
}

func (p *projector) given() error { return given(p.ctx) }

// made describes the result, as its decoder sees it.
func (p *projector) made(data []byte, name string, quality int, err error) (job.Made, error) {
	if err != nil {
		return job.Made{}, err
	}
	ssim, durations, err := watch(p.source, data)
	return job.Made{
		MIME: "image/webp", Size: int64(len(data)), Width: side, Height: side, Coding: name, Quality: quality,
		Encodes: p.encodes, SSIM: &ssim, FrameMS: durations,
	}, err
}

// watch compares an animation with a film at a few moments, and tells how long each of its frames is shown.
func watch(f film, data []byte) (ssim float64, durations []int, err error) {
	moment, total, end := 0, f.total(), 0
	_, err = decodeAnimation(data, func(r pixel.Raster, ms int) error {
		durations = append(durations, ms)
		end += ms
		for ; moment < samples && when(moment, total) < end; moment++ {
			_, want := f.at(when(moment, total))
			ssim += pixel.SSIM(raster(want), r)
		}
		return nil
	})
	return ssim / samples, durations, err
}

// likeness compares two films at a few moments.
func likeness(a, b film) float64 {
	total, sum := a.total(), 0.0
	for moment := range samples {
		_, x := a.at(when(moment, total))
		_, y := b.at(when(moment, total))
		if &x.pix[0] == &y.pix[0] {
			sum++
			continue
		}
		sum += pixel.SSIM(raster(x), raster(y))
	}
	return sum / samples
}

// when is a moment of a film, none of them at its start: there all films are alike.
func when(moment, total int) int { return (2*moment + 1) * total / (2 * samples) }

func raster(f frame) pixel.Raster {
	return pixel.Raster{Pix: f.pix, Width: side, Height: side, Channels: 4}
}
