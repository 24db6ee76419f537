package pixel

import (
	"image"
	"math"

	"github.com/wamedia/wamedia/internal/saturate"
)

// Layout says where a picture stands on the transparent, square canvas of a sticker.
type Layout struct {
	// Side of the canvas in pixels.
	Side int
	// Margin in pixels that stays free on every side.
	Margin int
	// Cover fills the space within the margins and cuts off what stands over; else the whole picture is seen.
	Cover bool
	// Trim leaves empty borders out.
	Trim bool
}

// Keeps tells whether a picture of that size stands as it has to.
func (l Layout) Keeps(width, height int) bool {
	return width == l.Side && height == l.Side && l.Margin == 0 && !l.Trim
}

// Part is what is seen of a picture: its content, or the square in the middle of that. Pixels are aspect times as wide
// as high.
func (l Layout) Part(content image.Rectangle, aspect float64) image.Rectangle {
	if !l.Cover {
		return content
	}
	width, height := content.Dx(), content.Dy()
	if wide := float64(width) * aspect; wide > float64(height) {
		width = max(1, saturate.Int(math.Round(float64(height)/aspect)))
	} else {
		height = max(1, saturate.Int(math.Round(wide)))
	}
	corner := content.Min.Add(image.Pt((content.Dx()-width)/2, (content.Dy()-height)/2))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(width, height))}
}

// Size that a part of width×height square pixels is scaled to.
func (l Layout) Size(width, height int) (int, int) {
	space := l.space()
	if l.Cover {
		return space, space
	}
	return Contain(width, height, space, space)
}

// Need is the least size that a whole picture of width×height has to be decoded at, so that no part of it is blown up
// afterwards. What trimming leaves is not known before; four times the canvas gives it room.
func (l Layout) Need(width, height int) (int, int) {
	space := l.space()
	switch long, short := max(width, height), max(1, min(width, height)); {
	case l.Trim:
		space *= 4
	case l.Cover:
		space = int(min(int64(long), saturate.Add(saturate.Mul(int64(space), int64(long)), int64(short)-1)/int64(short)))
	}
	if space >= max(width, height) && (l.Trim || l.Cover) {
		return width, height
	}
	return Contain(width, height, space, space)
}

// Place puts a part of a picture onto its canvas.
func (l Layout) Place(r Raster) Raster {
	width, height := l.Size(r.Width, r.Height)
	return r.Scale(width, height).Canvas(l.Side, l.Side)
}

func (l Layout) space() int { return l.Side - 2*l.Margin }

// Crop copies a part of the picture.
func (r Raster) Crop(part image.Rectangle) Raster {
	if part == r.Bounds() {
		return r
	}
	out := New(part.Dx(), part.Dy(), r.Channels)
	for y := range out.Height {
		from := r.Channels * ((part.Min.Y+y)*r.Width + part.Min.X)
		copy(out.Pix[r.Channels*y*out.Width:][:r.Channels*out.Width], r.Pix[from:])
	}
	return out
}

// Bounds is the whole picture.
func (r Raster) Bounds() image.Rectangle { return image.Rect(0, 0, r.Width, r.Height) }
