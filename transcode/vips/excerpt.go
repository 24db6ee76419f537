//go:build vips && cgo

package vips

import (
	"encoding/binary"
	"math"

	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/sizesearch"
)

const (
	// wholeFrames is how many frames a film has at most that is coded whole to learn its size.
	wholeFrames = 20
	// runs of neighbouring frames stand for a longer film.
	runs = 3
)

// excerpt is a few runs of neighbouring frames, which tell what the film that they are from takes.
type excerpt struct {
	runs []film
	film film
}

// excerptOf takes about a fifth of a film, from its first frame to its last.
func excerptOf(f film) excerpt {
	if len(f) <= wholeFrames {
		return excerpt{runs: []film{f}, film: f}
	}
	e := excerpt{film: f}
	length := min(3+len(f)/40, 6)
	for i := range runs {
		from := i * (len(f) - length) / (runs - 1)
		e.runs = append(e.runs, f[from:from+length])
	}
	return e
}

// whole tells whether nothing is left out.
func (e excerpt) whole() bool { return len(e.runs) == 1 }

// code tells how many bytes the film should take, and calls visit, if there is one, with every run as it is coded. Each
// run starts with a whole picture; of these the film has only the first.
func (e excerpt) code(how coding, alive func() error, visit func(run film, data []byte) error) (int, error) {
	opening, rest, changes := 0, 0, 0.0
	for i, run := range e.runs {
		data, err := encodeAnimation(run, how, alive)
		if err != nil {
			return 0, err
		}
		later := afterFirst(data)
		if i == 0 {
			opening = len(data) - later
		}
		rest, changes = rest+later, changes+changesOf(run, how.framing)
		if visit == nil {
			continue
		}
		if err := visit(run, data); err != nil {
			return 0, err
		}
	}
	return opening + int(float64(rest)*changesOf(e.film, how.framing)/max(changes, 1)), nil
}

// changesOf is what the bytes of all frames but the first go by: their number, or where only the rectangle of each is
// coded that changed, the pixels in it.
func changesOf(f film, how framing) float64 {
	if how != replaceChanged {
		return float64(len(f) - 1)
	}
	sum := 0
	for i := 1; i < len(f); i++ {
		part := changed(f[i-1].pix, f[i].pix)
		sum += part.Dx() * part.Dy()
	}
	return float64(sum)
}

// afterFirst is how many bytes of an animated WebP all its frames but the first take.
func afterFirst(data []byte) int {
	const header, chunk = 12, 8 // of RIFF, and of each chunk in it
	later, frames := 0, 0
	for at := header; at+chunk <= len(data); {
		size := int(binary.LittleEndian.Uint32(data[at+4:]))
		size += chunk + size%2
		if string(data[at:at+4]) == "ANMF" {
			if frames++; frames > 1 {
				later += size
			}
		}
		at += size
	}
	return later
}

// ends compares the first and the last picture of a run with what was coded of them, as the mean of their SSIM.
func ends(run film, data []byte) (float64, error) {
	sum, at, end := 0.0, 0, 0
	moments := []int{0, run.total() - 1}
	_, err := decodeAnimation(data, func(r pixel.Raster, ms int) error {
		for end += ms; at < len(moments) && moments[at] < end; at++ {
			_, want := run.at(moments[at])
			sum += pixel.SSIM(raster(want), r)
		}
		return nil
	})
	return sum / float64(len(moments)), err
}

// steepness is the slope of sizes between two encodes, where they tell it.
func steepness(quality, size, other, otherSize int) float64 {
	s := math.Log(float64(size)/float64(otherSize)) / math.Log(sizesearch.WebP(other)/sizesearch.WebP(quality))
	if s > slope/3 && s < slope*3 {
		return s
	}
	return slope
}
