package ffmpeg

import (
	"context"
	"encoding/binary"
	"fmt"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	// heavySound is how many times what encoded sound would get a kept track may take where the limit binds, and soundShare
	// the share of all bits that it may take in any case.
	heavySound = 1.2
	soundShare = 0.1
	// roomForSound in bits per second for the whole is enough for sound of any rate.
	roomForSound = 2_500_000
	// sameLevel is the energy of the difference of two channels, as a share of that of both, below which they are the
	// same: 40 dB, which is what encoders leave of nothing.
	sameLevel = 1e-4
	// comparedRate in Hz is enough to tell channels apart.
	comparedRate = 8000
)

// budgeted is the sound of a film whose pictures the limit binds, with total bits per second for both. Sound that takes
// more than its part is encoded, and two channels that are the same become one.
func (s sound) budgeted(t *media.AudioTrack, total, seconds float64, same bool) sound {
	if s.do == transcode.Drop || total >= roomForSound {
		return s
	}
	channels := min(2, max(1, t.Channels))
	if same {
		channels = 1
	}
	if s.do == transcode.Keep && keptRate(t, seconds) <= max(soundShare*total, heavySound*float64(soundBeside(total, channels))) {
		return s
	}
	s.do, s.codec = transcode.Encode, "aac"
	s = s.formed(t)
	s.channels = min(s.channels, channels)
	return s
}

// sameChannels reports whether the two channels of a film's sound are the same, where that matters.
func (e *Engine) sameChannels(ctx context.Context, r recipe, f *media.Facts) bool {
	if r.sound.do == transcode.Drop || f.Audio[r.sound.index].Channels != 2 ||
		plannedBits(r.limit, r.seconds)/r.seconds >= roomForSound {
		return false
	}
	args, err := channelArgs(r.source, r.sound.index)
	if err != nil {
		return false
	}
	var d difference
	if err := e.run(ctx, args, &d, process.Limits{Wall: wallTime(r.seconds)}); err != nil {
		return false
	}
	return d.same()
}

// channelArgs decodes two channels to stdout, as 16 bits each in turn.
func channelArgs(s source, index int) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		sound := s.input(1, ffmpeg.KwArgs{"vn": ""}).Get(fmt.Sprintf("a:%d", index))
		return sound.Output("pipe:1", ffmpeg.KwArgs{"f": "s16le", "ac": 2, "ar": comparedRate})
	})
}

// difference sums up how two channels that are written to it differ.
type difference struct {
	rest          []byte
	both, between float64
}

// Write takes samples of 16 bits, left and right in turn. It never fails.
func (d *difference) Write(b []byte) (int, error) {
	d.rest = append(d.rest, b...)
	at := 0
	for ; at+4 <= len(d.rest); at += 4 {
		left := float64(int16(binary.LittleEndian.Uint16(d.rest[at:])))
		right := float64(int16(binary.LittleEndian.Uint16(d.rest[at+2:])))
		d.both += left*left + right*right
		d.between += (left - right) * (left - right)
	}
	d.rest = append(d.rest[:0], d.rest[at:]...)
	return len(b), nil
}

// same reports whether both channels have the same sound. Of silence it is unknown, and so not said.
func (d *difference) same() bool { return d.both > 0 && d.between <= sameLevel*d.both }
