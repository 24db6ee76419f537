package exotic

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// readAPE reads the header of Monkey's Audio 3.98 and later; older ones are only named.
func readAPE(r *source.Reader, off int64, f *media.Facts) bool {
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
			t.Seconds = seconds(float64((total-1)*blocks+final), float64(t.SampleRate))
		}
	}
	setAudio(f, t)
	return true
}

func readWavPack(r *source.Reader, off int64, f *media.Facts) bool {
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
		t.Seconds = seconds(float64(samples), float64(t.SampleRate))
	}
	setAudio(f, t)
	return c.OK() && version>>8 == 4
}

func readTTA(r *source.Reader, off int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(off, 18))
	c.Skip(4)
	sort := c.LE16()
	t := media.AudioTrack{Codec: "tta", Channels: int(c.LE16())}
	c.Skip(2)
	t.SampleRate = int(c.LE32())
	t.Seconds = seconds(float64(c.LE32()), float64(t.SampleRate))
	setAudio(f, t)
	return c.OK() && sort >= 1 && sort <= 3 && t.Channels > 0
}

func readDSF(r *source.Reader, off int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(off, 80))
	c.Skip(28)
	format := string(c.Take(4))
	c.Skip(20)
	t := media.AudioTrack{Codec: "dsd", Channels: int(c.LE32()), SampleRate: int(c.LE32())}
	c.Skip(4)
	t.Seconds = seconds(float64(c.LE64()), float64(t.SampleRate))
	setAudio(f, t)
	return c.OK() && format == "fmt "
}

func readAU(r *source.Reader, off int64, f *media.Facts) bool {
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
		t.Seconds = seconds(float64(t.Bytes/bytes/int64(t.Channels)), float64(t.SampleRate))
	}
	setAudio(f, t)
	if t.Bytes == 0 && len(f.Damage) == 0 {
		f.Damagef(media.NoContent, "no sound behind the header")
	}
	return true
}

// readY4M reads the one line that describes uncompressed frames.
func readY4M(r *source.Reader, off int64, f *media.Facts) bool {
	line, _, ok := strings.Cut(string(r.Bytes(off, 512)), "\n")
	if !ok {
		f.Damagef(media.Corrupt, "the first line does not end")
		return true
	}
	v := media.VideoTrack{Codec: "rawvideo", Bits: 8}
	layout := "420"
	for _, field := range strings.Fields(line)[1:] {
		switch value := field[1:]; field[0] {
		case 'W':
			v.Width = whole(value)
		case 'H':
			v.Height = whole(value)
		case 'F':
			num, den, _ := strings.Cut(value, ":")
			if whole(den) > 0 {
				v.FrameRate = float64(whole(num)) / float64(whole(den))
			}
		case 'I':
			v.Interlaced = value != "p" && value != "?"
		case 'C':
			layout = value
		}
	}
	frame := y4mFrame(layout, int64(v.Width), int64(v.Height))
	rest := r.Size() - off - int64(len(line)) - 1
	if frame > 0 {
		v.Frames = int(rest / (frame + int64(len("FRAME\n"))))
		v.Seconds = seconds(float64(v.Frames), v.FrameRate)
		if v.Frames == 0 {
			f.Damagef(media.NoContent, "not one whole frame")
		}
	}
	f.Video, f.Seconds = []media.VideoTrack{v}, v.Seconds
	return true
}

// whole reads a number that is not negative, 0 for anything else.
func whole(s string) int {
	v, err := strconv.ParseUint(s, 10, 31)
	if err != nil {
		return 0
	}
	return int(v)
}

// y4mFrame is how many bytes a frame of 8 bits takes, 0 for other layouts.
func y4mFrame(layout string, w, h int64) int64 {
	if w <= 0 || h <= 0 || w > 1<<15 || h > 1<<15 || strings.Contains(layout, "p1") {
		return 0
	}
	switch {
	case strings.HasPrefix(layout, "420"):
		return w*h + 2*((w+1)/2)*((h+1)/2)
	case strings.HasPrefix(layout, "422"):
		return w*h + 2*((w+1)/2)*h
	case layout == "444":
		return 3 * w * h
	case layout == "mono":
		return w * h
	}
	return 0
}

func readIVF(r *source.Reader, off int64, f *media.Facts) bool {
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
		v.Seconds = seconds(float64(frames), v.FrameRate)
	}
	f.Video, f.Seconds = []media.VideoTrack{v}, v.Seconds
	if r.Size() <= off+32+12 {
		f.Damagef(media.NoContent, "not one frame behind the header")
	}
	return true
}
