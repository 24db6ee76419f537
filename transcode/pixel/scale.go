package pixel

import (
	"image"
	"image/draw"
	"math"

	xdraw "golang.org/x/image/draw"
)

// Scale gives the picture another size. Transparent pixels are weighed by their alpha, so that no colour of what
// cannot be seen bleeds into what can.
func (r Raster) Scale(width, height int) Raster {
	if width == r.Width && height == r.Height {
		return r
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	src := r.nrgba()
	xdraw.CatmullRom.Scale(out, out.Rect, src, src.Rect, draw.Src, nil)
	straighten(out.Pix)
	scaled := Raster{Pix: out.Pix, Width: width, Height: height, Channels: 4}
	if r.Channels == 3 {
		return scaled.drop()
	}
	return scaled
}

// straighten divides colours by their alpha.
func straighten(pix []byte) {
	for i := 0; i < len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		a := uint32(p[3])
		if a == 0 || a == 0xff {
			continue
		}
		for c := range 3 {
			p[c] = uint8(min(255, (uint32(p[c])*255+a/2)/a))
		}
	}
}

// drop leaves the alpha channel out.
func (r Raster) drop() Raster {
	if r.Channels == 3 {
		return r
	}
	out := New(r.Width, r.Height, 3)
	for i, o := 0, 0; i < len(r.Pix); i, o = i+4, o+3 {
		copy(out.Pix[o:o+3], r.Pix[i:i+3])
	}
	return out
}

// Contain is the largest size of the picture's shape that fits into a box; no side is under one pixel.
func Contain(width, height, boxWidth, boxHeight int) (int, int) {
	width, height = max(1, width), max(1, height)
	for max(width, height) > math.MaxInt32 { // only claimed; their products have to fit
		width, height = max(1, width/2), max(1, height/2)
	}
	if int64(width)*int64(boxHeight) >= int64(height)*int64(boxWidth) {
		return boxWidth, max(1, int((int64(height)*int64(boxWidth)+int64(width)/2)/int64(width)))
	}
	return max(1, int((int64(width)*int64(boxHeight)+int64(height)/2)/int64(height))), boxHeight
}

// Canvas puts the picture into the middle of a transparent canvas that is at least as large.
func (r Raster) Canvas(width, height int) Raster {
	if r.Width == width && r.Height == height {
		return r.Alpha()
	}
	src, out := r.Alpha(), New(width, height, 4)
	left, top := (width-r.Width)/2, (height-r.Height)/2
	for y := range r.Height {
		copy(out.Pix[4*((top+y)*width+left):], src.Pix[4*y*r.Width:4*(y+1)*r.Width])
	}
	return out
}

// Upright turns and mirrors the picture so that EXIF orientation 1..8 becomes 1 (EXIF 2.32, 4.6.4).
func (r Raster) Upright(orientation int) Raster {
	if orientation < 2 || orientation > 8 {
		return r
	}
	w, h := r.Width, r.Height
	if orientation >= 5 {
		w, h = h, w
	}
	out, n := New(w, h, r.Channels), r.Channels
	for y := range h {
		for x := range w {
			sx, sy := source(orientation, x, y, r.Width, r.Height)
			copy(out.Pix[n*(y*w+x):n*(y*w+x)+n], r.Pix[n*(sy*r.Width+sx):])
		}
	}
	return out
}

// source tells which stored pixel of a picture of w×h is seen at x, y.
func source(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}
