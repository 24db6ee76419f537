package isobmff

import (
	"math"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/validate/media"
)

// maxFrameTimes bounds how many rows of frame times are read.
const maxFrameTimes = 1 << 14

// hasSequence tells whether pictures stand in a track.
func (p *prober) hasSequence() bool { return p.movie != nil && p.movie.has("pict") }

// describeSequence describes the animation of an image file.
func (p *prober) describeSequence(picture *media.Picture) {
	for _, t := range p.movie.tracks {
		if t.kind() == "auxv" {
			picture.Alpha = true
		}
		if t.kind() != "pict" || len(t.entries) == 0 || t.samples.n <= int64(picture.Frames) {
			continue
		}
		p.describeFrames(picture, t)
	}
}

func (p *prober) describeFrames(picture *media.Picture, t *track) {
	picture.Frames = int(min(t.samples.n, math.MaxInt32))
	p.facts.Seconds = p.seconds(t)
	v := t.entries[0].video
	if picture.Codec == "" {
		picture.Codec, picture.Bits, picture.Subsampling, picture.Color = v.Codec, v.Bits, v.Chroma, "rgb"
		picture.Width, picture.Height = v.Width, v.Height
	}
	if t.table.times.n > maxFrameTimes || t.timescale == 0 {
		p.facts.Undecide("frame-durations", "the sequence has more frame times than are read, or no unit of time")
		return
	}
	picture.ClearFrames()
	left := int64(picture.Frames)
	for i := range t.table.times.n {
		n := min(int64(t.table.times.u32(i, 0)), left)
		ms := 1000 * float64(t.table.times.u32(i, 4)) / float64(t.timescale)
		picture.AddStored(p.facts.MIME, saturate.Int(math.Round(ms)), int(n))
		left -= n
	}
}
