package exotic

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	// mpegLook is how far streams are looked for behind the start, and the last time before the end.
	mpegLook = 1 << 20
	mpegTail = 256 << 10
	clock    = 90000 // ticks of a time stamp per second
)

// program is what the packets of a program stream say.
type program struct {
	video, audio map[byte]string // codec by stream id
	other        bool
	picture      media.VideoTrack
	first, last  int64 // time stamps, -1 when there is none
}

// readProgram reads packs and packets of an MPEG program stream (ISO/IEC 13818-1 section 2.5; 11172-1): the first
// for their streams, the last for their times.
func readProgram(r *source.Reader, off int64, f *media.Facts) bool {
	p := program{video: map[byte]string{}, audio: map[byte]string{}, first: -1, last: -1}
	p.walk(r, off, min(off+mpegLook, r.Size()), true)
	if tail := max(off, r.Size()-mpegTail); tail > off+mpegLook-mpegTail {
		p.walk(r, findPack(r, tail, r.Size()), r.Size(), false)
	}
	p.describe(f)
	return true
}

// walk takes the times of all packets from off to limit, and with streams their streams.
func (p *program) walk(r *source.Reader, off, limit int64, streams bool) {
	for off < limit {
		b := r.Bytes(off, 64)
		size := packetSize(b)
		if size == 0 {
			off = findPack(r, off+1, limit)
			continue
		}
		if id := b[3]; id == 0xbd || id >= 0xc0 && id <= 0xef { // the others have no time
			p.time(b)
		}
		if streams {
			p.stream(r, b[3], b, off, size)
		}
		off += size
	}
}

// packetSize is how long the pack header or packet is whose first bytes are b; 0 when it is neither.
func packetSize(b []byte) int64 {
	if len(b) < 14 || b[0] != 0 || b[1] != 0 || b[2] != 1 {
		return 0
	}
	switch id := b[3]; {
	case id == 0xba && b[4]>>6 == 1:
		return 14 + int64(b[13]&7)
	case id == 0xba:
		return 12
	case id == 0xb9:
		return 4
	case id < 0xbb:
		return 0
	}
	return 6 + (int64(b[4])<<8 | int64(b[5]))
}

// stream notes the stream that a packet belongs to.
func (p *program) stream(r *source.Reader, id byte, b []byte, off, size int64) {
	switch {
	case id == 0xbc:
		p.streamMap(r.Bytes(off, int(min(size, 1024))))
	case id >= 0xe0 && id <= 0xef:
		if p.picture.Codec == "" {
			p.picture = sequence(r.Bytes(off, int(min(size, 4<<10))))
		}
		if p.video[id] == "" {
			p.video[id] = p.picture.Codec
		}
	case id >= 0xc0 && id <= 0xdf:
		if p.audio[id] == "" {
			p.audio[id] = "mp2"
		}
	case id == 0xbd && len(b) > 9+int(b[8]):
		p.private(b[9+b[8]])
	}
}

// private names a sub-stream of private stream 1 as DVDs use it.
func (p *program) private(sub byte) {
	switch {
	case sub >= 0x80 && sub <= 0x87:
		p.audio[sub] = "ac-3"
	case sub >= 0x88 && sub <= 0x8f:
		p.audio[sub] = "dts"
	case sub >= 0xa0 && sub <= 0xa7:
		p.audio[sub] = "pcm"
	default:
		p.other = true
	}
}

// streamMap reads a program stream map, which names codecs newer than MPEG-2.
func (p *program) streamMap(b []byte) {
	c := source.NewCursor(b)
	c.Skip(8)
	c.Skip(int(c.U16()))
	for left := int(c.U16()); left >= 4 && c.OK(); {
		kind, id, more := c.U8(), c.U8(), int(c.U16())
		c.Skip(more)
		left -= 4 + more
		codec, video := streamType(kind)
		if !c.OK() || codec == "" {
			continue
		}
		if video {
			p.video[id] = codec
		} else {
			p.audio[id] = codec
		}
	}
}

// time takes the time stamp of a packet.
func (p *program) time(b []byte) {
	if t := stamp(b); t >= 0 {
		if p.first < 0 {
			p.first = t
		}
		p.last = max(p.last, t)
	}
}

// stamp is the presentation time in the head of a PES packet, -1 when there is none.
func stamp(b []byte) int64 {
	if len(b) < 14 {
		return -1
	}
	if b[6]>>6 == 2 { // MPEG-2
		if b[7]&0x80 == 0 {
			return -1
		}
		return ticks(b[9:])
	}
	i := 6
	for i < len(b)-7 && b[i] == 0xff {
		i++
	}
	if b[i]>>6 == 1 && i+2 < len(b) {
		i += 2
	}
	if b[i]>>5 != 1 {
		return -1
	}
	return ticks(b[i:])
}

// ticks reads 33 bits that stand in five bytes between marker bits.
func ticks(b []byte) int64 {
	if len(b) < 5 {
		return -1
	}
	return int64(b[0]>>1&7)<<30 | int64(b[1])<<22 | int64(b[2]>>1)<<15 | int64(b[3])<<7 | int64(b[4]>>1)
}

// findPack is the offset of the next pack header, limit when there is none.
func findPack(r *source.Reader, off, limit int64) int64 {
	const step = 4 << 10
	for off < limit {
		b := r.Bytes(off, step)
		if i := bytes.Index(b, []byte{0, 0, 1, 0xba}); i >= 0 {
			return min(off+int64(i), limit)
		}
		if len(b) < 4 {
			break
		}
		off += int64(len(b)) - 3
	}
	return limit
}

func (p *program) describe(f *media.Facts) {
	for _, codec := range sortedCodecs(p.video) {
		v := media.VideoTrack{Codec: codec}
		switch codec {
		case "":
			v.Codec = "mpeg2video"
		case p.picture.Codec:
			v = p.picture
		}
		f.Video = append(f.Video, v)
	}
	for _, codec := range sortedCodecs(p.audio) {
		f.Audio = append(f.Audio, media.AudioTrack{Codec: codec, Default: len(f.Audio) == 0})
	}
	if p.other {
		f.Other = append(f.Other, media.OtherTrack{Kind: "data", Codec: "private"})
	}
	if p.last > p.first && p.first >= 0 {
		f.Seconds = seconds(float64(p.last-p.first), clock)
	}
	switch {
	case len(f.Video) > 0:
		f.Name = "MPEG program stream (" + codecname.Title(f.Video[0].Codec) + ")"
	case len(f.Audio) > 0:
		f.MIME, f.Kind = "audio/x-mpegps", media.Audio
	default:
		f.Damagef(media.NoContent, "no packet of pictures or sound")
	}
}

// sortedCodecs lists the codecs by stream id, so that reports are stable.
func sortedCodecs(m map[byte]string) []string {
	var out []string
	for id := range 256 {
		if c, ok := m[byte(id)]; ok {
			out = append(out, c)
		}
	}
	return out
}

// sequence reads the sequence header of MPEG-1 and MPEG-2 video in b (ISO/IEC 13818-2 section 6.2.2.1).
func sequence(b []byte) media.VideoTrack {
	i := bytes.Index(b, []byte{0, 0, 1, 0xb3})
	if i < 0 || len(b) < i+12 {
		return media.VideoTrack{}
	}
	h := b[i+4:]
	rates := [16]float64{0, 24000.0 / 1001, 24, 25, 30000.0 / 1001, 30, 50, 60000.0 / 1001, 60}
	v := media.VideoTrack{
		Codec: "mpeg1video", Width: int(h[0])<<4 | int(h[1]>>4), Height: int(h[1]&15)<<8 | int(h[2]),
		FrameRate: rates[h[3]&15], Bits: 8, Chroma: "4:2:0",
	}
	if bytes.Contains(h, []byte{0, 0, 1, 0xb5}) {
		v.Codec = "mpeg2video"
	}
	return v
}

// readElementary reads a bare stream of MPEG-1 or MPEG-2 video.
func readElementary(r *source.Reader, off int64, f *media.Facts) bool {
	v := sequence(r.Bytes(off, 4<<10))
	if v.Width == 0 || v.Height == 0 || v.FrameRate == 0 {
		return false
	}
	f.Video = []media.VideoTrack{v}
	f.Name = "MPEG video elementary stream (" + codecname.Title(v.Codec) + ")"
	f.Undecide("duration", "the stream says no times")
	return true
}

// readAnnexB reads a bare stream of H.264, which begins with a parameter set.
func readAnnexB(r *source.Reader, off int64, f *media.Facts) bool {
	b := r.Bytes(off, 4<<10)
	for range 8 {
		i := bytes.Index(b, []byte{0, 0, 1})
		if i < 0 || len(b) < i+5 {
			return false
		}
		b = b[i+3:]
		switch h264.Type(b[0]) {
		case h264.TypeSPS:
			return annexB(b, f)
		case 6, 9: // supplemental information and delimiters may stand before it
		default:
			return false
		}
	}
	return false
}

func annexB(unit []byte, f *media.Facts) bool {
	if end := bytes.Index(unit, []byte{0, 0, 1}); end > 0 {
		unit = unit[:end]
	}
	s, ok := h264.ParseSPS(unit)
	if !ok {
		return false
	}
	f.Video = []media.VideoTrack{{
		Codec: "h264", Profile: s.ProfileName(), Level: int(s.Level), Width: s.Width, Height: s.Height,
		Chroma: s.Chroma(), Bits: s.Bits,
	}}
	f.Undecide("duration", "the stream says no times")
	f.Undecide("b-frames", "frames of bare streams are not looked into")
	return true
}
