package webp

import (
	"errors"
	stdimage "image"
	"io"

	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"

	"github.com/wamedia/wamedia/validate/media"
)

const (
	// maxPixels bounds the pixels that are decoded for one file: an animated sticker of 10 s at 15 frames a second.
	maxPixels = 40 << 20
	// maxLossy and maxLossless bound one picture, which the decoder holds at 1.5 and at twice 4 bytes a pixel.
	maxLossy    = 20 << 20
	maxLossless = 6 << 20
	// maxBytes is the most bytes of a lossy picture that the decoder takes.
	maxBytes = 1<<24 - 1
	// freePixels and pixelsPerByte bound what a small file may cost: no picture that shows anything packs better.
	freePixels    = 8 << 20
	pixelsPerByte = 512
	// minPixels is how many pixels a picture counts for at least: its tables take as much time.
	minPixels = 4 << 10
)

var errLarge = errors.New("too large to be decoded here")

// decode decodes a picture where that is asked for, and notes what is wrong with it.
func (p *parser) decode(what string, m image, alpha *span) {
	if !p.deep || p.cut || p.flawed {
		return
	}
	transparent, err := p.decodeAll(m, alpha)
	switch {
	case err == nil && p.frames == 0:
		p.facts.Picture.Transparent = &transparent
	case err == nil:
	case errors.Is(err, errLarge):
		p.facts.Undecide("pixels", what+": "+err.Error())
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		p.fail(media.Corrupt, "%s is damaged: its data ends before its last pixel", what)
	default:
		p.fail(media.Corrupt, "%s is damaged: %v", what, err)
	}
}

// decodeAll decodes a picture and its transparency, and reports whether a pixel is transparent.
func (p *parser) decodeAll(m image, alpha *span) (transparent bool, err error) {
	p.pixels += max(m.width*m.height, minPixels)
	if int64(p.pixels) > min(maxPixels, freePixels+pixelsPerByte*p.r.Size()) {
		return false, errLarge
	}
	if transparent, err = p.decodeAlpha(m, alpha); err != nil {
		return false, err
	}
	if !m.lossless {
		return transparent, p.decodeLossy(m)
	}
	img, err := p.decodeLossless(m, p.r.Section(m.data.off, m.data.off+m.data.size))
	return m.alpha && err == nil && !opaque(img), err
}

func (p *parser) decodeLossy(m image) error {
	if m.width*m.height > maxLossy || m.data.size > maxBytes {
		return errLarge
	}
	d := vp8.NewDecoder()
	d.Init(p.r.Section(m.data.off, m.data.off+m.data.size), int(m.data.size))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return err
	}
	_, err := d.DecodeFrame()
	return err
}

func (p *parser) decodeLossless(m image, r io.Reader) (stdimage.Image, error) {
	if m.width*m.height > maxLossless {
		return nil, errLarge
	}
	return vp8l.Decode(r)
}
