// Package isobmff reads MP4, M4A, 3GP, QuickTime and the image formats built on the same boxes: HEIC, AVIF and CR3
// (ISO/IEC 14496-12, -14, -15, 23008-12; QuickTime File Format).
//
// The tables of a file say where its samples are; nothing they say is believed before it is compared with the bytes
// that are there.
package isobmff

import (
	"math"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// prober carries what the reading of one file needs.
type prober struct {
	r      *source.Reader
	w      *walker
	deep   bool
	top    layout
	brands brands
	format format
	movie  *movie
	units  int     // NAL units that may still be read
	from   float64 // when the first track begins, in seconds
	to     float64 // when the last one ends
	hidden int     // tracks so far that demuxers take for pictures by their format, and that are none by their handler
	facts  media.Facts
}

// Probe reads the facts of a file. B-frames are decided from the slices of all samples, unless the parameter sets
// rule them out; with deep, from all samples always, which also finds damage inside them. Facts without a MIME type
// say that the file is of another format.
func Probe(r *source.Reader, deep bool) media.Facts {
	p := &prober{r: r, w: &walker{r: r, left: maxBoxes, room: maxCopied}, deep: deep, units: maxUnits, from: math.Inf(1)}
	p.facts.Size = r.Size()
	p.top = p.w.scan()
	if !p.top.known {
		return p.facts
	}
	p.brands = p.w.brands(p.top.ftyp)
	p.format = p.decideFormat()
	if p.top.moov.found() {
		p.readMovie()
	}
	if p.isImage() {
		p.describeImage()
	} else {
		p.describeMovie()
	}
	p.describeRest()
	return p.facts
}

// decideFormat goes by the brands. Files without any are QuickTime's, or pieces of a stream.
func (p *prober) decideFormat() format {
	if p.brands.major != "" {
		return p.brands.format()
	}
	if p.top.first == "sidx" || p.top.first == "moof" || p.top.fragments >= 0 && !p.top.moov.found() {
		return formatMP4
	}
	return formatQuickTime
}

// isImage tells files of a picture. A film that carries the brand of one is a film.
func (p *prober) isImage() bool {
	if p.format == formatHEIF && p.movie != nil && p.movie.has("vide") {
		p.format = formatMP4
	}
	return p.format == formatHEIF || p.format == formatCR3
}

// readMovie reads the header and walks over all samples.
func (p *prober) readMovie() {
	w, moov, compressed := p.w.inflate(p.top.moov)
	p.movie = w.readMovie(moov)
	p.movie.compressed = compressed
	for _, t := range p.movie.tracks {
		p.readTrack(t)
	}
	if p.top.fragments >= 0 {
		f := fragments{w: p.w, movie: p.movie, visit: p.visit}
		f.read(p.top.fragments)
	}
}

// readTrack decodes the descriptions of a track and walks over the samples of its table.
func (p *prober) readTrack(t *track) {
	kind := t.kind()
	t.decodeEntries(kind)
	if len(t.entries) > 0 {
		t.table.perPacket, t.table.packet = t.entries[0].perPacket, t.entries[0].packet
	}
	if kind == "vide" && t.readable() {
		t.scan = newScan(p.r, &p.units, t.entries)
		t.scan.brief = !p.deep
	}
	if shift := t.table.shifts; shift.n > 0 {
		t.edits.shift(shift.u32(0, 4))
	}
	t.reached = t.table.walk(func(piece piece) { p.visit(t, piece, p.top.moov) })
	t.table.readTimes(&t.clock, t.reached)
	t.table.release()
}

// readable tells tracks whose slices can be read.
func (t *track) readable() bool {
	if t.external {
		return false
	}
	for _, e := range t.entries {
		if e.video.Codec != "h264" || e.encrypted {
			return false
		}
	}
	return len(t.entries) > 0
}

// visit takes samples of a track that header speaks of.
func (p *prober) visit(t *track, samples piece, header box) {
	t.samples.add(samples, place{size: p.r.Size(), boxed: p.top.junk, header: header, media: p.top.media})
	if t.scan != nil {
		t.scan.add(samples)
	}
}
