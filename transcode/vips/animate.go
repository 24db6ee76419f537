//go:build vips && cgo

package vips

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/strip"
)

// Animation makes an animated sticker of an animated WebP: 512×512, the source laid out as with Sticker, at most 10
// seconds, played for ever. One that only carries too much metadata keeps its pixels. A source of one picture becomes
// a still sticker. Errors are as with Still.
func (e *Engine) Animation(ctx context.Context, source []byte, req job.Request) ([]byte, job.Made, error) {
	req.Make = job.Animation
	req = req.WithDefaults()
	if req.MIME != "image/webp" {
		return nil, job.Made{}, job.Refused.Failf("only animated WebP is decoded here; frames of %s come as a stream", req.MIME)
	}
	layout, err := layoutOf(req)
	if err != nil {
		return nil, job.Made{}, err
	}
	req.MaxPixels /= 4 // the decoder holds three canvases
	h, err := e.inspect(source, req)
	if err != nil {
		return nil, job.Made{}, err
	}
	if data, made, ok := strippedAnimation(source, h, layout, req); ok {
		return data, made, nil
	}
	c, seen, err := project(ctx, source, h, layout, req)
	if err != nil {
		return nil, job.Made{}, err
	}
	pack := strip.StickerPack(source)
	data, made, err := c.sticker(ctx, req, room(pack))
	if err != nil {
		return nil, job.Made{}, err
	}
	data = strip.WebP(data, pack)
	made.Size, made.Seen = int64(len(data)), &seen
	return data, made, nil
}

// Frames makes an animated sticker of the raw frames on a stream, which req.Frames describes; it reads all of it. A
// stream of one picture becomes a still sticker. Errors are as with Still.
func (e *Engine) Frames(ctx context.Context, stream io.Reader, req job.Request) ([]byte, job.Made, error) {
	req.Make = job.Animation
	req = req.WithDefaults()
	c, err := newCollector(req)
	if err != nil {
		return nil, job.Made{}, err
	}
	if err := c.stream(stream, *req.Frames); err != nil {
		return nil, job.Made{}, err
	}
	return c.sticker(ctx, req, 0)
}

// sticker codes what was gathered; less leaves so many bytes of the limit free.
func (c *collector) sticker(ctx context.Context, req job.Request, less int) ([]byte, job.Made, error) {
	f, notes, err := c.result()
	if err != nil {
		return nil, job.Made{}, err
	}
	data, made, err := codeFilm(ctx, f, int(req.Limit), less)
	if err != nil {
		return nil, made, err
	}
	if c.seen.Pictures == 1 && c.seen.Frames > 1 {
		notes = []string{fmt.Sprintf("a still sticker: its %d frames show the same picture", c.seen.Frames)}
	}
	made.Motion, made.Notes = &c.seen, slices.Concat(notes, losses(made, c.rate(f, req.Frames)))
	return data, made, nil
}

// codeFilm codes a film, or its only picture as a still.
func codeFilm(ctx context.Context, f film, limit, less int) ([]byte, job.Made, error) {
	if len(f) > 1 {
		data, made, err := fitFilm(ctx, f, limit-less)
		if err != nil || len(made.FrameMS) > 1 {
			return data, made, err
		}
	}
	still := pixel.Raster{Pix: f[0].pix, Width: side, Height: side, Channels: 4}
	most := job.Request{Make: job.Sticker}.WithDefaults().Limit
	return choose(ctx, still, min(limit, int(most))-less)
}

// project decodes an animated WebP and gathers its frames. What lies beyond the end of the film is not decoded.
func project(ctx context.Context, source []byte, h header, layout pixel.Layout, req job.Request) (*collector, job.Seen, error) {
	c, err := newCollector(req)
	if err != nil {
		return nil, job.Seen{}, err
	}
	whole := image.Rect(0, 0, h.width, h.height)
	shown := whole
	if layout.Trim {
		if shown, err = content(ctx, source, req); err != nil {
			return nil, job.Seen{}, err
		}
	}
	part := layout.Part(shown, 1)
	var last []byte
	var placed pixel.Raster
	_, err = decodeAnimation(source, func(r pixel.Raster, ms int) error {
		if err := given(ctx); err != nil {
			return err
		}
		if !bytes.Equal(r.Pix, last) {
			last = append(last[:0], r.Pix...)
			placed = layout.Place(r.Crop(part))
			placed.Pix = bytes.Clone(placed.Pix) // r's own pixels change with the next frame
		}
		_, err := c.add(placed.Pix, ms)
		return err
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, job.Seen{}, err
	}
	width, height := layout.Size(part.Dx(), part.Dy())
	return c, seenOf(part, whole, width, height), nil
}

// content is what an animated WebP shows without its empty borders, as far as it will be seen. To know that it has to
// be decoded once more.
func content(ctx context.Context, source []byte, req job.Request) (image.Rectangle, error) {
	var borders pixel.Borders
	frames, total := 0, 0
	_, err := decodeAnimation(source, func(r pixel.Raster, ms int) error {
		borders.Add(r)
		frames, total = frames+1, total+shown(ms)
		if frames == req.MaxFrames || req.OverLong == "cut" && total >= maxMS {
			return errEnough
		}
		return given(ctx)
	})
	if err != nil && !errors.Is(err, errEnough) {
		return image.Rectangle{}, err
	}
	return borders.Content(), nil
}

// strippedAnimation is an animated sticker whose frames are right already, without its metadata.
func strippedAnimation(source []byte, h header, layout pixel.Layout, req job.Request) ([]byte, job.Made, bool) {
	if !layout.Keeps(h.width, h.height) || h.icc || h.orientation > 1 || h.pages < 2 || h.pages > req.MaxFrames {
		return nil, job.Made{}, false
	}
	data := strip.WebP(source, strip.StickerPack(source))
	made := job.Made{
		MIME: "image/webp", Size: int64(len(data)), Width: side, Height: side, Coding: "kept", Untouched: true,
	}
	if made.Size > req.Limit {
		return nil, made, false
	}
	short, moves := false, false
	var first []byte
	loop, err := decodeAnimation(data, func(r pixel.Raster, ms int) error {
		if first == nil {
			first = bytes.Clone(r.Pix)
		}
		moves = moves || !same(first, r.Pix)
		made.FrameMS = append(made.FrameMS, ms)
		short = short || ms < minMS
		return nil
	})
	return data, made, err == nil && !short && moves && sum(made.FrameMS) <= maxMS && loop == 0
}

// given tells whether the caller gave up.
func given(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("given up: %w", err)
	}
	return nil
}
