// Package ape reads Monkey's Audio.
package ape

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Read adds to f what the header of version 3.98 and later says, of older ones the codec alone, and reports whether the
// file is one.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(off, 128))
	c.Skip(4)
	version := c.LE16()
	if version < 3000 || version > 5000 { // thousandths; a text may begin with the same letters
		return false
	}
	c.Skip(2)
	descriptor := int(c.LE32())
	t := media.AudioTrack{Codec: "ape"}
	if version >= 3980 && descriptor >= 52 && descriptor < 100 {
		c.Skip(descriptor - 12 + 4)
		blocks, final, total := int64(c.LE32()), int64(c.LE32()), int64(c.LE32())
		c.Skip(2)
		t.Channels, t.SampleRate = int(c.LE16()), int(c.LE32())
		if c.OK() && total > 0 {
			t.Seconds = duration.Seconds(float64((total-1)*blocks+final), float64(t.SampleRate))
		}
	}
	f.SetAudio(t)
	return true
}
