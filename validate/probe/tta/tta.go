// Package tta reads True Audio.
package tta

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Read adds to f what the header at off says, and reports whether it is one.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(off, 18))
	c.Skip(4)
	sort := c.LE16()
	t := media.AudioTrack{Codec: "tta", Channels: int(c.LE16())}
	c.Skip(2)
	t.SampleRate = int(c.LE32())
	t.Seconds = duration.Seconds(float64(c.LE32()), float64(t.SampleRate))
	f.SetAudio(t)
	return c.OK() && sort >= 1 && sort <= 3 && t.Channels > 0
}
