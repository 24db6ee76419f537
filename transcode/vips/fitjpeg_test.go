//go:build vips && cgo

package vips_test

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

// cloudy is a picture with the spectrum of a photo: the finer the detail, the fainter.
func cloudy(width, height int, seed uint64, fade float64) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = 128
	}
	rng := rand.New(rand.NewPCG(seed, 7))
	amplitude := 70.0
	for cell := 256; cell >= 1; cell /= 2 {
		grid := make([]float64, (width/cell+2)*(height/cell+2)*3)
		for i := range grid {
			grid[i] = amplitude * (2*rng.Float64() - 1)
		}
		for y := range height {
			for x := range width {
				at := 3 * ((y/cell)*(width/cell+2) + x/cell)
				fx := float64(x%cell) / float64(cell)
				p := img.Pix[img.PixOffset(x, y):][:4]
				for c := range 3 {
					v := grid[at+c]*(1-fx) + grid[at+3+c]*fx
					p[c] = uint8(max(0, min(255, float64(p[c])+v)))
				}
				p[3] = 255
			}
		}
		amplitude *= fade
	}
	return img
}

// Over a mix of pictures and limits: never over, and most of the limit used where quality had to drop, in three encodes
// nearly always.
func TestStillFitsInFewEncodes(t *testing.T) {
	t.Parallel()
	mix := map[string]*image.NRGBA{"synthetic": photo(900, 600), "noise": noise(300, 200, false)}
	for i, fade := range []float64{0.45, 0.55, 0.65, 0.75} {
		mix[fmt.Sprint("clouds ", fade)] = cloudy(640, 480, uint64(i), fade)
	}
	runs, quick := 0, 0
	for name, img := range mix {
		for mime, source := range map[string][]byte{"image/png": asPNG(t, img), "image/jpeg": asJPEG(t, img, 96)} {
			full, _, err := engine(t).Still(t.Context(), asPNG(t, img), job.Request{MIME: "image/png", Prefer: "jpeg"})
			if err != nil {
				t.Fatal(err)
			}
			for _, share := range []float64{0.9, 0.7, 0.5, 0.3, 0.15} {
				limit := int64(share * float64(len(full)))
				req := job.Request{MIME: mime, Prefer: "jpeg", Limit: limit}
				data, made, err := engine(t).Still(t.Context(), source, req)
				if err != nil || int64(len(data)) > limit {
					t.Fatalf("%s, %s, %.2f: %d bytes of %d: %v", name, mime, share, len(data), limit, err)
				}
				runs++
				if made.Encodes <= 3 {
					quick++
				}
				if used := float64(made.Size) / float64(limit); !made.Untouched && made.Quality < 90 && used < 0.9 {
					t.Errorf("%s, %s, %.2f: quality %d, and %.2f of the limit used", name, mime, share, made.Quality, used)
				}
			}
		}
	}
	if share := float64(quick) / float64(runs); math.Round(100*share) < 90 {
		t.Errorf("%.0f %% of %d were done in three encodes", 100*share, runs)
	}
}
