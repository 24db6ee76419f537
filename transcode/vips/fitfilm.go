//go:build vips && cgo

package vips

import (
	"context"
	"math"

	"github.com/wamedia/wamedia/transcode/fit"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
)

const (
	// firstQuality is where the search begins.
	firstQuality = 60
	// bestQuality is where it ends upwards.
	bestQuality = 100
	// slope tells how quickly the size of a film falls with fit.WebP.
	slope = 1.3
	// slowestMS is how long a frame is shown at most for the sake of quality: four a second.
	slowestMS = 250
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
	p := &projector{ctx: ctx, source: f, limit: limit, how: coding{nearLossless: 100, method: 2, alphaQuality: 100}}
	if data, err := p.exact(); err != nil || data != nil {
		made, failed := p.made(data, "lossless", 0, err)
		return data, made, failed
	}
	first, err := p.encode(f, firstQuality)
	if err != nil {
		return nil, job.Made{}, err
	}
	found, err := p.search(f, first)
	made, err := p.made(found.Data, "lossy", found.Quality, err)
	return found.Data, made, err
}

// exact keeps every pixel, where the first frame lets hope that all of them fit: it is as quick as one lossy encode.
func (p *projector) exact() ([]byte, error) {
	how := coding{lossless: true, nearLossless: 100}
	first, err := encodeWebP(raster(p.source[0]), how)
	if err != nil || len(first) > p.limit/8 {
		return nil, err
	}
	p.encodes++
	data, err := encodeAnimation(p.source, how, p.given)
	if err != nil || len(data) > p.limit {
		return nil, err
	}
	return data, nil
}

// search starts with what a first encode of the whole film shows. Where it does not fit, fewer frames may look
// better than coarser ones; where no quality fits, fewer must do.
func (p *projector) search(f film, first []byte) (fit.Found, error) {
	start := firstQuality
	if len(first) > p.limit {
		if !raster(f[0]).Opaque() {
			p.how.alphaQuality = 50 // saves a fifth, and shows less than what colours would lose
		}
		rate, err := p.rate(f, first)
		if err != nil {
			return fit.Found{}, err
		}
		f, start, first = f.thin(rate.ms), rate.quality, nil
	}
	for {
		search := fit.Search{
			Limit: p.limit, Ceiling: bestQuality, Start: start, First: first, Floor: 0, Coarseness: fit.WebP, Slope: slope, Use: 0.88, Tries: 5,
		}
		found, err := search.Run(func(quality int) ([]byte, error) { return p.encode(f, quality) })
		if err != nil {
			return found, err
		}
		if found.Data != nil {
			return p.polish(f, found)
		}
		if len(f) <= 2 {
			return found, job.Refused.Failf("the animation does not fit into %d bytes at any quality", p.limit)
		}
		f, start, first, p.how.alphaQuality = f.thin(2*f.total()/len(f)), 20, nil, 10
	}
}

// polish spends what is left of the limit: it goes on with the slower method, which saves about 6 % of the bytes, from
// the quality that should then fill the limit. What comes out much smaller than before was foretold badly.
func (p *projector) polish(f film, found fit.Found) (fit.Found, error) {
	if found.Quality >= bestQuality {
		return found, nil
	}
	p.how.method = 4
	share := 0.94 * float64(len(found.Data)) / float64(p.limit)
	search := fit.Search{
		Limit: p.limit, Ceiling: bestQuality, Start: qualityFor(share/0.98, found.Quality, slope), Coarseness: fit.WebP,
		Slope: slope, Use: 0.97, Tries: 3,
	}
	filled, err := search.Run(func(quality int) ([]byte, error) { return p.encode(f, quality) })
	if err != nil || len(filled.Data) < len(found.Data)*92/100 {
		return found, err
	}
	return filled, nil
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
func (p *projector) rate(f film, first []byte) (rate, error) {
	seen, _, err := watch(f, first)
	if err != nil {
		return rate{}, err
	}
	const jerk = 2.7 // a frame that stands still offends more than its difference says
	even := f.total() / len(f)
	best := rate{loss: math.Inf(1)}
	for _, factor := range []int{2, 3, 4, 6, 8} {
		ms := even * factor / 2
		if factor > 2 && ms > slowestMS {
			break
		}
		thin := f.thin(ms)
		over := float64(len(first)) * math.Pow(float64(len(thin))/float64(len(f)), 0.8) / float64(p.limit)
		loss := (1-seen)*over + jerk*(1-likeness(f, thin))
		if loss < best.loss {
			best = rate{ms: ms, quality: qualityFor(over*1.06, firstQuality, slope), loss: loss}
		}
	}
	return best, nil
}

// qualityFor foretells the best quality that makes a picture smaller by a factor than quality does, where sizes fall
// with that slope.
func qualityFor(factor float64, quality int, slope float64) int {
	want := fit.WebP(quality) * math.Pow(factor, 1/slope)
	q := max(quality, bestQuality)
	for q > 5 && fit.WebP(q) < want {
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
