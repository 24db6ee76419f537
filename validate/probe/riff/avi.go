package riff

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// maxLook is how many chunks of media are looked at for one that is not empty.
const maxLook = 4096

// avi is what the lists of an AVI file say.
type avi struct {
	r       *source.Reader
	f       *media.Facts
	header  bool
	streams int
	movie   bool
	filled  bool  // a chunk of media holds something
	missing int64 // bytes of media that the file lacks
	end     int64
}

func readAVI(r *source.Reader, f *media.Facts) {
	f.MIME, f.Name, f.Extension, f.Kind = "video/x-msvideo", "AVI video", ".avi", media.Video
	f.Container = &media.Container{Format: "avi"}
	a := avi{r: r, f: f}
	chunks(r, 0, r.Size(), func(c chunk) bool {
		if c.id != "RIFF" || c.list != "AVI " && c.list != "AVIX" {
			return false
		}
		a.end = c.end()
		a.lists(c)
		return true
	})
	f.Trailing = max(0, r.Size()-a.end)
	a.summary()
	a.damage()
	if len(f.Video) == 0 && len(f.Audio) > 0 {
		f.Name, f.Kind = "AVI sound", media.Audio
	}
}

// lists reads the lists of one RIFF chunk; large files have several.
func (a *avi) lists(riff chunk) {
	chunks(a.r, riff.off, riff.end(), func(c chunk) bool {
		switch c.list {
		case "hdrl":
			a.header = true
			a.streamLists(c)
		case "movi":
			a.movie = true
			a.missing = max(a.missing, c.end()-a.r.Size())
			a.look(c)
		}
		return true
	})
}

func (a *avi) streamLists(hdrl chunk) {
	chunks(a.r, hdrl.off, hdrl.end(), func(c chunk) bool {
		if c.list == "strl" && a.streams < 64 {
			a.streams++
			a.stream(c)
		}
		return true
	})
}

// stream reads the header and the format of one stream.
func (a *avi) stream(strl chunk) {
	var kind string
	var off bool
	var rate float64
	var length int64
	var format []byte
	chunks(a.r, strl.off, strl.end(), func(c chunk) bool {
		switch c.id {
		case "strh":
			k := source.NewCursor(a.r.Bytes(c.off, 36))
			kind = string(k.Take(4))
			k.Skip(4)
			off = k.LE32()&disabled != 0
			k.Skip(8)
			scale, ticks := k.LE32(), k.LE32()
			k.Skip(4)
			if length = int64(k.LE32()); scale > 0 {
				rate = float64(ticks) / float64(scale)
			}
		case "strf":
			format = append(format, a.r.Bytes(c.off, int(min(c.size, 1024)))...)
		}
		return true
	})
	a.track(kind, rate, length, format)
	if n := len(a.f.Video); kind == "vids" && n > 0 {
		a.f.Video[n-1].Disabled = off
	}
}

// disabled is the flag of strh that says a stream is not to be played unless it is asked for (AVISF_DISABLED).
const disabled = 1

// track adds a stream of length units at rate units per second.
func (a *avi) track(kind string, rate float64, length int64, format []byte) {
	var seconds *float64
	if rate > 0 && length > 0 {
		s := float64(length) / rate
		seconds = &s
	}
	switch kind {
	case "vids", "iavs":
		b, _ := fourcc.ParseBitmap(format)
		if kind == "iavs" {
			b.Codec = "dv"
		}
		a.f.Video = append(a.f.Video, media.VideoTrack{
			Codec: b.Codec, Width: b.Width, Height: b.Height, FrameRate: rate, Frames: int(length), Seconds: seconds,
		})
	case "auds":
		w, _ := fourcc.ParseWave(format)
		a.f.Audio = append(a.f.Audio, media.AudioTrack{
			Codec: w.Codec, Channels: w.Channels, SampleRate: w.Rate, Seconds: seconds, Default: len(a.f.Audio) == 0,
		})
	case "txts":
		a.f.Other = append(a.f.Other, media.OtherTrack{Kind: "text", Codec: kind})
	default:
		a.f.Other = append(a.f.Other, media.OtherTrack{Kind: "data", Codec: kind})
	}
}

// look tells whether the media list holds anything. Chunks of one moment may stand in lists of their own.
func (a *avi) look(movi chunk) {
	n := 0
	chunks(a.r, movi.off, movi.end(), func(c chunk) bool {
		n++
		isMedia := c.list == "rec " || len(c.id) == 4 && c.id[0] >= '0' && c.id[0] <= '9'
		a.filled = a.filled || isMedia && c.size > 0
		return !a.filled && n < maxLook
	})
}

// summary takes the duration of the longest stream and names the codec.
func (a *avi) summary() {
	const why = "frames in AVI are not looked into"
	for i := range a.f.Video {
		a.longer(a.f.Video[i].Seconds)
		if a.f.Video[i].Codec == "h264" {
			a.f.Undecide("profile", why)
			a.f.Undecide("b-frames", why)
		}
	}
	for i := range a.f.Audio {
		a.longer(a.f.Audio[i].Seconds)
	}
	if len(a.f.Video) > 0 {
		a.f.Name = fmt.Sprintf("AVI video (%s)", codecname.Title(a.f.Video[0].Codec))
	}
	if a.f.Seconds == nil && a.streams > 0 {
		a.f.Undecide("duration", "no stream header says how long it is")
	}
}

func (a *avi) longer(s *float64) {
	if s != nil && (a.f.Seconds == nil || *s > *a.f.Seconds) {
		a.f.Seconds = s
	}
}

func (a *avi) damage() {
	switch {
	case !a.header || a.streams == 0:
		a.f.Damagef(media.Corrupt, "no header that lists streams")
	case len(a.f.Video)+len(a.f.Audio) == 0:
		a.f.Damagef(media.NoContent, "no stream of pictures or sound")
	}
	switch {
	case !a.movie && a.end > a.r.Size():
		a.f.Damagef(media.Truncated, "the file ends before its media begin")
	case a.missing > 0:
		a.f.Damagef(media.Truncated, "the list of media ends %d bytes after the end of the file", a.missing)
	case !a.movie:
		a.f.Damagef(media.NoContent, "no list of media")
	case a.end > a.r.Size():
		a.f.Damagef(media.Suspect, "the file ends %d bytes before its header says, behind the media", a.end-a.r.Size())
	case !a.filled:
		a.f.Damagef(media.NoContent, "the list of media holds no frame")
	}
}
