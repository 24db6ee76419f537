// Package caf reads Core Audio files (Apple, Core Audio Format Specification 1.0).
package caf

import (
	"math"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// chunks is what the chunks of a Core Audio file say.
type chunks struct {
	rate                 float64
	code                 string
	packetBytes, frames  uint32 // of a packet, 0 where it varies
	channels             int
	validFrames, packets int64
	data                 int64
	found, table         bool
}

// Read adds to f what the chunks of the file say that begins at off. It always reports true.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	var k chunks
	for off += 8; off+12 <= r.Size() && r.Err() == nil; {
		c := source.NewCursor(r.Bytes(off, 12))
		id, size := string(c.Take(4)), int64(c.U64())
		off += 12
		if id == "data" && size == -1 { // written as a stream
			size = r.Size() - off
		}
		if size < 0 || size > 1<<62 {
			f.Damagef(media.Corrupt, "the chunk at byte %d says a length of %d", off-12, size)
			break
		}
		k.take(id, r.Bytes(off, int(min(size, 32))), size)
		if over := off + size - r.Size(); over > 0 {
			f.Damagef(media.Truncated, "the %q chunk ends %d bytes after the end of the file", id, over)
			break
		}
		off += size
	}
	k.describe(f)
	return true
}

func (k *chunks) take(id string, b []byte, size int64) {
	c := source.NewCursor(b)
	switch id {
	case "desc":
		k.rate, k.code = math.Float64frombits(c.U64()), string(c.Take(4))
		c.Skip(4)
		k.packetBytes, k.frames = c.U32(), c.U32()
		k.channels = int(c.U32())
		k.found = c.OK()
	case "pakt":
		k.packets, k.validFrames = int64(c.U64()), int64(c.U64())
		k.table = c.OK()
	case "data":
		k.data = max(0, size-4)
	}
}

func (k *chunks) describe(f *media.Facts) {
	if !k.found || !(k.rate > 0 && k.rate < 1e7) || k.channels == 0 {
		f.Damagef(media.Corrupt, "no description chunk that says channels and rate")
		return
	}
	t := media.AudioTrack{Codec: fourcc.AppleAudio(k.code), Channels: k.channels, SampleRate: int(math.Round(k.rate)), Bytes: k.data}
	switch {
	case k.table && k.validFrames > 0:
		t.Seconds = duration.Seconds(float64(k.validFrames), k.rate)
	case k.packetBytes > 0:
		t.Seconds = duration.Seconds(float64(k.data/int64(k.packetBytes)*int64(k.frames)), k.rate)
	}
	f.Name = "Core Audio file (" + codecname.Title(t.Codec) + ")"
	f.SetAudio(t)
	if k.data == 0 && len(f.Damage) == 0 {
		f.Damagef(media.NoContent, "no data chunk with sound in it")
	}
}
