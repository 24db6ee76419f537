package isobmff

import (
	"math"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// track is one trak box: how its samples are coded, where they are and when they are shown.
type track struct {
	id        uint32
	enabled   bool
	matrix    matrix
	handler   string // vide, soun, text …
	header    string // vmhd, smhd …, which tells the kind where there is no handler
	timescale uint32
	duration  float64 // of mdhd, in units of timescale
	edits     edits
	chapters  []uint32 // ids of tracks with titles and pictures of chapters
	external  bool     // the samples are in another file
	stsd      []byte   // the sample descriptions; decoded into entries once the kind is known
	entries   []entry
	table     table
	broken    string // the first required box that runs past its parent

	samples samples
	reached int64 // samples of the table that its parts lead to
	clock   clock
	scan    *scan // of H.264; nil for others
}

// readTrack reads trak and what is in it.
func (w *walker) readTrack(trak box) *track {
	t := &track{matrix: identity}
	for b := range w.children(trak) {
		switch b.kind {
		case "tkhd":
			t.readHeader(w, b)
		case "edts":
			for e := range w.children(b) {
				if e.kind == "elst" {
					t.edits = w.readEdits(e)
				}
			}
		case "tref":
			t.readReferences(w, b)
		case "mdia":
			t.mark(b)
			t.readMedia(w, b)
		}
	}
	return t
}

// mark notes a box that does not fit into its parent.
func (t *track) mark(b box) {
	if b.past > 0 && t.broken == "" {
		t.broken = b.kind
	}
}

// readClock reads the times, the timescale and the duration of mvhd and mdhd.
func readClock(c *source.Cursor, version uint8) (duration float64, timescale uint32) {
	if version == 1 {
		c.Skip(16)
		timescale = c.U32()
		if d := c.U64(); d != math.MaxUint64 {
			duration = float64(d)
		}
		return duration, timescale
	}
	c.Skip(8)
	timescale = c.U32()
	if d := c.U32(); d != math.MaxUint32 {
		duration = float64(d)
	}
	return duration, timescale
}

// readHeader reads tkhd (8.3.2).
func (t *track) readHeader(w *walker, b box) {
	version, flags, c := w.fields(b, 128)
	t.enabled = flags&1 != 0
	if version == 1 {
		c.Skip(16)
	} else {
		c.Skip(8)
	}
	t.id = c.U32()
	c.Skip(4 + 4)
	if version == 1 {
		c.Skip(4)
	}
	c.Skip(8 + 8)
	t.matrix = readMatrix(c)
}

// maxChapters bounds the track references that are kept.
const maxChapters = 16

func (t *track) readReferences(w *walker, tref box) {
	for b := range w.children(tref) {
		if b.kind != "chap" {
			continue
		}
		c := source.NewCursor(w.r.Bytes(b.body, int(min(b.size(), 4*maxChapters))))
		for c.Left() >= 4 {
			t.chapters = append(t.chapters, c.U32())
		}
	}
}

func (t *track) readMedia(w *walker, mdia box) {
	for b := range w.children(mdia) {
		t.mark(b)
		switch b.kind {
		case "mdhd":
			version, _, c := w.fields(b, 64)
			t.duration, t.timescale = readClock(c, version)
		case "hdlr":
			_, _, c := w.fields(b, 32)
			c.Skip(4)
			t.handler = string(c.Take(4))
		case "minf":
			t.readInformation(w, b)
		}
	}
}

func (t *track) readInformation(w *walker, minf box) {
	for b := range w.children(minf) {
		t.mark(b)
		switch b.kind {
		case "vmhd", "smhd", "hmhd", "nmhd", "sthd", "gmhd":
			t.header = b.kind
		case "dinf":
			for d := range w.children(b) {
				if d.kind == "dref" {
					t.readDataReference(w, d)
				}
			}
		case "stbl":
			t.readTable(w, b)
		}
	}
}

// readDataReference reads where the samples are. QuickTime files may name another file by an alias.
func (t *track) readDataReference(w *walker, dref box) {
	dref.body += 8
	for b := range w.children(dref) {
		_, flags, _ := w.fields(b, 4)
		t.external = (b.kind == "alis" || b.kind == "rsrc") && flags&1 == 0 && b.size() > 12
		return // samples refer to the first entry in all but hand-made files
	}
}

// maxDescription bounds the bytes of sample descriptions that are read.
const maxDescription = 1 << 20

// readTable reads stbl (8.5 to 8.7).
func (t *track) readTable(w *walker, stbl box) {
	for b := range w.children(stbl) {
		t.mark(b)
		switch b.kind {
		case "stsd":
			t.stsd = w.load(b, maxDescription)
		case "stts":
			t.table.times = w.readColumn(b, 8)
		case "ctts":
			t.table.shifts = w.readColumn(b, 8)
		case "stsc":
			t.table.runs = w.readColumn(b, 12)
		case "stco":
			t.table.chunks = w.readColumn(b, 4)
		case "co64":
			t.table.chunks = w.readColumn(b, 8)
		case "stsz":
			t.table.readSizes(w, b)
		case "stz2":
			t.table.readPackedSizes(w, b)
		}
	}
}

// kind is the handler's type, or what the other boxes say where it is missing.
func (t *track) kind() string {
	if t.handler != "" && t.handler != "\x00\x00\x00\x00" {
		return t.handler
	}
	var format string
	if len(t.stsd) >= 16 {
		format = string(t.stsd[12:16])
	}
	switch {
	case t.header == "vmhd" || lookup(videoFormats[:], format) != "":
		return "vide"
	case t.header == "smhd" || lookup(audioFormats[:], format) != "":
		return "soun"
	}
	return ""
}
