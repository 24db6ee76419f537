//go:build vips && cgo

package vips

import (
	"context"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/sizesearch"
)

// decent is the similarity below which pixels that are kept nearly are held against lossy coding: colours without
// shades may lose more by the former.
const decent = 0.99

// portfolio tries ways to code one picture and remembers the best within the limit.
type portfolio struct {
	ctx     context.Context
	picture pixel.Raster
	limit   int
	encodes int
	best    []byte
	made    job.Made
	ssim    float64
}

// choose codes a picture of four channels as a still WebP. Figures here and below are of 512×512 pixels: means over
// a hundred photos, drawings and stickers.
func choose(ctx context.Context, picture pixel.Raster, limit int) ([]byte, job.Made, error) {
	p := &portfolio{ctx: ctx, picture: picture, limit: limit, ssim: -1}
	quick, size, err := p.exact()
	if err == nil && p.best == nil {
		err = p.nearly(size)
	}
	if err == nil && p.ssim < decent {
		err = p.lossy(quick)
	}
	if err == nil && p.best == nil {
		err = job.Refused.Failf("the picture does not fit into %d bytes at any quality", limit)
	}
	p.made.Encodes = p.encodes
	return p.best, p.made, err
}

// exact tries to keep every pixel and tells the sizes that the quickest and the last way take. The quickest takes
// 8 ms; a better one takes 36 ms and a quarter of the bytes off, the best that is worth it 90 ms for another twelfth.
func (p *portfolio) exact() (quick, size int, err error) {
	for _, try := range []struct {
		coding
		hope float64 // what it leaves, at the least, of the size before
	}{
		{coding{}, 0}, {coding{quality: 20, method: 1}, 0.5}, {coding{quality: 40, method: 3}, 0.92},
	} {
		if float64(size)*try.hope > float64(p.limit) {
			break
		}
		try.lossless, try.nearLossless = true, 100
		data, err := p.encode(try.coding)
		if err != nil {
			return 0, 0, err
		}
		p.consider(data, "lossless", 0, 1)
		if size = len(data); size <= p.limit {
			break
		}
		quick = max(quick, size)
	}
	return quick, size, nil
}

// nearly tries to keep pixels within a few steps of their value, which saves up to two fifths: nearly everything
// looks better so than with any quality of lossy coding, which halves the resolution of colour. It takes 120 ms, or
// 170 for a sixth less.
func (p *portfolio) nearly(exact int) error {
	const level = 60
	how := coding{lossless: true, nearLossless: level, quality: 20, method: 1}
	switch share := float64(exact) / float64(p.limit); {
	case share > 1.35:
		return nil
	case share > 1.1:
		how.quality, how.method = 40, 3
	}
	data, err := p.encode(how)
	if err != nil {
		return err
	}
	return p.score(data, "near-lossless", level)
}

// lossy looks for the best quality, with every step of transparency or, where those alone take too much, fewer. It
// converts colour slowly, so that edges stay: that takes 12 ms on top of 25, and looks better on nearly everything.
func (p *portfolio) lossy(quick int) error {
	opaque := p.picture.Opaque()
	start := bestStart(quick, p.limit)
	for _, alpha := range []int{100, 50, 10, 0} {
		how := coding{nearLossless: 100, method: 4, alphaQuality: alpha, sharpYUV: true}
		search := sizesearch.Search{
			Limit: p.limit, Ceiling: 100, Start: start, Coarseness: sizesearch.WebP, Slope: 0.6, Use: 0.9, Tries: 4,
		}
		found, err := p.search(search, how)
		if err != nil {
			return err
		}
		start = found.Quality
		if found.Data == nil {
			continue
		}
		if err := p.score(found.Data, "lossy", found.Quality); err != nil {
			return err
		}
		if err := p.plain(how, found.Quality); err != nil {
			return err
		}
		// Coarser alpha is worth a look only where colour had to pay much for it.
		if opaque || found.Quality >= 60 {
			return nil
		}
	}
	return nil
}

// bestStart guesses the quality that fills the limit. The best takes a third of what the quickest lossless coding
// does, or less.
func bestStart(quick, limit int) int {
	return qualityFor(0.34*float64(quick)/float64(limit), 100, 0.6)
}

func (p *portfolio) search(search sizesearch.Search, how coding) (sizesearch.Found, error) {
	return search.Run(func(quality int) ([]byte, error) {
		how.quality = quality
		return p.encode(how)
	})
}

// plain tries the quick conversion of colour, which takes up to 4 % less, where that much counts.
func (p *portfolio) plain(how coding, quality int) error {
	if quality >= 80 {
		return nil
	}
	how.sharpYUV, how.quality = false, quality+1
	data, err := p.encode(how)
	if err != nil {
		return err
	}
	return p.score(data, "lossy", how.quality)
}

func (p *portfolio) encode(how coding) ([]byte, error) {
	if err := given(p.ctx); err != nil {
		return nil, err
	}
	p.encodes++
	return encodeWebP(p.picture, how)
}

// score looks at a coding as a client would.
func (p *portfolio) score(data []byte, name string, quality int) error {
	if len(data) > p.limit {
		return nil
	}
	seen, err := decodeWebP(data)
	if err == nil {
		p.consider(data, name, quality, pixel.SSIM(p.picture, seen))
	}
	return err
}

func (p *portfolio) consider(data []byte, name string, quality int, ssim float64) {
	if len(data) > p.limit || ssim <= p.ssim {
		return
	}
	p.best, p.ssim = data, ssim
	p.made = job.Made{
		MIME: "image/webp", Size: int64(len(data)), Width: p.picture.Width, Height: p.picture.Height,
		Coding: name, Quality: quality, SSIM: &ssim,
	}
}
