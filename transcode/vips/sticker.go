//go:build vips && cgo

package vips

import (
	"context"
	"image"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/strip"
)

const (
	// side of a sticker in pixels, both ways.
	side = 512
	// mostMargin that a sticker may keep free on every side, in pixels: half of it is left.
	mostMargin = side / 4
)

// Sticker makes a still WebP of 512×512 with the source in the middle, transparent around it: as large as it fits
// within the margin, or cut to fill it, with or without its empty borders, as the request says.
// Of the ways to code it within the limit it takes the one that looks most like the source. A sticker that only
// carries too much metadata keeps its pixels; what its maker wrote about the pack stays. Errors are as with Still.
func (e *Engine) Sticker(ctx context.Context, source []byte, req job.Request) ([]byte, job.Made, error) {
	req.Make = job.Sticker
	req = req.WithDefaults()
	layout, err := layoutOf(req)
	if err != nil {
		return nil, job.Made{}, err
	}
	h, err := e.inspect(source, req)
	if err != nil {
		return nil, job.Made{}, err
	}
	if data, ok := strippedSticker(source, h, layout, req.Limit); ok {
		return data, job.Made{
			MIME: "image/webp", Size: int64(len(data)), Width: side, Height: side, Coding: "kept", Untouched: true,
		}, nil
	}
	r, seen, err := canvas(source, h, layout)
	if err != nil {
		return nil, job.Made{}, err
	}
	pack := strip.StickerPack(source)
	data, made, err := choose(ctx, r, int(req.Limit)-room(pack))
	if err != nil {
		return nil, job.Made{}, err
	}
	data = strip.WebP(data, pack)
	made.Size, made.Notes, made.Seen = int64(len(data)), append(notes(h), losses(made, 0)...), &seen
	return data, made, nil
}

// strippedSticker is a sticker whose pixels are right already, without its metadata.
func strippedSticker(source []byte, h header, layout pixel.Layout, limit int64) ([]byte, bool) {
	if h.mime != "image/webp" || h.pages > 1 || !layout.Keeps(h.width, h.height) || h.icc || h.orientation > 1 {
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

// layoutOf is how the request wants the source to stand on its canvas.
func layoutOf(req job.Request) (pixel.Layout, error) {
	switch {
	case req.Fit != "contain" && req.Fit != "cover":
		return pixel.Layout{}, job.Refused.Failf("fit %q: want contain or cover", req.Fit)
	case req.Margin < 0 || req.Margin > mostMargin:
		return pixel.Layout{}, job.Refused.Failf("a margin of %d pixels: want 0 to %d of %d", req.Margin, mostMargin, side)
	}
	return pixel.Layout{Side: side, Margin: req.Margin, Cover: req.Fit == "cover", Trim: req.Trim}, nil
}

// canvas decodes the source and lays it onto a transparent square.
func canvas(source []byte, h header, layout pixel.Layout) (pixel.Raster, job.Seen, error) {
	width, height := layout.Need(h.width, h.height)
	p, err := decode(source, h, width, height)
	if err != nil {
		return pixel.Raster{}, job.Seen{}, err
	}
	whole := p.Bounds()
	content := whole
	if layout.Trim {
		var borders pixel.Borders
		borders.Add(p.Raster)
		content = borders.Content()
	}
	part := layout.Part(content, 1)
	p.Raster = p.Crop(part)
	if p, err = p.scale(layout.Size(p.Width, p.Height)); err != nil {
		return pixel.Raster{}, job.Seen{}, err
	}
	r := p.Upright(h.orientation)
	return r.Canvas(side, side), seenOf(part, whole, r.Width, r.Height), nil
}

// seenOf says that a part of a picture stands, width by height pixels large, in the middle of a sticker.
func seenOf(part, whole image.Rectangle, width, height int) job.Seen {
	canvas := image.Rect(0, 0, side, side)
	placed := image.Rect(0, 0, width, height).Add(image.Pt((side-width)/2, (side-height)/2))
	return job.Seen{Source: areaOf(part, whole), Output: areaOf(placed, canvas)}
}

func areaOf(part, whole image.Rectangle) job.Area {
	w, h := float64(whole.Dx()), float64(whole.Dy())
	return job.Area{
		Left: float64(part.Min.X) / w, Top: float64(part.Min.Y) / h, Right: float64(part.Max.X) / w, Bottom: float64(part.Max.Y) / h,
	}
}
