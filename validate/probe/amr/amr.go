// Package amr reads AMR and AMR-WB files (RFC 4867 section 5), one channel or several. Every frame is walked over, so
// that the duration is exact.
package amr

import (
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// variant is one of the four kinds of file.
type variant struct {
	magic       string
	codec, name string
	mime        string
	rate        int
	several     bool // a channel description follows the magic
	sizes       [16]int
}

// Bytes of a frame by its type, header included; 0 where the type is reserved (RFC 4867 section 5.3 and 4.3).
var (
	narrow = [16]int{13, 14, 16, 18, 20, 21, 27, 32, 6, 7, 6, 6, 0, 0, 0, 1}
	wide   = [16]int{18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1}
)

var variants = [...]variant{
	{"#!AMR\n", "amr-nb", "AMR audio", "audio/amr", 8000, false, narrow},
	{"#!AMR-WB\n", "amr-wb", "AMR-WB audio", "audio/amr-wb", 16000, false, wide},
	{"#!AMR_MC1.0\n", "amr-nb", "AMR audio, multichannel", "audio/amr", 8000, true, narrow},
	{"#!AMR-WB_MC1.0\n", "amr-wb", "AMR-WB audio, multichannel", "audio/amr-wb", 16000, true, wide},
}

const framesPerSecond = 50

// Probe reads an AMR file; the zero Facts when it is none.
func Probe(r *source.Reader, _ bool) media.Facts {
	for _, v := range variants {
		if strings.HasPrefix(string(r.Head()[:min(len(r.Head()), len(v.magic))]), v.magic) {
			return v.read(r)
		}
	}
	return media.Facts{}
}

func (v variant) read(r *source.Reader) media.Facts {
	f := media.Facts{Size: r.Size(), MIME: v.mime, Name: v.name, Extension: ".amr", Kind: media.Audio}
	f.Container = &media.Container{Format: "amr"}
	track := media.AudioTrack{Codec: v.codec, Channels: 1, SampleRate: v.rate, Default: true}
	off := int64(len(v.magic))
	if v.several {
		c := source.NewCursor(r.Bytes(off, 4))
		track.Channels = int(c.U32() & 15)
		off += 4
	}
	w := v.walk(r, off)
	if track.Channels > 0 {
		seconds := float64(w.frames) / float64(track.Channels) / framesPerSecond
		track.Seconds, f.Seconds = &seconds, &seconds
	}
	track.Bytes = w.end - off
	f.Audio = []media.AudioTrack{track}
	f.Trailing = w.trailing
	w.damage(&f, track.Channels)
	f.Unread(r.Err())
	return f
}

// walk is what the frames of a file are like.
type walk struct {
	frames   int
	speech   int // frames that carry sound, or noise for a pause
	end      int64
	missing  int64 // bytes that the last frame lacks
	bad      int64 // offset of the first frame of a reserved type, -1 when there is none
	trailing int64
}

func (v variant) walk(r *source.Reader, off int64) walk {
	w := walk{bad: -1, end: off}
	for off < r.Size() {
		b := r.Bytes(off, 1)
		if len(b) == 0 {
			break
		}
		kind := b[0] >> 3 & 15
		size := v.sizes[kind]
		if b[0]&0x83 != 0 || size == 0 { // padding bits are zero (RFC 4867 section 5.3)
			w.bad, w.trailing = off, r.Size()-off
			break
		}
		if end := off + int64(size); end > r.Size() {
			w.missing = end - r.Size()
			break
		}
		off += int64(size)
		w.frames++
		if kind < 14 {
			w.speech++
		}
		w.end = off
	}
	return w
}

func (w walk) damage(f *media.Facts, channels int) {
	switch {
	case channels == 0:
		f.Damagef(media.Corrupt, "the header says that there are no channels")
	case w.frames == 0 && w.bad >= 0:
		f.Damagef(media.Corrupt, "the first frame, at byte %d, is of no type that exists", w.bad)
	case w.frames == 0 && w.missing > 0:
		f.Damagef(media.Truncated, "the file ends within the first frame")
	case w.speech == 0:
		f.Damagef(media.NoContent, "not one frame of sound")
	case w.bad >= 0:
		f.Damagef(media.Suspect, "the frame at byte %d is of no type that exists; %d bytes from there cannot be told apart", w.bad, w.trailing)
	case w.missing > 0:
		f.Damagef(media.Suspect, "the last frame lacks %d bytes", w.missing)
	}
}
