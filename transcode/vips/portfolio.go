//go:build vips && cgo

package vips

import (
	"context"

	"github.com/wamedia/wamedia/transcode/fit"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
)

// alike is the similarity beyond which no eye sees a difference, and no lossy coding gets.
const alike = 0.997

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

// choose codes a picture of four channels as a still WebP. Figures below are of 512×512 pixels.
func choose(ctx context.Context, picture pixel.Raster, limit int) ([]byte, job.Made, error) {
	p := &portfolio{ctx: ctx, picture: picture, limit: limit, ssim: -1}
	size, err := p.exact()
	if err == nil && p.best == nil {
		err = p.nearly(size)
	}
	if err == nil && p.ssim < alike {
		err = p.lossy()
	}
	if err == nil && p.best == nil {
		err = job.Refused.Failf("the picture does not fit into %d bytes at any quality", limit)
	}
	p.made.Encodes = p.encodes
	return p.best, p.made, err
}

// exact tries to keep every pixel and tells the size that takes. The quickest way takes 9 ms; a better one takes
// 36 ms and a quarter of the bytes off, the best that is worth it 90 ms for another twelfth.
func (p *portfolio) exact() (int, error) {
	size := 0
	for _, try := range []struct {
		coding
		hope float64 // what it leaves, at the least, of the size before
	}{
		{coding{}, 0}, {coding{quality: 20, method: 1}, 0.5}, {coding{quality: 40, method: 3}, 0.9},
	} {
		if float64(size)*try.hope > float64(p.limit) {
			break
		}
		try.lossless, try.nearLossless = true, 100
		data, err := p.encode(try.coding)
		if err != nil {
			return 0, err
		}
		p.consider(data, "lossless", 0, 1)
		if size = len(data); size <= p.limit {
			break
		}
	}
	return size, nil
}

// nearly tries to keep pixels within a few steps of their value, which saves up to a third: drawings look better so
// than with any quality of lossy coding, which halves the resolution of colour. It takes 110 ms, or 170 for a sixth
// less.
func (p *portfolio) nearly(exact int) error {
	const level = 60
	how := coding{lossless: true, nearLossless: level, quality: 20, method: 1}
	switch share := float64(exact) / float64(p.limit); {
	case share > 1.4:
		return nil
	case share > 1.2:
		how.quality, how.method = 40, 3
	}
	data, err := p.encode(how)
	if err != nil {
		return err
	}
	return p.score(data, "near-lossless", level)
}

// lossy looks for the best quality, with every step of transparency or, where those alone take too much, fewer.
func (p *portfolio) lossy() error {
	opaque := p.picture.Opaque()
	for _, alpha := range []int{100, 50, 10, 0} {
		how := coding{nearLossless: 100, method: 4, alphaQuality: alpha}
		search := fit.Search{
			Limit: p.limit, Ceiling: 100, Floor: 0, Coarseness: fit.WebP, Slope: 0.9, Use: 0.93, Tries: 5,
		}
		found, err := p.search(search, how)
		if err != nil {
			return err
		}
		if found.Data == nil {
			continue
		}
		if err := p.score(found.Data, "lossy", found.Quality); err != nil {
			return err
		}
		if err := p.sharp(how, found.Quality, len(found.Data)); err != nil {
			return err
		}
		// Coarser alpha is worth a look only where colour had to pay much for it.
		if opaque || found.Quality >= 60 {
			return nil
		}
	}
	return nil
}

func (p *portfolio) search(search fit.Search, how coding) (fit.Found, error) {
	return search.Run(func(quality int) ([]byte, error) {
		how.quality = quality
		return p.encode(how)
	})
}

// sharp tries the slower conversion of colour that keeps its edges. It looks better on some pictures and worse on
// others, and takes up to 4 % more.
func (p *portfolio) sharp(how coding, quality, size int) error {
	how.sharpYUV = true
	if size*104/100 > p.limit {
		quality = max(0, quality-2)
	}
	how.quality = quality
	data, err := p.encode(how)
	if err != nil {
		return err
	}
	return p.score(data, "lossy", quality)
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
