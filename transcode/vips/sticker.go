//go:build vips && cgo

package vips

import (
	"context"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/strip"
)

// side of a sticker in pixels, both ways.
const side = 512

// Sticker makes a still WebP of 512×512 with the source in the middle, as large as it fits, transparent around it.
// Of the ways to code it within the limit it takes the one that looks most like the source. A sticker that only
// carries too much metadata keeps its pixels; what its maker wrote about the pack stays. Errors are as with Still.
func (e *Engine) Sticker(ctx context.Context, source []byte, req job.Request) ([]byte, job.Made, error) {
	req.Make = job.Sticker
	req = req.WithDefaults()
	h, err := e.inspect(source, req)
	if err != nil {
		return nil, job.Made{}, err
	}
	if _, err := verify(source, h); err != nil {
		return nil, job.Made{}, err
	}
	if data, ok := strippedSticker(source, h, req.Limit); ok {
		return data, job.Made{
			MIME: "image/webp", Size: int64(len(data)), Width: side, Height: side, Coding: "kept", Untouched: true,
		}, nil
	}
	r, err := canvas(source, h)
	if err != nil {
		return nil, job.Made{}, err
	}
	pack := strip.StickerPack(source)
	data, made, err := choose(ctx, r, int(req.Limit)-room(pack))
	if err != nil {
		return nil, job.Made{}, err
	}
	data = strip.WebP(data, pack)
	made.Size, made.Notes = int64(len(data)), notes(h)
	return data, made, nil
}

// strippedSticker is a sticker whose pixels are right already, without its metadata.
func strippedSticker(source []byte, h header, limit int64) ([]byte, bool) {
	if h.mime != "image/webp" || h.pages > 1 || h.width != side || h.height != side || h.icc || h.orientation > 1 {
		return nil, false
	}
	data := strip.WebP(source, strip.StickerPack(source))
	if int64(len(data)) > limit {
		return nil, false
	}
	_, err := decodeWebP(data)
	return data, err == nil
}

// room is what the pack's metadata takes in a file, at the most.
func room(pack []byte) int {
	if len(pack) == 0 {
		return 0
	}
	return len(pack) + 32
}

// canvas decodes the source and fits it into the middle of a transparent square.
func canvas(source []byte, h header) (pixel.Raster, error) {
	width, height := pixel.Contain(h.width, h.height, side, side)
	p, err := decode(source, h, width, height)
	if err == nil {
		p, err = p.scale(width, height)
	}
	if err != nil {
		return pixel.Raster{}, err
	}
	return p.Upright(h.orientation).Canvas(side, side), nil
}
