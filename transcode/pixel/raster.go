// Package pixel works on decoded pictures in pure Go: what an image library does not do, or does wrongly, with
// transparency, and what has to be known about pixels to choose a coding.
package pixel

import (
	"image"
	"image/color"
)

// Raster is a picture of 8 bits per channel, row by row without gaps: three channels are sRGB, a fourth is alpha
// that the colours are not multiplied by.
type Raster struct {
	Pix           []byte
	Width, Height int
	Channels      int
}

// New makes a Raster of zero bytes: black, and transparent where it has alpha.
func New(width, height, channels int) Raster {
	return Raster{Pix: make([]byte, width*height*channels), Width: width, Height: height, Channels: channels}
}

// Opaque tells whether no pixel lets anything through.
func (r Raster) Opaque() bool {
	if r.Channels < 4 {
		return true
	}
	for i := 3; i < len(r.Pix); i += 4 {
		if r.Pix[i] != 0xff {
			return false
		}
	}
	return true
}

// Flatten composites the picture on a background and gives three channels.
func (r Raster) Flatten(on color.RGBA) Raster {
	if r.Channels == 3 {
		return r
	}
	out := New(r.Width, r.Height, 3)
	for i, o := 0, 0; i < len(r.Pix); i, o = i+4, o+3 {
		p, d := r.Pix[i:i+4:i+4], out.Pix[o:o+3:o+3]
		a := uint32(p[3])
		d[0] = over(p[0], on.R, a)
		d[1] = over(p[1], on.G, a)
		d[2] = over(p[2], on.B, a)
	}
	return out
}

// over mixes a colour with the one behind it, rounded.
func over(front, back uint8, alpha uint32) uint8 {
	return uint8((uint32(front)*alpha + uint32(back)*(255-alpha) + 127) / 255)
}

// Alpha gives the picture a fourth channel, opaque where it had none.
func (r Raster) Alpha() Raster {
	if r.Channels == 4 {
		return r
	}
	out := New(r.Width, r.Height, 4)
	for i, o := 0, 0; i < len(r.Pix); i, o = i+3, o+4 {
		d := out.Pix[o : o+4 : o+4]
		copy(d, r.Pix[i:i+3])
		d[3] = 0xff
	}
	return out
}

// nrgba shows the pixels to the image packages without a copy.
func (r Raster) nrgba() *image.NRGBA {
	a := r.Alpha()
	return &image.NRGBA{Pix: a.Pix, Stride: 4 * a.Width, Rect: image.Rect(0, 0, a.Width, a.Height)}
}

// FewColours tells whether the picture has at most limit different colours.
func (r Raster) FewColours(limit int) bool {
	seen := make(map[uint32]struct{}, limit+1)
	last := uint32(0)
	for i := 0; i < len(r.Pix); i += r.Channels {
		c := uint32(r.Pix[i])<<16 | uint32(r.Pix[i+1])<<8 | uint32(r.Pix[i+2])
		if c == last && i > 0 {
			continue
		}
		last = c
		if seen[c] = struct{}{}; len(seen) > limit {
			return false
		}
	}
	return true
}
