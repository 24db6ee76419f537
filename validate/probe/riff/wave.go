package riff

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/audiotag"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// wave is what the chunks of a WAV file say.
type wave struct {
	format  fourcc.Wave
	valid   bool // a format chunk that can be read was there
	fact    int64
	large   int64 // bytes of data by ds64
	data    *chunk
	missing int64 // bytes of data that the file lacks
	unnamed int64 // bytes behind the data that are no chunk
	tagged  bool
	cover   bool
	end     int64 // of the last chunk
}

func describeWave(f *media.Facts) {
	f.MIME, f.Name, f.Extension, f.Kind = "audio/wav", "WAV audio", ".wav", media.Audio
	f.Container = &media.Container{Format: "wav"}
}

func readWave(r *source.Reader, f *media.Facts, riffEnd int64) {
	describeWave(f)
	var w wave
	chunks(r, 12, r.Size(), func(c chunk) bool {
		w.take(r, c, riffEnd)
		return c.end() <= max(riffEnd, r.Size())
	})
	f.Container.CoverArt = w.cover
	f.Trailing = max(0, r.Size()-w.end)
	w.track(f)
	w.damage(f)
}

// take reads one chunk. Data of size 0 or near 4 GiB was written as a stream, without going back to fill in the size.
func (w *wave) take(r *source.Reader, c chunk, riffEnd int64) {
	w.end = c.end() + c.size&1
	switch c.id {
	case "fmt ":
		w.format, w.valid = fourcc.ParseWave(r.Bytes(c.off, int(min(c.size, 256))))
	case "fact":
		k := source.NewCursor(r.Bytes(c.off, 4))
		w.fact = int64(k.LE32())
	case "ds64":
		k := source.NewCursor(r.Bytes(c.off, 16))
		k.Skip(8)
		w.large = int64(min(k.LE64(), 1<<62))
	case "id3 ", "ID3 ":
		if !w.tagged {
			w.tagged, w.cover = true, audiotag.Head(r, c.off).CoverArt
		}
	case "data":
		if w.data != nil {
			return
		}
		open := c.size >= 0x7ffff000 || c.size == 0 && (riffEnd <= 8 || !chunkAt(r, c.off))
		if open && w.large > 0 {
			c.size, open = w.large, false
		}
		if open {
			c.size = r.Size() - c.off
		}
		w.missing = max(0, c.end()-r.Size())
		w.end = c.end() + c.size&1
		w.data = &c
		if rest := r.Size() - w.end; rest > 4 && !chunkAt(r, w.end) {
			w.unnamed = rest
		}
	}
}

func (w *wave) track(f *media.Facts) {
	if !w.valid {
		return
	}
	t := media.AudioTrack{
		Codec: w.format.Codec, Channels: w.format.Channels, SampleRate: w.format.Rate, Default: true,
	}
	if t.Codec != "pcm" {
		f.Name = fmt.Sprintf("WAV audio (%s)", codecname.Title(t.Codec))
	}
	if w.data != nil {
		t.Bytes = w.data.size - w.missing
		t.Seconds = w.seconds(t.Bytes)
	}
	f.Audio, f.Seconds = []media.AudioTrack{t}, t.Seconds
	if t.Seconds == nil {
		f.Undecide("duration", "the format chunk says no rate")
	}
}

// seconds that as many bytes of data play.
func (w *wave) seconds(data int64) *float64 {
	g := w.format
	var s float64
	switch frame := int64(g.Channels) * int64((g.Bits+7)/8); {
	case g.Rate > 0 && frame > 0 && (g.Codec == "pcm" || g.Codec == "pcm-float"):
		if g.BlockAlign > 0 {
			frame = int64(g.BlockAlign)
		}
		s = float64(data/frame) / float64(g.Rate)
	case g.Rate > 0 && w.fact > 0 && w.missing == 0:
		s = float64(w.fact) / float64(g.Rate)
	case g.BytesPerSecond > 0:
		s = float64(data) / float64(g.BytesPerSecond)
	default:
		return nil
	}
	return &s
}

func (w *wave) damage(f *media.Facts) {
	switch {
	case !w.valid:
		f.Damagef(media.Corrupt, "no format chunk that can be read")
	case w.format.Channels == 0 || w.format.Rate == 0:
		f.Damagef(media.Corrupt, "the format chunk says %d channels at %d Hz", w.format.Channels, w.format.Rate)
	}
	switch {
	case w.data == nil:
		f.Damagef(media.NoContent, "no data chunk")
	case w.data.size-w.missing <= 0:
		f.Damagef(media.NoContent, "the data chunk is empty")
	case w.missing > 0:
		f.Damagef(media.Suspect, "the header claims %d bytes of sound and the file holds %d: it may have been cut",
			w.data.size, w.data.size-w.missing)
	case w.unnamed > 0:
		f.Damagef(media.Suspect, "%d bytes behind the %d of the data chunk are no chunk: if they are sound, the header claims too little",
			w.unnamed, w.data.size)
	}
}

// chunkAt reports whether a chunk begins at an offset: with four printable letters.
func chunkAt(r *source.Reader, off int64) bool {
	name := r.Bytes(off, 4)
	for _, c := range name {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}
