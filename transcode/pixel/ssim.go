package pixel

import "image/color"

// The constants of Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to
// structural similarity", 2004, for sums over a window of 64 values.
const (
	window = 64
	c1     = 0.01 * 0.01 * 255 * 255 * window
	c2     = 0.03 * 0.03 * 255 * 255 * window * (window - 1)
)

// SSIM tells how like b looks to a, 1 for no difference: the structural similarity of red, green and blue in windows
// of 8×8 pixels that overlap by half, the mean over a black and a white background where there is alpha. Pictures
// of different size are not alike at all.
func SSIM(a, b Raster) float64 {
	if a.Width != b.Width || a.Height != b.Height {
		return 0
	}
	if a.Opaque() && b.Opaque() {
		return ssim(a.drop(), b.drop())
	}
	black, white := color.RGBA{A: 255}, color.RGBA{R: 255, G: 255, B: 255, A: 255}
	return (ssim(a.Flatten(black), b.Flatten(black)) + ssim(a.Flatten(white), b.Flatten(white))) / 2
}

// sums are what similarity needs to know about a block of 4×4 pixels of one channel.
type sums struct{ a, b, squares, product uint32 }

func (s sums) plus(o sums) sums {
	return sums{s.a + o.a, s.b + o.b, s.squares + o.squares, s.product + o.product}
}

// ssim compares pictures of three channels. A rest of under four rows or columns is left out; a picture too small
// for one window is compared as one value.
func ssim(a, b Raster) float64 {
	cols, rows := a.Width/4, a.Height/4
	if cols < 2 || rows < 2 {
		return nearness(a.Pix, b.Pix)
	}
	above, row := make([][3]sums, cols), make([][3]sums, cols)
	total := 0.0
	for y := range rows {
		above, row = row, above
		for x := range cols {
			row[x] = block(a, b, 4*x, 4*y)
		}
		for x := 1; x < cols && y > 0; x++ {
			for c := range 3 {
				total += above[x-1][c].plus(above[x][c]).plus(row[x-1][c]).plus(row[x][c]).similarity()
			}
		}
	}
	return total / float64(3*(cols-1)*(rows-1))
}

func block(a, b Raster, x, y int) (s [3]sums) {
	for dy := range 4 {
		at := 3 * ((y+dy)*a.Width + x)
		pa, pb := a.Pix[at:at+12:at+12], b.Pix[at:at+12:at+12]
		for i := 0; i < 12; i += 3 {
			for c := range 3 {
				va, vb := uint32(pa[i+c]), uint32(pb[i+c])
				t := &s[c]
				t.a += va
				t.b += vb
				t.squares += va*va + vb*vb
				t.product += va * vb
			}
		}
	}
	return s
}

func (s sums) similarity() float64 {
	a, b := float64(s.a), float64(s.b)
	variances := float64(s.squares)*window - a*a - b*b
	covariance := float64(s.product)*window - a*b
	return (2*a*b + c1*window) * (2*covariance + c2) / ((a*a + b*b + c1*window) * (variances + c2))
}

// nearness is 1 minus the mean difference, for pictures without a window.
func nearness(a, b []byte) float64 {
	sum := 0
	for i := range a {
		sum += max(int(a[i])-int(b[i]), int(b[i])-int(a[i]))
	}
	return 1 - float64(sum)/float64(max(1, len(a)))/255
}
