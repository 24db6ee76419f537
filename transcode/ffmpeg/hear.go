package ffmpeg

import (
	"context"
	"fmt"
	"math"
	"strconv"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
)

// Sound is what decoded sound holds.
type Sound struct {
	// Seconds that its samples play, one after another: gaps of the source's clock are left out.
	Seconds float64
	// Level is the RMS of the loudest channel over the whole, in dBFS, without its constant part; -Inf is silence. The
	// channel for low frequencies does not count.
	Level float64
}

// Hear decodes the first stream of sound of an output.
func (e *Engine) Hear(ctx context.Context, path, mime string) (Sound, error) {
	heard, err := e.hear(ctx, source{path: path, demuxer: demuxerOfOutput(mime)}, 0, 1)
	if err != nil {
		return Sound{}, fmt.Errorf("decode the sound of the output: %w", err)
	}
	return heard.sound(), nil
}

// hear decodes a stream of sound and measures it, as a mix for so many channels.
func (e *Engine) hear(ctx context.Context, s source, index, channels int) (*hearing, error) {
	args, err := hearArgs(s, index)
	if err != nil {
		return nil, err
	}
	h := newHearing(channels)
	return h, e.hearInto(ctx, h, args)
}

// hearInto decodes what the arguments say.
func (e *Engine) hearInto(ctx context.Context, h *hearing, args []string) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	alive := watch(e.stall, stop)
	defer alive.end()
	h.report = func() { alive.at(Progress{Seconds: h.seconds()}) }
	return e.run(ctx, args, h, process.Limits{Wall: readTime, Memory: soundMemory()})
}

func hearArgs(s source, index int) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		return heardOutput(integers(s.input(1).Get("a:" + strconv.Itoa(index))))
	})
}

// heardOutput writes decoded sound to stdout for a hearing, in pieces larger than a frame, which take less time to hand on.
func heardOutput(decoded *ffmpeg.Stream) *ffmpeg.Stream {
	return decoded.Output("pipe:1", ffmpeg.KwArgs{"f": "wav", "c:a": "pcm_s16le", "fflags": "+bitexact", "flush_packets": 0})
}

// streams gives the sound for the output, and where it has not been measured the output that a hearing reads.
func (s sound) streams(in *ffmpeg.Stream) (sound *ffmpeg.Stream, beside []*ffmpeg.Stream) {
	if s.do == transcode.Keep || s.heard {
		return s.stream(in), nil
	}
	both := integers(s.selected(in)).ASplit()
	// ffmpeg gives both branches one form. The resampler that fills gaps lets them differ.
	return s.shaped(both.Get("0")), []*ffmpeg.Stream{heardOutput(both.Get("1"))}
}

// hearing measures sound that is written to it as WAV of 16 bits: how long it is, how loud each channel is, and what
// becomes of it in a mix of fewer channels. It never fails.
type hearing struct {
	report func()
	// out is the number of channels that the sound is mixed for.
	out     int
	pending []byte // of the header, or of a frame that is not complete
	format  waveFormat

	window  window
	frames  int64
	energy  []float64 // of each channel, of samples from -1 to 1
	mixings []mixing  // the ways to mix, the usual one first

	// drawn is the envelope of the mix that is encoded, with the weights of the channels; nil where it is not wanted.
	drawn   *envelope
	weights []float64
}

func newHearing(out int) *hearing { return &hearing{report: func() {}, out: out} }

// draw asks for the envelope of a voice note, which is mixed in a way of its own or, for nil, as usual.
func (h *hearing) draw(m *mix) {
	h.drawn = newEnvelope(0)
	if m != nil {
		h.weights = m.rows[0]
	}
}

// voice is what a player shows; nil where that was not asked for.
func (h *hearing) voice() *Voice { return h.drawn.voice() }

// Write takes the next part of the file.
func (h *hearing) Write(b []byte) (int, error) {
	h.pending = append(h.pending, b...)
	if h.format.channels == 0 {
		rest, ok := h.format.read(h.pending)
		if !ok {
			return len(b), nil
		}
		h.pending = rest
		h.begin()
	}
	size := 2 * h.format.channels
	whole := len(h.pending) / size * size
	h.take(h.pending[:whole])
	h.pending = append(h.pending[:0], h.pending[whole:]...)
	h.report()
	return len(b), nil
}

func (h *hearing) begin() {
	n := min(h.format.channels, maxMixed)
	h.energy = make([]float64, n)
	h.mixings = mixings(h.format.positions()[:n], h.out)
	h.window = newWindow(n)
	if h.drawn == nil {
		return
	}
	h.drawn.rate = h.format.rate
	for len(h.weights) < n {
		h.weights = append(h.weights, 1/float64(n))
	}
}

// take measures whole frames.
func (h *hearing) take(b []byte) {
	size, most := 2*h.format.channels, max(1, h.format.rate/10)
	for len(b) > 0 {
		n := min(len(b)/size, most-h.window.frames)
		h.window.add(b[:n*size], h.format.channels)
		if h.drawn != nil {
			h.drawn.mix(b[:n*size], h.format.channels, h.weights)
		}
		for i := range h.mixings {
			if h.mixings[i].clips {
				h.mixings[i].peaks(b[:n*size], h.format.channels)
			}
		}
		b = b[n*size:]
		h.frames += int64(n)
		if h.window.frames == most {
			h.finish()
		}
	}
}

// finish adds the window to the whole.
func (h *hearing) finish() {
	if h.window.frames == 0 {
		return
	}
	power := h.window.covariance()
	for i := range h.energy {
		h.energy[i] += power[i][i] * float64(h.window.frames)
	}
	for i := range h.mixings {
		h.mixings[i].weigh(power, h.mixings[0].rows)
	}
	h.window = newWindow(len(h.energy))
}

func (h *hearing) seconds() float64 {
	if h.format.rate == 0 {
		return 0
	}
	return float64(h.frames) / float64(h.format.rate)
}

// sound sums up.
func (h *hearing) sound() Sound {
	h.finish()
	loudest := 0.0
	for i, position := range h.format.positions()[:len(h.energy)] {
		if position != lowFrequency {
			loudest = max(loudest, h.energy[i])
		}
	}
	return Sound{Seconds: h.seconds(), Level: 10 * math.Log10(loudest/float64(max(1, h.frames)))}
}
