package ffmpeg

import "encoding/binary"

// maxMixed is how many channels are measured; those beyond are left out of a mix.
const maxMixed = 8

// fullScale of samples of 16 bits.
const fullScale = 1 << 15

// window sums up the samples of a tenth of a second.
type window struct {
	frames int
	sums   []float64
	// products of every two channels, of which the second is not before the first.
	products [][]float64
	samples  []float64 // of one frame
}

func newWindow(channels int) window {
	w := window{sums: make([]float64, channels), samples: make([]float64, channels)}
	for range channels {
		w.products = append(w.products, make([]float64, channels))
	}
	return w
}

// add takes frames of so many channels.
func (w *window) add(b []byte, channels int) {
	w.frames += len(b) / 2 / channels
	switch len(w.sums) {
	case 1:
		w.addMono(b, channels)
	case 2:
		w.addStereo(b)
	default:
		w.addMany(b, channels)
	}
}

func (w *window) addMono(b []byte, channels int) {
	var sum, square float64
	for ; len(b) > 0; b = b[2*channels:] {
		s := sampleAt(b, 0)
		sum += s
		square += s * s
	}
	w.sums[0] += sum
	w.products[0][0] += square
}

func (w *window) addStereo(b []byte) {
	var left, right, ll, lr, rr float64
	for ; len(b) >= 4; b = b[4:] {
		l, r := sampleAt(b, 0), sampleAt(b, 1)
		left += l
		right += r
		ll += l * l
		lr += l * r
		rr += r * r
	}
	w.sums[0] += left
	w.sums[1] += right
	w.products[0][0] += ll
	w.products[0][1] += lr
	w.products[1][1] += rr
}

func (w *window) addMany(b []byte, channels int) {
	for ; len(b) > 0; b = b[2*channels:] {
		for i := range w.samples {
			w.samples[i] = sampleAt(b, i)
			w.sums[i] += w.samples[i]
		}
		for i, s := range w.samples {
			for k := i; k < len(w.samples); k++ {
				w.products[i][k] += s * w.samples[k]
			}
		}
	}
}

// covariance is the mean product of every two channels, without the constant part of either.
func (w *window) covariance() [][]float64 {
	n := float64(w.frames)
	for i := range w.products {
		for k := i; k < len(w.sums); k++ {
			w.products[i][k] = w.products[i][k]/n - w.sums[i]/n*w.sums[k]/n
			w.products[k][i] = w.products[i][k]
		}
	}
	return w.products
}

// sampleAt is the sample of a channel in a frame, from -1 to 1.
func sampleAt(frame []byte, channel int) float64 {
	return float64(int16(binary.LittleEndian.Uint16(frame[2*channel:]))) / fullScale
}
