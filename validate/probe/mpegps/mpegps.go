// Package mpegps reads MPEG program streams (ISO/IEC 13818-1 section 2.5; 11172-1), as DVDs and old cameras write them.
package mpegps

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/mpegvideo"
	"github.com/wamedia/wamedia/validate/probe/pes"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// program is what the packets of a program stream say.
type program struct {
	video, audio map[byte]string // codec by stream id
	other        bool
	picture      media.VideoTrack
	first, last  int64 // time stamps, -1 when there is none
}

// Read adds to f what packs and packets from off on say: the first their streams, the last their times. It always
// reports true.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	p := program{video: map[byte]string{}, audio: map[byte]string{}, first: -1, last: -1}
	p.walk(r, off, min(off+pes.LookBytes, r.Size()), true)
	if tail := max(off, r.Size()-pes.TailBytes); tail > off+pes.LookBytes-pes.TailBytes {
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
			p.picture = mpegvideo.Sequence(r.Bytes(off, int(min(size, 4<<10))))
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
		codec, video := pes.Codec(kind)
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
	if t := pes.Time(b); t >= 0 {
		if p.first < 0 {
			p.first = t
		}
		p.last = max(p.last, t)
	}
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
		f.Seconds = duration.Seconds(float64(p.last-p.first), pes.Clock)
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
