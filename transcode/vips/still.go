//go:build vips && cgo

package vips

import (
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/strip"
	"github.com/wamedia/wamedia/validate/limits"
)

const (
	// ceiling is the best JPEG quality that is made: more costs bytes that the platform's own re-encoding throws away.
	ceiling = 90
	// flat is the most colours that a drawing has.
	flat = 4096
)

// Still makes a JPEG or PNG of 8-bit sRGB, upright, without metadata, within the request's limits. A JPEG that only
// carries too much metadata keeps its pixels. The error is a *job.Failure where the source or the request is at
// fault, and wraps the cause where ctx ended.
func (e *Engine) Still(ctx context.Context, source []byte, req job.Request) ([]byte, job.Made, error) {
	req.Make = job.Still
	req = req.WithDefaults()
	asked, err := groundOf(req)
	if err != nil {
		return nil, job.Made{}, err
	}
	h, err := e.inspect(source, req)
	if err != nil {
		return nil, job.Made{}, err
	}
	var rights strip.Rights
	if req.KeepMetadata {
		rights = strip.RightsOf(source)
		req.Limit -= rights.Room()
	}
	data, made, ok := recoded(ctx, source, h, req)
	if !ok {
		data, made, err = redrawn(ctx, source, h, req, asked)
	}
	if err != nil {
		return nil, job.Made{}, err
	}
	data = rights.Put(data)
	made.Size = int64(len(data))
	return data, made, nil
}

// redrawn decodes the source and encodes its pixels.
func redrawn(ctx context.Context, source []byte, h header, req job.Request, asked *ground) ([]byte, job.Made, error) {
	p, laid, err := prepare(source, h, req, asked)
	if err != nil {
		return nil, job.Made{}, err
	}
	data, made, err := (&still{ctx: ctx, req: req, h: h, source: len(source)}).encode(p)
	made.Notes, made.Opaque = notes(h), laid.opaque
	if laid.note != "" {
		made.Notes, made.Seen = append(made.Notes, laid.note), &job.Seen{Background: laid.on}
	}
	return data, made, err
}

// laid says on which background of our choice a picture was laid, and what the user should know of it.
type laid struct {
	on, note string
	opaque   bool // the picture has alpha, and no background shows through it
}

// notes say what a decoded source was.
func notes(h header) []string {
	var all []string
	if h.pages > 1 {
		all = append(all, "the first of "+strconv.Itoa(h.pages)+" pictures in the file")
	}
	if h.damage != nil && h.damage.share > 0 {
		all = append(all, h.damage.note())
	}
	return all
}

// prepare decodes, composites and scales: what is left is to turn and to encode.
func prepare(source []byte, h header, req job.Request, asked *ground) (picture, laid, error) {
	width, height := h.width, h.height
	if max(width, height) > req.MaxSide {
		width, height = pixel.Contain(width, height, req.MaxSide, req.MaxSide)
	}
	p, err := decode(source, h, width, height)
	if err != nil {
		return p, laid{}, err
	}
	var how laid
	if opaque := p.Opaque(); p.Channels == 4 && (opaque || !req.KeepAlpha) {
		p, how = p.flat(opaque, asked)
	}
	if p, err = p.scale(width, height); err != nil {
		return p, how, err
	}
	p, err = p.upright(h.orientation)
	return p, how, err
}

// flat is a picture laid on the background that is asked for, or on one that its content shows on.
func (p picture) flat(opaque bool, asked *ground) (picture, laid) {
	on, how := grounds()[0], laid{opaque: opaque}
	switch {
	case asked != nil:
		on = *asked
	case !opaque:
		on, how.note = chooseGround(p)
		how.on = on.hex()
	}
	return picture{Raster: p.Flatten(on.RGBA), exact: p.exact && opaque}, how
}

// still is the search for a coding within the limit.
type still struct {
	ctx     context.Context
	req     job.Request
	h       header
	source  int // bytes
	encodes int
}

func (s *still) encode(p picture) ([]byte, job.Made, error) {
	if p.Channels == 4 {
		return s.alpha(p)
	}
	var png []byte
	if s.wantsPNG(p) && s.mayFit(p) {
		data, err := s.png(p)
		if err != nil {
			return nil, job.Made{}, err
		}
		if s.fromPNG() || s.req.Prefer == "png" {
			if s.fits(data) {
				return data, s.made(p, data, "png", 0), nil
			}
		} else {
			png = data
		}
	}
	p, found, err := s.jpeg(p)
	if err != nil {
		return nil, job.Made{}, err
	}
	if png != nil && s.fits(png) && len(png) <= len(found.Data) {
		return png, s.made(p, png, "png", 0), nil
	}
	return found.Data, s.made(p, found.Data, "jpeg", found.Quality), nil
}

// wantsPNG tells whether PNG is worth an encode: where it was asked for, where the source was a PNG that may fit
// again, or a drawing that was never coded with loss.
func (s *still) wantsPNG(p picture) bool {
	if s.req.Prefer != "" {
		return s.req.Prefer == "png"
	}
	if s.fromPNG() {
		// Eight bits of sixteen take a fifth at the least, a new deflate saves at most two fifths.
		share := 0.6
		if s.h.deep {
			share = 0.2
		}
		area := float64(p.Width) * float64(p.Height) / (float64(s.h.width) * float64(s.h.height))
		return float64(s.source)*share*area <= float64(s.req.Limit)
	}
	lossless := s.h.mime == "image/gif" || s.h.mime == "image/tiff" || s.req.Picture.Codec == "lossless"
	return lossless && p.FewColours(flat)
}

// mayFit foretells from a part of a large picture whether its PNG may be within the limit: to write all of it takes
// longer than anything else.
func (s *still) mayFit(p picture) bool {
	part, ok := p.sample(pngRows)
	if !ok {
		return true
	}
	data, err := part.png()
	return err != nil || float64(len(data))*float64(p.Height)/float64(part.Height) < 1.25*float64(s.req.Limit)
}

// fromPNG tells whether the source is a PNG, animated or not.
func (s *still) fromPNG() bool { return strings.HasSuffix(s.h.mime, "png") }

func (s *still) fits(data []byte) bool { return int64(len(data)) <= s.req.Limit }

func (s *still) png(p picture) ([]byte, error) {
	if err := given(s.ctx); err != nil {
		return nil, err
	}
	s.encodes++
	return p.png()
}

// alpha writes a PNG with transparency, as large as the limit lets it be.
func (s *still) alpha(p picture) ([]byte, job.Made, error) {
	for {
		data, err := s.png(p)
		if err != nil || s.fits(data) {
			return data, s.made(p, data, "png", 0), err
		}
		if p, err = s.smaller(p, 0.97*math.Sqrt(float64(s.req.Limit)/float64(len(data)))); err != nil {
			return nil, job.Made{}, err
		}
	}
}

// smaller is the picture with sides shorter by a factor, or by a tenth at least.
func (s *still) smaller(p picture, factor float64) (picture, error) {
	long := int(float64(max(p.Width, p.Height)) * min(0.9, factor))
	if long < 1 {
		return p, job.Refused.Failf("even one pixel takes more than %s", limits.Text(s.req.Limit))
	}
	return p.scale(pixel.Contain(p.Width, p.Height, long, long))
}

func (s *still) made(p picture, data []byte, coding string, quality int) job.Made {
	return job.Made{
		MIME: "image/" + coding, Size: int64(len(data)), Width: p.Width, Height: p.Height, Coding: coding,
		Quality: quality, Encodes: s.encodes, Untouched: coding == "png" && p.exact,
	}
}
