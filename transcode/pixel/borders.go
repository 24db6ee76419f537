package pixel

import (
	"image"
	"slices"
)

const (
	// invisible is the opacity under which a pixel is not seen.
	invisible = 8
	// grain is how far the values of one colour stray, in a border that was coded with loss.
	grain = 10
)

// Borders looks for what is empty around the pictures of an animation, or around one: what cannot be seen, or has the
// colour of the first picture's upper left corner. The zero value has seen none.
type Borders struct {
	corner  []byte
	all     image.Rectangle
	content image.Rectangle
}

// Add takes one more picture into account; all are of one size.
func (b *Borders) Add(r Raster) {
	if b.corner == nil {
		b.corner, b.all = slices.Clone(r.Pix[:r.Channels]), r.Bounds()
	}
	for y := range r.Height {
		row := r.Pix[r.Channels*y*r.Width:][:r.Channels*r.Width]
		from := 0
		for from < r.Width && b.empty(row[r.Channels*from:]) {
			from++
		}
		if from == r.Width {
			continue
		}
		to := r.Width
		for b.empty(row[r.Channels*(to-1):]) {
			to--
		}
		b.content = b.content.Union(image.Rect(from, y, to, y+1))
	}
}

// Content is the smallest part outside of which all pictures are empty; the whole where there is nothing else.
func (b *Borders) Content() image.Rectangle {
	if b.content.Empty() {
		return b.all
	}
	return b.content
}

func (b *Borders) empty(pixel []byte) bool {
	n := len(b.corner)
	if n == 4 && (pixel[3] < invisible || b.corner[3] < invisible) {
		return pixel[3] < invisible
	}
	for c, v := range b.corner {
		if max(v, pixel[c])-min(v, pixel[c]) > grain {
			return false
		}
	}
	return true
}
