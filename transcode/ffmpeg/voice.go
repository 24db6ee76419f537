package ffmpeg

import (
	"context"
	"fmt"
	"math"
	"slices"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
)

// WaveformBins is how many bars a voice note's waveform has, as WhatsApp's own clients draw it.
const WaveformBins = 64

// Voice is what a player shows of a voice note before it is played.
type Voice struct {
	// Seconds it plays.
	Seconds float64
	// Waveform is how loud it is from start to end, relative to its loudest bin: WaveformBins numbers of 0 to 100.
	Waveform []int
	// Level is its RMS over the whole, in dBFS; -Inf is silence.
	Level float64
}

// Listen decodes a voice note.
func (e *Engine) Listen(ctx context.Context, path, mime string) (Voice, error) {
	args, err := listenArgs(source{path: path, demuxer: demuxerOfOutput(mime)})
	if err != nil {
		return Voice{}, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	heard := newEnvelope(listenRate)
	alive := watch(e.stall, stop)
	defer alive.end()
	heard.report = func() { alive.at(Progress{Seconds: heard.seconds()}) }
	if err := e.run(ctx, args, heard, process.Limits{Wall: readTime, Memory: soundMemory()}); err != nil {
		return Voice{}, fmt.Errorf("listen to it: %w", err)
	}
	return *heard.voice(), nil
}

// listenRate in Hz is enough for a drawing of the loudness.
const listenRate = 16_000

func listenArgs(s source) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		return s.input(1).Get("a:0").Output("pipe:1", ffmpeg.KwArgs{"f": "s16le", "ac": 1, "ar": listenRate})
	})
}

// envelope sums up samples in columns. Two neighbours become one where there are too many, so that any length fits.
type envelope struct {
	// report is called after every write.
	report func()
	// rate of samples in Hz.
	rate    int
	columns []float64
	// width of a column in samples; sum and count of the one that is being filled.
	width, count int
	sum          float64
	samples      int64
	total, power float64 // sums of samples and of their squares
	half         []byte  // the first byte of a sample whose second one is still to come
}

const maxColumns = 1 << 14

func newEnvelope(rate int) *envelope {
	return &envelope{report: func() {}, rate: rate, width: 1}
}

// voice sums up; nil of nothing.
func (v *envelope) voice() *Voice {
	if v == nil || v.rate == 0 {
		return nil
	}
	return &Voice{Seconds: math.Round(v.seconds()*1000) / 1000, Waveform: v.waveform(), Level: v.level()}
}

// Write takes samples of 16 bits of one channel and never fails.
func (v *envelope) Write(b []byte) (int, error) {
	rest := b
	if len(v.half) > 0 {
		rest = slices.Concat(v.half, b)
	}
	for ; len(rest) >= 2; rest = rest[2:] {
		v.add(sampleAt(rest, 0))
	}
	v.half = append([]byte(nil), rest...)
	v.report()
	return len(b), nil
}

// mix takes frames of so many channels, each of which counts by its weight.
func (v *envelope) mix(b []byte, channels int, weights []float64) {
	for ; len(b) > 0; b = b[2*channels:] {
		sum := 0.0
		for i, weight := range weights {
			sum += weight * sampleAt(b, i)
		}
		v.add(sum)
	}
}

// add takes a sample from -1 to 1.
func (v *envelope) add(sample float64) {
	v.samples++
	v.total += sample
	v.power += sample * sample
	v.sum += math.Abs(sample)
	if v.count++; v.count < v.width {
		return
	}
	v.columns = append(v.columns, v.sum)
	v.sum, v.count = 0, 0
	if len(v.columns) < maxColumns {
		return
	}
	for i := range maxColumns / 2 {
		v.columns[i] = v.columns[2*i] + v.columns[2*i+1]
	}
	v.columns, v.width = v.columns[:maxColumns/2], 2*v.width
}

// level is the RMS in dBFS, without the constant part.
func (v *envelope) level() float64 {
	n := float64(max(1, v.samples))
	return 10 * math.Log10(max(0, v.power/n-v.total/n*v.total/n))
}

func (v *envelope) seconds() float64 { return float64(v.samples) / float64(v.rate) }

// waveform is the mean of each bin relative to the highest. Silence is all zeros.
func (v *envelope) waveform() []int {
	means, highest := make([]float64, WaveformBins), 0.0
	for i := range means {
		from, to := i*len(v.columns)/WaveformBins, (i+1)*len(v.columns)/WaveformBins
		for _, sum := range v.columns[from:to] {
			means[i] += sum / float64(to-from)
		}
		highest = max(highest, means[i])
	}
	bins := make([]int, WaveformBins)
	for i, mean := range means {
		if highest > 0 {
			bins[i] = int(math.Round(100 * mean / highest))
		}
	}
	return bins
}
