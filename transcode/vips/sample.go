//go:build vips && cgo

package vips

import "github.com/wamedia/wamedia/transcode/pixel"

const (
	// sampled is how many pixels a picture has at least of which only a part is tried.
	sampled = 1 << 20
	// bands is how many parts are tried of it.
	bands = 8
	// pngRows and trialRows are how high each is, for PNG and JPEG.
	pngRows, trialRows = 16, 32
)

// sample is a part of a large picture that stands for the whole: bands of some rows from top to bottom. It is false where
// the picture is tried as quickly as a part.
func (p picture) sample(rows int) (picture, bool) {
	if p.Width*p.Height < sampled || p.Height < 2*bands*rows {
		return p, false
	}
	part := pixel.Raster{Width: p.Width, Height: bands * rows, Channels: p.Channels}
	line := p.Width * p.Channels
	for i := range bands {
		top := (p.Height - rows) * i / (bands - 1)
		part.Pix = append(part.Pix, p.Pix[top*line:(top+rows)*line]...)
	}
	return picture{Raster: part}, true
}
