package isobmff

import "bytes"

// maxTracks bounds how many tracks are read; films with a dozen languages have forty.
const maxTracks = 128

// movie is what moov says.
type movie struct {
	timescale  uint32
	matrix     matrix
	tracks     []*track
	defaults   map[uint32]defaults // by track id
	extends    bool                // mvex: samples may follow in fragments
	cover      bool                // a picture among the metadata
	compressed bool                // cmov
	more       bool                // tracks beyond maxTracks
}

// defaults are the values of trex that fragments fall back to.
type defaults struct{ duration, size uint32 }

// readMovie reads the boxes of moov; w may walk over the inflated copy of a compressed one.
func (w *walker) readMovie(moov box) *movie {
	m := &movie{matrix: identity, defaults: map[uint32]defaults{}}
	for b := range w.children(moov) {
		switch b.kind {
		case "mvhd":
			m.readHeader(w, b)
		case "trak":
			if m.more = len(m.tracks) == maxTracks; !m.more {
				m.tracks = append(m.tracks, w.readTrack(b))
			}
		case "mvex":
			m.extends = true
			m.readDefaults(w, b)
		case "udta", "meta":
			m.cover = m.cover || w.hasCover(b, 0)
		}
	}
	return m
}

// readHeader reads mvhd (8.2.2).
func (m *movie) readHeader(w *walker, b box) {
	version, _, c := w.fields(b, 128)
	_, m.timescale = readClock(c, version)
	c.Skip(4 + 2 + 10)
	m.matrix = readMatrix(c)
}

func (m *movie) readDefaults(w *walker, mvex box) {
	for b := range w.children(mvex) {
		if b.kind != "trex" || len(m.defaults) == maxTracks {
			continue
		}
		_, _, c := w.fields(b, 24)
		id := c.U32()
		c.Skip(4)
		m.defaults[id] = defaults{duration: c.U32(), size: c.U32()}
	}
}

// hasCover looks for a picture in iTunes metadata: udta/meta/ilst/covr.
func (w *walker) hasCover(b box, depth int) bool {
	if b.kind == "meta" {
		// A full box in MP4, a plain one in QuickTime.
		if head := w.r.Bytes(b.body, 8); len(head) == 8 && !bytes.Equal(head[4:], []byte("hdlr")) {
			b.body += 4
		}
	}
	for c := range w.children(b) {
		switch c.kind {
		case "covr":
			return c.size() > 16
		case "meta", "ilst":
			if depth < 3 && w.hasCover(c, depth+1) {
				return true
			}
		}
	}
	return false
}
