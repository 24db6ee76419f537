// Package mpegts reads MPEG transport streams (ISO/IEC 13818-1 section 2.4), plain, with the time codes of cameras and
// Blu-ray, or with error correction.
package mpegts

import (
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/pes"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// layout is how packets of a transport stream stand in a file.
type layout struct{ size, lead int64 }

const (
	tsSync = 0x47
	// tsSure is how many packets in a row are no chance.
	tsSure = 5
)

// findLayout tells the layout of a transport stream: plain, with the time codes of cameras and Blu-ray before each
// packet, or with error correction behind it.
func findLayout(r *source.Reader) (layout, bool) {
	for _, l := range []layout{{188, 0}, {192, 4}, {204, 0}} {
		n := int64(0)
		for n < tsSure {
			b := r.Bytes(n*l.size+l.lead, 1)
			if len(b) == 0 || b[0] != tsSync {
				break
			}
			n++
		}
		if n >= tsSure || n >= 3 && n*l.size >= r.Size() {
			return l, true
		}
	}
	return layout{}, false
}

// tsStream is one elementary stream of a transport stream.
type tsStream struct {
	pid         int
	codec       string
	video       bool
	private     bool // the tables do not say of what
	first       bool // of the first program, which players show
	width       int  // of pictures, in pixels, 0 when unknown
	height      int
	start, last int64 // time stamps, -1 when there is none
}

// ts is what the packets of a transport stream say.
type ts struct {
	maps    []int // packet ids of program maps
	streams []tsStream
	media   bool
}

// Probe reads a transport stream; the zero Facts when it is none.
func Probe(r *source.Reader, _ bool) media.Facts {
	if len(r.Head()) < 192 || r.Head()[0] != tsSync && r.Head()[4] != tsSync {
		return media.Facts{}
	}
	l, ok := findLayout(r)
	if !ok {
		return media.Facts{}
	}
	f := media.Facts{
		Size: r.Size(), MIME: "video/mp2t", Name: "MPEG transport stream", Extension: ".ts", Kind: media.Video,
		Container: &media.Container{Format: "mpegts"},
	}
	var t ts
	for off := int64(0); off < min(pes.LookBytes, r.Size()); off += l.size {
		t.packet(r.Bytes(off+l.lead, 188))
	}
	from := max(0, r.Size()-pes.TailBytes) / l.size * l.size
	for off := from; off < r.Size(); off += l.size {
		t.packet(r.Bytes(off+l.lead, 188))
	}
	t.describe(&f)
	f.Unread(r.Err())
	return f
}

// packet reads one packet that begins a section or a frame.
func (t *ts) packet(b []byte) {
	if len(b) < 188 || b[0] != tsSync || b[1]&0x40 == 0 {
		return
	}
	pid := int(b[1]&0x1f)<<8 | int(b[2])
	body := b[4:]
	if b[3]&0x20 != 0 { // an adaptation field stands before the payload
		body = body[min(len(body), 1+int(body[0])):]
	}
	if b[3]&0x10 == 0 || len(body) == 0 {
		return
	}
	if pid == 0 {
		t.programs(section(body))
		return
	}
	for i, m := range t.maps {
		if m == pid {
			t.programMap(section(body), i == 0)
			return
		}
	}
	for i := range t.streams {
		if t.streams[i].pid == pid {
			t.media = true
			t.streams[i].time(body)
			t.streams[i].measure(body)
		}
	}
}

// section skips the pointer before a section.
func section(b []byte) []byte { return b[min(len(b), 1+int(b[0])):] }

// programs reads the program association table.
func (t *ts) programs(b []byte) {
	c := source.NewCursor(b)
	id, length := c.U8(), int(c.U16()&0xfff)
	c.Skip(5)
	if !c.OK() || id != 0 || len(t.maps) > 0 {
		return
	}
	for left := length - 5 - 4; left >= 4 && c.Left() >= 4; left -= 4 {
		number, pid := c.U16(), int(c.U16()&0x1fff)
		if number != 0 {
			t.maps = append(t.maps, pid)
		}
	}
}

// programMap reads a program map table: the streams with their types.
func (t *ts) programMap(b []byte, first bool) {
	c := source.NewCursor(b)
	id, length := c.U8(), int(c.U16()&0xfff)
	c.Skip(7)
	skip := int(c.U16() & 0xfff)
	c.Skip(skip)
	if !c.OK() || id != 2 {
		return
	}
	for left := length - 9 - skip - 4; left >= 5 && c.Left() >= 5; {
		kind, pid, more := c.U8(), int(c.U16()&0x1fff), int(c.U16()&0xfff)
		descriptors := c.Take(min(more, c.Left()))
		left -= 5 + more
		t.add(kind, pid, descriptors, first)
	}
}

func (t *ts) add(kind uint8, pid int, descriptors []byte, first bool) {
	if len(t.streams) >= 64 {
		return
	}
	for _, s := range t.streams {
		if s.pid == pid {
			return
		}
	}
	s := tsStream{pid: pid, first: first, start: -1, last: -1}
	s.codec, s.video = pes.Codec(kind)
	if kind == 6 {
		s.codec = privateCodec(descriptors)
		s.private = s.codec == ""
	}
	t.streams = append(t.streams, s)
}

// privateCodec names a private stream by its descriptors (ETSI EN 300 468 section 6.1).
func privateCodec(b []byte) string {
	for len(b) >= 2 {
		n := min(2+int(b[1]), len(b))
		switch {
		case b[0] == 0x6a:
			return "ac-3"
		case b[0] == 0x7a:
			return "e-ac-3"
		case b[0] == 0x7b:
			return "dts"
		case b[0] == 5 && string(b[2:n]) == "Opus":
			return "opus"
		}
		b = b[n:]
	}
	return ""
}

// frameCodec names the sound of a frame by the stream that it says it is of, or by the sync word it begins with.
func frameCodec(b []byte) string {
	if b[3]&0xe0 == 0xc0 {
		return "mp2"
	}
	body := string(b[min(len(b), 9+int(b[8])):])
	switch {
	case b[3] != 0xbd:
	case strings.HasPrefix(body, "\x0b\x77") && len(body) > 5 && body[5]>>3 > 10: // bsid
		return "e-ac-3"
	case strings.HasPrefix(body, "\x0b\x77"):
		return "ac-3"
	case strings.HasPrefix(body, "\x7f\xfe\x80\x01"):
		return "dts"
	}
	return ""
}

// time takes the time stamp of a frame that begins in this packet.
func (s *tsStream) time(b []byte) {
	if len(b) < 14 || b[0] != 0 || b[1] != 0 || b[2] != 1 {
		return
	}
	if s.private && s.codec == "" {
		s.codec = frameCodec(b)
	}
	t := pes.Time(b)
	if t < 0 {
		return
	}
	if s.start < 0 {
		s.start = t
	}
	if s.last-t > 1<<32 { // the clock went round
		t += 1 << 33
	}
	s.last = max(s.last, t)
}

func (t *ts) describe(f *media.Facts) {
	longest := int64(-1)
	for _, s := range t.streams {
		switch {
		case s.video:
			f.Video = append(f.Video, media.VideoTrack{Codec: s.codec, Width: s.width, Height: s.height, Default: s.first && len(t.maps) > 1})
		case s.codec != "":
			f.Audio = append(f.Audio, media.AudioTrack{Codec: s.codec, Default: len(f.Audio) == 0})
		default:
			f.Other = append(f.Other, media.OtherTrack{Kind: "data"})
		}
		if s.start >= 0 {
			longest = max(longest, s.last-s.start)
		}
	}
	if longest > 0 {
		f.Seconds = duration.Seconds(float64(longest), pes.Clock)
	} else {
		f.Undecide("duration", "no times of two frames were found")
	}
	switch {
	case len(f.Video) > 0:
		f.Name = "MPEG transport stream (" + codecname.Title(f.Video[0].Codec) + ")"
		if f.Video[0].Codec == "h264" {
			f.Undecide("profile", "frames in transport streams are not looked into")
			f.Undecide("b-frames", "frames in transport streams are not looked into")
		}
	case len(f.Audio) > 0:
		f.Kind, f.MIME = media.Audio, "audio/mp2t"
	default:
		f.Damagef(media.NoContent, "no table lists a stream of pictures or sound")
		return
	}
	if !t.media {
		f.Damagef(media.NoContent, "not one frame of the streams that the tables list")
	}
}
