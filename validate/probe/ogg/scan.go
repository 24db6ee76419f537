package ogg

import (
	"bytes"
	"slices"

	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	// small files are read whole: that costs no more than looking for their last page.
	small = 64 << 10
	// maxHead bounds how far headers are looked for before the end of the file is asked.
	maxHead = 4 << 20
	// maxWhole is the size in bytes up to which Opus is read whole for its timeline: twice what an audio message may have.
	maxWhole = 32 << 20
	// maxStreams bounds how many streams are told apart.
	maxStreams = 256
)

// scan walks over pages and keeps what they say.
type scan struct {
	r *source.Reader
	// whole is true where every page was looked at.
	whole   bool
	streams []*stream
	links   int
	// inHead is true while only first pages were seen in this link.
	inHead bool
	off    int64
	pages  int

	cut      *page // the page that the end of the file cuts
	junk     int64 // bytes between pages
	trailing int64 // bytes behind the last page
	bad      int   // pages that fail their checksum
	firstBad int64
	cover    bool
	tooMany  bool
	sum      *Checksum
	unknown  bool // a page belongs to no stream seen
}

func newScan(r *source.Reader) *scan { return &scan{r: r, inHead: true, sum: new(Checksum)} }

// file walks what is needed of the file: all of it when whole is set, when it is small, when it is chained, or when it is
// Opus, whose timeline counts; else the headers and the last pages of every stream.
func file(r *source.Reader, whole bool) *scan {
	s := newScan(r)
	s.whole = whole || r.Size() <= small
	s.walk(func() bool { return s.whole || !s.headersDone() }, nil)
	switch {
	case s.whole, s.off >= r.Size():
		s.finish()
		return s
	case !s.wantsTimeline() && s.tail():
		return s
	}
	s = newScan(r)
	s.walk(always, nil)
	s.finish()
	return s
}

// wantsTimeline reports whether there is Opus whose granule positions are to be compared with its packets.
func (s *scan) wantsTimeline() bool {
	return s.r.Size() <= maxWhole && slices.ContainsFunc(s.streams, (*stream).singleOpus)
}

// finish takes the end of a walk over the whole file.
func (s *scan) finish() {
	s.whole = true
	for _, st := range s.streams {
		st.finish()
	}
}

// headersDone tells whether every stream of sound or pictures has shown its first frame, or is not going to.
func (s *scan) headersDone() bool {
	if s.inHead {
		return s.off > maxHead
	}
	for _, st := range s.streams {
		if st.media() && !st.started() && s.off < maxHead {
			return false
		}
	}
	return true
}

// walk takes page after page while more is true. With seen, the walk begins in the middle of the file: the first page
// of each stream that is not in seen does not follow on what came before.
func (s *scan) walk(more func() bool, seen map[uint32]bool) {
	for s.off < s.r.Size() && more() {
		p, ok := readPage(s.r, s.off)
		if !ok {
			if !s.resync() {
				return
			}
			continue
		}
		if p.missing > 0 {
			s.cut = &page{off: p.off, missing: p.missing}
			s.off = s.r.Size()
			return
		}
		s.page(p, seen != nil && !seen[p.serial])
		if seen != nil && !seen[p.serial] {
			seen[p.serial] = true
		}
		s.off = p.end()
	}
}

func always() bool { return true }

// resync looks for the next page; false when there is none, and what is left is trailing.
func (s *scan) resync() bool {
	from := s.off
	next := findPage(s.r, from+1)
	if next < 0 {
		s.off = s.r.Size()
		s.trailing = s.off - from
		if rest := s.r.Bytes(from, headerSize); len(rest) < headerSize && bytes.HasPrefix([]byte("OggS"), rest[:min(4, len(rest))]) {
			s.cut = &page{off: from, missing: headerSize - s.trailing}
			s.trailing = 0
		}
		return false
	}
	s.junk += next - from
	s.off = next
	return true
}

// findPage is the offset of the next page mark at or after off, -1 when there is none.
func findPage(r *source.Reader, off int64) int64 {
	const step = 4 << 10
	for off < r.Size() {
		b := r.Bytes(off, step)
		if i := bytes.Index(b, []byte("OggS")); i >= 0 {
			return off + int64(i)
		}
		if len(b) < 4 {
			return -1
		}
		off += int64(len(b)) - 3
	}
	return -1
}

// page gives a whole page to its stream.
func (s *scan) page(p page, jumped bool) {
	s.pages++
	if !p.intact(s.sum) {
		if s.bad == 0 {
			s.firstBad = p.off
		}
		s.bad++
	}
	if p.begins {
		s.begin(p)
	} else {
		s.inHead = false
	}
	st := s.find(p.serial)
	if st == nil {
		s.unknown = true
		return
	}
	if !st.started() && !s.cover {
		s.cover = bytes.Contains(p.body, []byte("METADATA_BLOCK_PICTURE=")) || bytes.Contains(p.body, []byte("metadata_block_picture="))
	}
	st.page(p, jumped)
}

// begin opens a stream. The first one after frames opens the next link of a chain.
func (s *scan) begin(p page) {
	if !s.inHead {
		s.links++
		s.inHead = true
	}
	if len(s.streams) >= maxStreams {
		s.tooMany = true
		return
	}
	s.streams = append(s.streams, newStream(p, s.links))
}

// find is the newest stream with a serial number: a chain may use one twice.
func (s *scan) find(serial uint32) *stream {
	for i := len(s.streams) - 1; i >= 0; i-- {
		if s.streams[i].serial == serial {
			return s.streams[i]
		}
	}
	return nil
}

// tail reads the last pages, going further back until it has the last one of every stream of sound or pictures.
// It gives up, with false, where the file is chained or the whole of it would be read.
func (s *scan) tail() bool {
	head := *s
	heads := make([]stream, len(s.streams))
	for i, st := range s.streams {
		heads[i] = *st
	}
	for window := int64(2 * maxPageSize); ; window *= 4 {
		from := s.r.Size() - window
		if from <= head.off {
			return false
		}
		if from = s.findIntact(from); from < 0 {
			return false
		}
		*s = head
		for i, st := range s.streams {
			*st = heads[i]
			st.last, st.open = -1, false
		}
		s.off = from
		s.walk(always, map[uint32]bool{})
		if s.unknown || s.links != head.links {
			return false
		}
		if s.allTimed() {
			return true
		}
	}
}

func (s *scan) allTimed() bool {
	for _, st := range s.streams {
		if st.media() && st.last < 0 {
			return false
		}
	}
	return true
}

// findIntact is the offset of the first whole page at or after off that matches its checksum, -1 when there is none.
func (s *scan) findIntact(off int64) int64 {
	for {
		if off = findPage(s.r, off); off < 0 {
			return -1
		}
		if p, ok := readPage(s.r, off); ok && p.missing == 0 && p.intact(s.sum) {
			return off
		}
		off++
	}
}
