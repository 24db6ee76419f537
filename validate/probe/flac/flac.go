// Package flac reads FLAC files (RFC 9639): stream information, metadata blocks, and whether the frames reach as far
// as the header says. Deep follows every frame and checks its checksum.
package flac

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/audiotag"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// info is the STREAMINFO block.
type info struct {
	minBlock, maxBlock   int
	rate, channels, bits int
	samples              int64 // 0 when the encoder did not know
}

// Probe reads a FLAC file, with tags before and behind; the zero Facts when it is none.
func Probe(r *source.Reader, deep bool) media.Facts {
	lead := audiotag.Head(r, 0)
	if string(r.Bytes(lead.Edge, 4)) != "fLaC" {
		return media.Facts{}
	}
	tail := audiotag.Tail(r, lead.Edge)
	f := media.Facts{
		Size: r.Size(), MIME: "audio/flac", Name: "FLAC audio", Extension: ".flac", Kind: media.Audio,
		Container: &media.Container{Format: "flac", CoverArt: lead.CoverArt},
	}
	s, begin, ok := readBlocks(r, lead.Edge+4, &f)
	if ok {
		t := s.track()
		f.Audio, f.Seconds = []media.AudioTrack{t}, t.Seconds
		if begin > 0 {
			audio(r, s, begin, tail.Edge, deep, &f)
		}
	}
	f.Unread(r.Err())
	return f
}

func (s info) track() media.AudioTrack {
	t := media.AudioTrack{Codec: "flac", Channels: s.channels, SampleRate: s.rate, Default: true}
	if s.samples > 0 && s.rate > 0 {
		seconds := float64(s.samples) / float64(s.rate)
		t.Seconds = &seconds
	}
	return t
}

// Block types of RFC 9639 section 8.1.
const (
	streamInfo = 0
	picture    = 6
	invalid    = 127
)

// readBlocks reads the metadata blocks from off and tells where the frames begin, 0 where they are not reached; false
// where the stream information cannot be read.
func readBlocks(r *source.Reader, off int64, f *media.Facts) (s info, begin int64, ok bool) {
	for range 4096 {
		c := source.NewCursor(r.Bytes(off, 4))
		head, size := c.U8(), int64(c.U24())
		if !c.OK() {
			f.Damagef(media.Truncated, "the file ends within its metadata")
			return s, 0, ok
		}
		if head&0x7f == invalid {
			f.Damagef(media.Corrupt, "the metadata block at byte %d is of no type that exists", off)
			return s, 0, ok
		}
		switch head & 0x7f {
		case streamInfo:
			s, ok = readInfo(r.Bytes(off+4, int(min(size, 34))))
		case picture:
			f.Container.CoverArt = true
		}
		off += 4 + size
		if off > r.Size() {
			f.Damagef(media.Truncated, "a metadata block ends %d bytes after the end of the file", off-r.Size())
			return s, 0, ok
		}
		if head&0x80 != 0 {
			break
		}
	}
	if !ok {
		f.Damagef(media.Corrupt, "no stream information that can be read")
	}
	return s, off, ok
}

func readInfo(b []byte) (info, bool) {
	c := source.NewCursor(b)
	s := info{minBlock: int(c.U16()), maxBlock: int(c.U16())}
	c.Skip(6)
	packed := c.U64()
	s.rate = int(packed >> 44)
	s.channels = int(packed>>41&7) + 1
	s.bits = int(packed>>36&31) + 1
	s.samples = int64(packed & (1<<36 - 1))
	return s, c.OK() && s.rate > 0 && s.maxBlock >= 16
}
