// Package au reads Sun and NeXT audio.
package au

import (
	"fmt"
	"math"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Read adds to f what the header at off says, and reports whether it is one.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(off, 24))
	c.Skip(4)
	begin, size, encoding := int64(c.U32()), int64(c.U32()), c.U32()
	t := media.AudioTrack{SampleRate: int(c.U32()), Channels: int(c.U32())}
	if !c.OK() || begin < 24 || encoding > 64 {
		return false
	}
	bytes := map[uint32]int64{1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 8, 27: 1}[encoding]
	names := map[uint32]string{1: "mulaw", 2: "pcm", 3: "pcm", 4: "pcm", 5: "pcm", 6: "pcm-float", 7: "pcm-float", 27: "alaw"}
	if t.Codec = names[encoding]; t.Codec == "" {
		t.Codec = fmt.Sprintf("au-%d", encoding)
	}
	t.Bytes = max(0, r.Size()-begin)
	if size != math.MaxUint32 {
		if over := begin + size - r.Size(); over > 0 {
			f.Damagef(media.Truncated, "the sound ends %d bytes after the end of the file", over)
		}
		t.Bytes = min(t.Bytes, size)
	}
	if bytes > 0 && t.Channels > 0 {
		t.Seconds = duration.Seconds(float64(t.Bytes/bytes/int64(t.Channels)), float64(t.SampleRate))
	}
	f.SetAudio(t)
	if t.Bytes == 0 && len(f.Damage) == 0 {
		f.Damagef(media.NoContent, "no sound behind the header")
	}
	return true
}
