// Package ivf reads IVF, the container of VP8, VP9 and AV1 test streams.
package ivf

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Read adds to f what the header at off says, and reports whether it is whole.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(off, 32))
	c.Skip(8)
	v := media.VideoTrack{Codec: fourcc.VideoCodec(string(c.Take(4))), Width: int(c.LE16()), Height: int(c.LE16())}
	rate, scale, frames := c.LE32(), c.LE32(), c.LE32()
	if !c.OK() {
		return false
	}
	if scale > 0 {
		v.FrameRate = float64(rate) / float64(scale)
	}
	if frames > 0 {
		v.Frames = int(frames)
		v.Seconds = duration.Seconds(float64(frames), v.FrameRate)
	}
	f.Video, f.Seconds = []media.VideoTrack{v}, v.Seconds
	if r.Size() <= off+32+12 {
		f.Damagef(media.NoContent, "not one frame behind the header")
	}
	return true
}
