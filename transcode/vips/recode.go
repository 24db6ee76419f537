//go:build vips && cgo

package vips

import (
	"context"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/strip"
)

// huffman is how much more a JPEG of a camera takes than one with codes of its own: they take those of the standard.
const huffman = 1.06

// tables is how many bytes more the codes of the standard take than those of a small picture.
const tables = 250

// whole is the quality from which on a picture with all of its colour is worth its bytes.
const whole = 80

// recoded makes a JPEG of a JPEG without a detour over pixels, where only its weight or its orientation is wrong: by
// leaving its metadata out where that is enough, else by coarser coefficients. It is false where that cannot be done.
func recoded(ctx context.Context, source []byte, h header, req job.Request) ([]byte, job.Made, bool) {
	if h.mime != "image/jpeg" || h.space != rgb || h.icc || req.Prefer == "png" || max(h.width, h.height) > req.MaxSide {
		return nil, job.Made{}, false
	}
	j, ok := openJPEG(source, h.orientation)
	if !ok {
		return nil, job.Made{}, false
	}
	defer j.close()
	made := job.Made{MIME: "image/jpeg", Width: h.width, Height: h.height, Coding: "kept", Untouched: true}
	if h.orientation >= 5 {
		made.Width, made.Height = h.height, h.width
	}
	if h.orientation > 1 {
		made.Notes = []string{"turned upright"}
	}
	plain, err := strip.JPEG(source)
	if err == nil && h.orientation < 2 && int64(len(plain)) <= req.Limit {
		made.Size = int64(len(plain))
		return plain, made, true
	}
	if err != nil { // its segments are of a rare kind
		plain = source
	}
	data, err := j.kept(len(plain), req.Limit)
	if err == nil && data == nil {
		data, err = j.coarser(ctx, len(plain), req, &made)
	}
	made.Size = int64(len(data))
	return data, made, err == nil && data != nil
}

// kept changes no coefficient of a picture that takes about size bytes. It gives nothing where that does not fit.
func (j coefficients) kept(size int, limit int64) ([]byte, error) {
	if float64(size) > huffman*float64(limit) {
		return nil, nil
	}
	data, err := j.write(0, own)
	if int64(len(data)) > limit {
		return nil, err
	}
	return data, err
}

// coarser looks for the best quality within the limit. It gives nothing where none is decent: fewer pixels, or a
// quarter of the colour, are better then.
func (j coefficients) coarser(ctx context.Context, size int, req job.Request, made *job.Made) ([]byte, error) {
	write := func(quality int, c codes) ([]byte, error) {
		if err := given(ctx); err != nil {
			return nil, err
		}
		made.Encodes++
		return j.write(quality, c)
	}
	made.Coding, made.Untouched, made.Quality = "jpeg", false, ceiling
	quality := 0
	if float64(size) < thinner*float64(req.Limit) { // most likely the ceiling will do
		data, err := write(ceiling, standard)
		if err != nil || int64(len(data)) <= req.Limit {
			return data, err
		}
		quality, size = ceiling, int(float64(len(data)-tables)/huffman)
	}
	w, least := j.weigh(true), leastOf(req)
	if float64(size)*w.at(least)/w.at(quality) > float64(req.Limit) {
		return nil, nil
	}
	search := w.search(req.Limit, least)
	search.Start = search.Guess(quality, size)
	found, err := search.Run(func(quality int) ([]byte, error) { return write(quality, own) })
	made.Quality = found.Quality
	return found.Data, err
}

// leastOf is the quality below which something else looks better: fewer pixels, or less colour where there is all of it.
func leastOf(req job.Request) int {
	if req.Picture.Subsampling == "4:4:4" {
		return whole
	}
	return floor
}
