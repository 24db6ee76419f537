// Package aiff reads AIFF and AIFF-C sound: the chunks of an IFF form (Apple, Audio Interchange File Format 1.3).
package aiff

import (
	"math"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Read adds to f what the chunks of the file say whose form begins at off. It always reports true.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	var track media.AudioTrack
	var described, sound bool
	end := off + 12
	for end+8 <= r.Size() && (!described || !sound) && r.Err() == nil {
		c := source.NewCursor(r.Bytes(end, 8))
		id, size := string(c.Take(4)), int64(c.U32())
		begin := end + 8
		end = begin + size + size&1
		switch id {
		case "COMM":
			described = true
			track = commonChunk(r.Bytes(begin, int(min(size, 64))), track)
		case "SSND":
			sound = true
			track.Bytes = max(0, min(size, r.Size()-begin)-8)
			if over := begin + size - r.Size(); over > 0 {
				f.Damagef(media.Truncated, "the sound chunk ends %d bytes after the end of the file", over)
			}
		}
	}
	f.SetAudio(track)
	if track.Codec != "" && track.Codec != "pcm" {
		f.Name += " (" + codecname.Title(track.Codec) + ")"
	}
	switch {
	case track.Channels == 0 || track.SampleRate == 0:
		f.Damagef(media.Corrupt, "no common chunk that says channels and rate")
	case track.Bytes == 0:
		f.Damagef(media.NoContent, "no sound chunk with sound in it")
	}
	return true
}

// commonChunk reads the COMM chunk.
func commonChunk(b []byte, track media.AudioTrack) media.AudioTrack {
	c := source.NewCursor(b)
	channels, samples := int(c.U16()), c.U32()
	c.Skip(2)
	rate := extended(c.U16(), c.U64())
	if !c.OK() {
		return track
	}
	track.Codec = fourcc.AppleAudio(string(c.Take(4)))
	track.Channels = channels
	if rate > 0 && rate < 1e7 {
		track.SampleRate = int(math.Round(rate))
	}
	track.Seconds = duration.Seconds(float64(samples), rate)
	return track
}

// extended is an 80-bit floating point number of the SANE library.
func extended(exponent uint16, mantissa uint64) float64 {
	return math.Ldexp(float64(mantissa), int(exponent&0x7fff)-16383-63)
}
