package matroska

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// maxHeader bounds how much of a header element is read; what is longer is cover art or indexes.
const maxHeader = 2 << 20

// segment is what the one big element of a file holds.
type segment struct {
	r    *source.Reader
	deep bool

	found    bool
	scale    uint64  // nanoseconds of a tick
	duration float64 // in ticks, 0 when it is not said
	tracks   []track
	listed   bool // a list of tracks was there
	cover    bool

	clusters int
	last     element // the newest cluster
	blocks   blocks

	missing int64 // bytes that the file lacks of what was begun
	cut     string
	broken  int64 // offset of what is no element, -1 when all is
	end     int64
}

// read walks over the segment behind the header.
func (s *segment) read(off int64) {
	s.broken = -1
	e, ok := readElement(s.r, off)
	for ok && e.id != idSegment && e.size >= 0 && e.end() < s.r.Size() { // padding may stand before it
		off = e.end()
		e, ok = readElement(s.r, off)
	}
	if !ok || e.id != idSegment {
		s.end = s.r.Size()
		return
	}
	s.found = true
	s.end = s.r.Size()
	if e.size != unknown {
		s.end = e.end()
		s.lacks(s.end-s.r.Size(), "the segment")
	}
	s.walk(e.off, min(s.end, s.r.Size()))
}

// lacks notes that n bytes of what are missing.
func (s *segment) lacks(n int64, what string) {
	if n > s.missing {
		s.missing, s.cut = n, what
	}
}

func (s *segment) walk(off, end int64) {
	for off < end {
		e, ok := readElement(s.r, off)
		switch {
		case !ok && end-off < 12:
			s.lacks(1, "the last element")
			return
		case !ok || e.size == unknown && e.id != idCluster:
			s.broken = off
			return
		case e.size != unknown && e.end() > s.r.Size():
			s.lacks(e.end()-s.r.Size(), name(e.id))
		}
		s.child(e)
		if e.id == idCluster && (e.size == unknown || s.deep || !s.blocks.any) {
			off = s.cluster(e, end)
			continue
		}
		off = e.end()
	}
}

func name(id uint32) string {
	switch id {
	case idCluster:
		return "a cluster"
	case idTracks:
		return "the list of tracks"
	case idCues:
		return "the index"
	}
	return "an element of the header"
}

// child reads an element of the segment other than the blocks of a cluster.
func (s *segment) child(e element) {
	if e.id == idCluster {
		s.clusters++
		s.last = e
		return
	}
	if e.id != idInfo && e.id != idTracks && e.id != idAttachments {
		return
	}
	body := s.r.Bytes(e.off, int(min(e.size, maxHeader)))
	switch e.id {
	case idInfo:
		s.info(body)
	case idTracks:
		s.listed = true
		s.trackList(body)
	case idAttachments:
		s.cover = s.cover || bytes.Contains(body[:min(len(body), 4<<10)], []byte("image/"))
	}
}

func (s *segment) info(body []byte) {
	each(body, func(id uint32, b []byte) {
		switch id {
		case 0x2ad7b1:
			if v := number(b); v > 0 {
				s.scale = v
			}
		case 0x4489:
			s.duration = float(b)
		}
	})
}

// seconds the segment plays: what it says, else up to the last block.
func (s *segment) seconds() (float64, bool) {
	ticks := s.duration
	if !(ticks > 0) {
		if s.clusters == 0 {
			return 0, false
		}
		if s.last.size != unknown && !s.deep {
			s.cluster(s.last, s.r.Size())
		}
		if !s.blocks.any {
			return 0, false
		}
		ticks = float64(s.blocks.latest) + s.oneFrame()
	}
	seconds := ticks * float64(s.scale) / 1e9
	return seconds, seconds >= 0 && seconds < 1e9
}

// oneFrame is how many ticks the last block may last.
func (s *segment) oneFrame() float64 {
	for _, t := range s.tracks {
		if t.frame > 0 {
			return float64(t.frame) / float64(s.scale)
		}
	}
	return 0
}

func (s *segment) describe(f *media.Facts) {
	f.Container.CoverArt = s.cover
	f.Trailing = max(0, s.r.Size()-s.end)
	seconds, timed := s.seconds()
	for i := range s.tracks {
		s.tracks[i].add(f, &s.blocks)
	}
	if len(f.Video)+len(f.Audio) == 0 {
		return
	}
	if !timed {
		f.Undecide("duration", "neither the header nor a block says how long it plays")
		return
	}
	f.Seconds = &seconds
}

func (s *segment) damage(f *media.Facts) {
	if s.missing > 0 {
		f.Damagef(media.Truncated, "%s ends %d bytes after the end of the file", s.cut, s.missing)
	}
	if s.broken >= 0 {
		f.Damagef(media.Corrupt, "the bytes at %d are no element", s.broken)
	}
	switch {
	case !s.found:
		f.Damagef(media.NoContent, "no segment")
	case !s.listed:
		f.Damagef(media.Corrupt, "no list of tracks")
	case len(f.Video)+len(f.Audio) == 0:
		f.Damagef(media.NoContent, "no track of pictures or sound")
	case !s.blocks.any:
		f.Damagef(media.NoContent, "not one block of media")
	}
}
