package pixel

import "image/color"

const (
	// visible is the least difference of luminance, of 255, that counts as an edge, and tinted that of one channel.
	visible, tinted = 32, 96
	// looked is about how many places of a picture are looked at.
	looked = 1 << 18
)

// EdgesOn is the share of the edges of a picture with transparency that can be seen on each of some backgrounds. An edge
// is where two pixels near each other differ visibly on one of them. Without any edges all shares are 1.
func (r Raster) EdgesOn(grounds ...color.RGBA) []float64 {
	step := 1
	for r.Width/step*(r.Height/step) > looked {
		step++
	}
	counts, all := make([]int, len(grounds)), 0
	for y := 0; y < r.Height; y += step {
		for x := 0; x < r.Width; x += step {
			for _, far := range [...]int{2, 16, max(r.Width, r.Height) / 8} { // sharp edges, and soft ones
				all += r.edge(x, y, min(x+far, r.Width-1), y, grounds, counts)
				all += r.edge(x, y, x, min(y+far, r.Height-1), grounds, counts)
			}
		}
	}
	shares := make([]float64, len(grounds))
	for i := range shares {
		shares[i] = 1
		if all > 0 {
			shares[i] = float64(counts[i]) / float64(all)
		}
	}
	return shares
}

// edge counts the backgrounds on which two pixels differ, and is 1 where there are any.
func (r Raster) edge(x1, y1, x2, y2 int, grounds []color.RGBA, counts []int) int {
	a, b := r.Pix[4*(y1*r.Width+x1):][:4:4], r.Pix[4*(y2*r.Width+x2):][:4:4]
	if a[3] == 0 && b[3] == 0 {
		return 0
	}
	found := 0
	for i, on := range grounds {
		if differ(a, b, on) {
			counts[i]++
			found = 1
		}
	}
	return found
}

func differ(a, b []byte, on color.RGBA) bool {
	luma := 0
	for c, ground := range [...]uint8{on.R, on.G, on.B} {
		d := int(over(a[c], ground, uint32(a[3]))) - int(over(b[c], ground, uint32(b[3])))
		if max(d, -d) >= tinted {
			return true
		}
		luma += d * [...]int{54, 183, 19}[c] // of 256, by Rec. 709
	}
	return max(luma, -luma) >= visible*256
}
