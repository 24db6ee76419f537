//go:build vips && cgo

package vips

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"

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
	f, seen, notes, err := project(ctx, source, h, layout, req)
	if err != nil {
		return nil, job.Made{}, err
	}
	pack := strip.StickerPack(source)
	data, made, err := sticker(ctx, f, int(req.Limit), room(pack))
	if err != nil {
		return nil, job.Made{}, err
	}
	data = strip.WebP(data, pack)
	made.Size, made.Notes, made.Seen = int64(len(data)), notes, &seen
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
	f, notes, err := c.result()
	if err != nil {
		return nil, job.Made{}, err
	}
	data, made, err := sticker(ctx, f, int(req.Limit), 0)
	made.Notes = notes
	return data, made, err
}

// sticker codes a film; less leaves so many bytes of the limit free.
func sticker(ctx context.Context, f film, limit, less int) ([]byte, job.Made, error) {
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

// project decodes an animated WebP into a film. What lies beyond the end of the film is not decoded.
func project(ctx context.Context, source []byte, h header, layout pixel.Layout, req job.Request) (film, job.Seen, []string, error) {
	c, err := newCollector(req)
	if err != nil {
		return nil, job.Seen{}, nil, err
	}
	whole := image.Rect(0, 0, h.width, h.height)
	shown := whole
	if layout.Trim {
		if shown, err = content(ctx, source, req); err != nil {
			return nil, job.Seen{}, nil, err
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
		return nil, job.Seen{}, nil, err
	}
	width, height := layout.Size(part.Dx(), part.Dy())
	f, notes, err := c.result()
	return f, seenOf(part, whole, width, height), notes, err
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
	total, short := 0, false
	loop, err := decodeAnimation(data, func(_ pixel.Raster, ms int) error {
		made.FrameMS = append(made.FrameMS, ms)
		total += ms
		short = short || ms < minMS
		return nil
	})
	return data, made, err == nil && !short && total <= maxMS && loop == 0
}

// given tells whether the caller gave up.
func given(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("given up: %w", err)
	}
	return nil
}
