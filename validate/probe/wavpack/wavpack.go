// Package wavpack reads WavPack sound (WavPack 4 and 5 file format).
package wavpack

import (
	"math"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Read adds to f what the first block at off says, and reports whether it is one.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(off, 32))
	c.Skip(8)
	version := c.LE16()
	c.Skip(2)
	samples := c.LE32()
	c.Skip(8)
	flags := c.LE32()
	rates := [16]int{6000, 8000, 9600, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 192000}
	t := media.AudioTrack{Codec: "wavpack", SampleRate: rates[flags>>23&15], Channels: 2}
	if flags&4 != 0 {
		t.Channels = 1
	}
	if samples != math.MaxUint32 {
		t.Seconds = duration.Seconds(float64(samples), float64(t.SampleRate))
	}
	f.SetAudio(t)
	return c.OK() && version>>8 == 4
}
