// Package dsf reads DSD stream files (Sony, DSF File Format Specification 1.01).
package dsf

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Read adds to f what the header at off says, and reports whether it is one.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(off, 80))
	c.Skip(28)
	format := string(c.Take(4))
	c.Skip(20)
	t := media.AudioTrack{Codec: "dsd", Channels: int(c.LE32()), SampleRate: int(c.LE32())}
	c.Skip(4)
	t.Seconds = duration.Seconds(float64(c.LE64()), float64(t.SampleRate))
	f.SetAudio(t)
	return c.OK() && format == "fmt "
}
