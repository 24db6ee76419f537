package exotic

import (
	"math"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// aiffCodecs names the compression types of AIFF-C and the format ids of CAF.
var aiffCodecs = map[string]string{
	"none": "pcm", "twos": "pcm", "sowt": "pcm", "in24": "pcm", "in32": "pcm", "raw": "pcm", "lpcm": "pcm", "": "pcm",
	"fl32": "pcm-float", "fl64": "pcm-float", "alaw": "alaw", "ulaw": "mulaw", "ima4": "adpcm-ima", "mac3": "mace3",
	"mac6": "mace6", "gsm": "gsm", "agsm": "gsm", "qdm2": "qdm2", "aac": "aac", "aach": "aac", "aacp": "aac",
	"aace": "aac", "aacl": "aac", "mp3": "mp3", "mp2": "mp2", "mp1": "mp1", "alac": "alac", "opus": "opus", "flac": "flac",
	"ac-3": "ac-3", "samr": "amr-nb", "sawb": "amr-wb",
}

func appleCodec(code string) string {
	if c, ok := aiffCodecs[lower(code)]; ok {
		return c
	}
	return lower(code)
}

// readAIFF walks the chunks of an AIFF or AIFF-C file.
func readAIFF(r *source.Reader, off int64, f *media.Facts) bool {
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
			track = common(r.Bytes(begin, int(min(size, 64))), track)
		case "SSND":
			sound = true
			track.Bytes = max(0, min(size, r.Size()-begin)-8)
			if over := begin + size - r.Size(); over > 0 {
				f.Damagef(media.Truncated, "the sound chunk ends %d bytes after the end of the file", over)
			}
		}
	}
	setAudio(f, track)
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

// common reads the COMM chunk.
func common(b []byte, track media.AudioTrack) media.AudioTrack {
	c := source.NewCursor(b)
	channels, samples := int(c.U16()), c.U32()
	c.Skip(2)
	rate := extended(c.U16(), c.U64())
	if !c.OK() {
		return track
	}
	track.Codec = appleCodec(string(c.Take(4)))
	track.Channels = channels
	if rate > 0 && rate < 1e7 {
		track.SampleRate = int(math.Round(rate))
	}
	track.Seconds = seconds(float64(samples), rate)
	return track
}

// extended is an 80-bit floating point number of the SANE library.
func extended(exponent uint16, mantissa uint64) float64 {
	return math.Ldexp(float64(mantissa), int(exponent&0x7fff)-16383-63)
}

// caf is what the chunks of a Core Audio file say.
type caf struct {
	rate                 float64
	code                 string
	packetBytes, frames  uint32 // of a packet, 0 where it varies
	channels             int
	validFrames, packets int64
	data                 int64
	found, table         bool
}

// readCAF walks the chunks of a Core Audio file.
func readCAF(r *source.Reader, off int64, f *media.Facts) bool {
	var k caf
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

func (k *caf) take(id string, b []byte, size int64) {
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

func (k *caf) describe(f *media.Facts) {
	if !k.found || !(k.rate > 0 && k.rate < 1e7) || k.channels == 0 {
		f.Damagef(media.Corrupt, "no description chunk that says channels and rate")
		return
	}
	t := media.AudioTrack{Codec: appleCodec(k.code), Channels: k.channels, SampleRate: int(math.Round(k.rate)), Bytes: k.data}
	switch {
	case k.table && k.validFrames > 0:
		t.Seconds = seconds(float64(k.validFrames), k.rate)
	case k.packetBytes > 0:
		t.Seconds = seconds(float64(k.data/int64(k.packetBytes)*int64(k.frames)), k.rate)
	}
	f.Name = "Core Audio file (" + codecname.Title(t.Codec) + ")"
	setAudio(f, t)
	if k.data == 0 && len(f.Damage) == 0 {
		f.Damagef(media.NoContent, "no data chunk with sound in it")
	}
}
