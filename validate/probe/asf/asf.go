// Package asf reads Windows Media files (Advanced Systems Format, revision 01.20.06).
package asf

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Identifiers of objects (ASF specification, revision 01.20.06, section 10).
const (
	Magic          = "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"
	guidData       = "\x36\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"
	guidFile       = "\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65"
	guidStream     = "\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65"
	guidEncrypted  = "\xfb\xb3\x11\x22\x23\xbd\xd2\x11\xb4\xb7\x00\xa0\xc9\x55\xfc\x6e"
	guidEncrypted2 = "\x14\xe6\x8a\x29\x22\x26\x17\x4c\xb9\x35\xda\xe0\x7e\xe9\x28\x9c"
	guidSound      = "\x40\x9e\x69\xf8\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"
	guidPictures   = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"
)

const asfHead = 24 // identifier and size of an object

// header is what the header object says.
type header struct {
	seconds   *float64
	broadcast bool
	encrypted bool
	video     []media.VideoTrack
	audio     []media.AudioTrack
	other     []media.OtherTrack
}

// Read adds to f what the header object says, and checks that the data object follows it. It always reports true.
func Read(r *source.Reader, _ int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(0, 30))
	c.Skip(16)
	size := c.LE64()
	if !c.OK() || size < 30 || size > uint64(r.Size()) {
		f.Damagef(media.Truncated, "the file ends within its header, of %d bytes", size)
		return true
	}
	var a header
	a.objects(r, 30, int64(size), f)
	a.describe(f)
	a.data(r, int64(size), f)
	return true
}

// objects walks over the objects from off to end.
func (a *header) objects(r *source.Reader, off, end int64, f *media.Facts) {
	for off+asfHead <= end {
		c := source.NewCursor(r.Bytes(off, asfHead))
		id, size := string(c.Take(16)), int64(c.LE64()&(1<<62-1))
		if size < asfHead || off+size > end {
			f.Damagef(media.Corrupt, "the header object at byte %d says a length of %d; %d bytes are left", off, size, end-off)
			return
		}
		body := r.Bytes(off+asfHead, int(min(size-asfHead, 4<<10)))
		switch id {
		case guidFile:
			a.file(body)
		case guidStream:
			if len(a.video)+len(a.audio)+len(a.other) < 128 {
				a.stream(body)
			}
		case guidEncrypted, guidEncrypted2:
			a.encrypted = true
		}
		off += size
	}
}

func (a *header) file(b []byte) {
	c := source.NewCursor(b)
	c.Skip(40)
	play := c.LE64() // 100 ns
	c.Skip(8)
	preroll, flags := c.LE64(), c.LE32() // ms
	a.broadcast = flags&1 != 0
	if length := float64(play)/1e7 - float64(preroll)/1e3; c.OK() && !a.broadcast && length > 0 {
		a.seconds = duration.Seconds(length, 1)
	}
}

func (a *header) stream(b []byte) {
	c := source.NewCursor(b)
	kind := string(c.Take(16))
	c.Skip(24)
	length := int(c.LE32())
	c.Skip(4)
	encrypted := c.LE16()&0x8000 != 0
	c.Skip(4)
	data := c.Take(min(length, c.Left()))
	switch kind {
	case guidSound:
		w, _ := fourcc.ParseWave(data)
		a.audio = append(a.audio, media.AudioTrack{
			Codec: w.Codec, Channels: w.Channels, SampleRate: w.Rate, Encrypted: encrypted, Default: len(a.audio) == 0,
		})
	case guidPictures:
		p, _ := fourcc.ParseBitmap(data[min(11, len(data)):])
		a.video = append(a.video, media.VideoTrack{Codec: p.Codec, Width: p.Width, Height: p.Height, Encrypted: encrypted})
	default:
		a.other = append(a.other, media.OtherTrack{Kind: "data"})
	}
}

func (a *header) describe(f *media.Facts) {
	for i := range a.video {
		a.video[i].Encrypted = a.video[i].Encrypted || a.encrypted
		a.video[i].Seconds = a.seconds
	}
	for i := range a.audio {
		a.audio[i].Encrypted = a.audio[i].Encrypted || a.encrypted
		a.audio[i].Seconds = a.seconds
	}
	f.Video, f.Audio, f.Other, f.Seconds = a.video, a.audio, a.other, a.seconds
	switch {
	case len(a.video) > 0:
		f.Name, f.Extension = "Windows Media video ("+codecname.Title(a.video[0].Codec)+")", ".wmv"
	case len(a.audio) > 0:
		f.Name, f.Extension = "Windows Media audio ("+codecname.Title(a.audio[0].Codec)+")", ".wma"
		f.MIME, f.Kind = "audio/x-ms-asf", media.Audio
	default:
		f.Damagef(media.NoContent, "the header lists no stream of sound or pictures")
	}
	if a.broadcast {
		f.Undecide("duration", "the header is marked as a broadcast's")
	}
}

// data checks the data object at off.
func (a *header) data(r *source.Reader, off int64, f *media.Facts) {
	c := source.NewCursor(r.Bytes(off, asfHead+26))
	id, size := string(c.Take(16)), int64(c.LE64()&(1<<62-1))
	c.Skip(16)
	packets := c.LE64()
	switch {
	case off >= r.Size():
		f.Damagef(media.Truncated, "the file ends behind its header")
	case !c.OK() || id != guidData:
		f.Damagef(media.Corrupt, "no data object behind the header, at byte %d", off)
	case packets == 0 && !a.broadcast || off+asfHead+26 >= r.Size():
		f.Damagef(media.NoContent, "the data object holds no packets")
	case !a.broadcast && off+size > r.Size():
		f.Damagef(a.cut(), "the header claims %d bytes of media and the file holds %d: it may have been cut", size, r.Size()-off)
	}
}

// cut is what a data object of less than it says comes to: sound plays up to where it ends.
func (a *header) cut() media.DamageKind {
	if len(a.video) == 0 {
		return media.Suspect
	}
	return media.Truncated
}
