//go:build vips && cgo

package vips

// #cgo pkg-config: libjpeg
// #include "jpeg.h"
import "C"

import (
	"math"

	"github.com/wamedia/wamedia/transcode/sizesearch"
)

// weights foretell the sizes of a JPEG for each quality from 1 to 100; 0 is as it is.
type weights struct {
	luma, chroma [101]float64
	known        int // the quality from which on they are only a guess
}

// weigh counts the coefficients, which foretell sizes within a few per cent: a size is about as many bits as their
// digits and the codes between them take. It is the same JPEG that is written anew, or what it was made of.
func (j coefficients) weigh(same bool) weights {
	w := weights{known: 100}
	C.wm_jpeg_weigh(j.c, flag(!same), (*C.double)(&w.luma[0]), (*C.double)(&w.chroma[0]))
	return w
}

// weighDraft foretells by a JPEG of some quality what others of the same picture would take.
func weighDraft(data []byte, quality int) (weights, bool) {
	j, ok := openJPEG(data, 1)
	if !ok {
		return weights{}, false
	}
	defer j.close()
	w := j.weigh(false)
	w.known = quality
	return w, true
}

// usualSlope is how much the logarithm of a size falls per unit of that of coarseness, with most pictures.
const usualSlope = 0.65

// headers is about how many bits a JPEG takes besides its coefficients.
const headers = 4800

// at is the weight of a quality.
func (w *weights) at(quality int) float64 {
	if quality > w.known {
		return w.at(w.known) * math.Pow(sizesearch.JPEG(w.known)/sizesearch.JPEG(quality), usualSlope)
	}
	return headers + w.luma[quality] + w.chroma[quality]
}

// scale tells of a picture what was told of a part.
func (w *weights) scale(times float64) {
	for q := range w.luma {
		w.luma[q] *= times
		w.chroma[q] *= times
	}
}

// thin takes three quarters of the colour away, which were the lighter part of it.
func (w *weights) thin() {
	for q := range w.chroma {
		w.chroma[q] *= 0.28
	}
}

// search is one whose sizes are as the weights foretell.
func (w *weights) search(limit int64, least int) sizesearch.Search {
	return sizesearch.Search{
		Limit: int(limit), Ceiling: ceiling, Floor: least, Slope: 1,
		Coarseness: func(quality int) float64 { return 1 / w.at(quality) },
	}
}
