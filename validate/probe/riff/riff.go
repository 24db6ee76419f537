// Package riff reads the RIFF family: WAV with its large variants RF64 and BW64, AVI, and the rarer forms by name.
// WebP is RIFF too, but another package's.
package riff

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// form is a kind of RIFF file that is only named.
type form struct {
	id, mime, name, extension string
	kind                      media.Kind
}

var forms = [...]form{
	{"RMID", "audio/midi", "MIDI music in RIFF", ".rmi", media.Audio},
	{"CDXA", "video/mpeg", "Video CD stream", ".dat", media.Video},
	{"ACON", "image/x-ani", "animated cursor", ".ani", media.Image},
	{"RDIB", "image/bmp", "bitmap in RIFF", ".rdi", media.Image},
	{"PAL ", "application/x-riff", "colour palette", ".pal", media.Other},
	{"sfbk", "audio/x-soundfont", "SoundFont", ".sf2", media.Other},
	{"QLCM", "audio/qcelp", "QCP audio", ".qcp", media.Audio},
	{"4XMV", "video/x-4xm", "4X movie", ".4xm", media.Video},
}

// Probe reads a RIFF file; the zero Facts when it is none, or WebP.
func Probe(r *source.Reader, _ bool) media.Facts {
	c := source.NewCursor(r.Head())
	mark, size, id := string(c.Take(4)), int64(c.LE32()), string(c.Take(4))
	if !c.OK() {
		return media.Facts{}
	}
	f := media.Facts{Size: r.Size()}
	switch {
	case (mark == "RIFF" || mark == "RF64" || mark == "BW64") && id == "WAVE":
		readWave(r, &f, 8+size)
	case mark == "RIFX" && id == "WAVE":
		describeWave(&f)
		f.Undecide("codec", "RIFX, the big-endian form, is not read further")
	case mark == "RIFF" && (id == "AVI " || id == "AVIX"):
		readAVI(r, &f)
	case mark == "RIFF":
		named(&f, id)
	}
	if f.MIME != "" {
		f.Unread(r.Err())
	}
	return f
}

func named(f *media.Facts, id string) {
	for _, m := range forms {
		if m.id == id {
			f.MIME, f.Name, f.Extension, f.Kind = m.mime, m.name, m.extension, m.kind
		}
	}
}

// chunk is one piece of a RIFF file.
type chunk struct {
	id string
	// off is where its contents begin, size how long it says they are.
	off, size int64
	// list is what a LIST or RIFF chunk holds.
	list string
}

// end is the offset behind the contents.
func (c chunk) end() int64 { return c.off + c.size }

// chunks calls each for the chunks from off to end, until it answers false. Inside a LIST the contents begin behind
// its type.
func chunks(r *source.Reader, off, end int64, each func(chunk) bool) {
	for off+8 <= min(end, r.Size()) {
		c := source.NewCursor(r.Bytes(off, 12))
		k := chunk{id: string(c.Take(4)), size: int64(c.LE32()), off: off + 8}
		if r.Err() != nil || k.id[0] < ' ' { // padding, or something else
			return
		}
		if k.id == "LIST" || k.id == "RIFF" {
			k.list = string(c.Take(4))
			k.off += 4
			k.size = max(0, k.size-4)
		}
		if !each(k) {
			return
		}
		off = k.end() + k.size&1
	}
}
