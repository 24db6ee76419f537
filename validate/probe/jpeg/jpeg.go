// Package jpeg reads what a JPEG file is and whether it is whole.
//
// By default it reads the segments up to the first scan and the last bytes of the file: where these hold the
// end-of-image marker, nothing is missing at the end. Only a file without it, or with more behind it, is read through.
// A deep probe decodes the entropy-coded data of every scan: Huffman codes, restart markers and the number of blocks.
// That is where damage shows; turning coefficients into pixels cannot fail, so it is left out, and no pixels are held.
package jpeg

import (
	"bytes"
	"slices"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/polyglot"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// match tells whether a file that starts with head is a JPEG file.
func match(head []byte) bool { return bytes.HasPrefix(head, []byte("\xff\xd8\xff")) }

// Probe reads the facts of a JPEG file; the zero Facts when it is none.
func Probe(r *source.Reader, deep bool) media.Facts {
	if !match(r.Head()) {
		return media.Facts{}
	}
	p := &parser{
		r: r, pos: 2, end: -1, check: deep,
		facts: media.Facts{
			Size: r.Size(), MIME: "image/jpeg", Name: "JPEG image", Extension: ".jpg", Kind: media.Image,
			Picture: &media.Picture{Frames: 1},
		},
	}
	p.segments()
	p.countScans()
	p.describe()
	p.further()
	if err := r.Err(); err != nil {
		p.facts.Undecide("pixels", "the file was not read to its end: "+err.Error())
	}
	polyglot.Note(&p.facts, r, p.end, deep)
	if slices.Contains(p.facts.Second, "MP4 video") {
		p.facts.Picture.Beside = append(p.facts.Picture.Beside, media.MotionFilm)
	}
	return p.facts
}

// parser walks over the segments of one file.
type parser struct {
	r     *source.Reader
	facts media.Facts
	pos   int64 // of the next segment
	end   int64 // just behind the end-of-image marker; -1 while not found
	check bool  // decode the scans

	frame    frame
	framed   bool // the frame header was read
	adobe    int  // the colour transform of the Adobe segment plus one; 0 without one
	exif     bool
	index    int64 // of the multi-picture index; 0 without one
	quant    [4]bool
	huffman  [2][4]*table // DC and AC
	interval int          // MCUs between restart markers; 0 without them
	scans    int
	first    int64 // of the data of the first scan; 0 while none was found
	whole    bool  // the first scan holds all components
	dataEnd  int64 // just behind the data of the last scan that was decoded
	junk     bool
	standard bool // that a scan takes the standard Huffman tables was noted
	damaged  bool // a scan is damaged: what follows from it is not worth telling
	work     int  // blocks visited
}

// describe names the colours, which depend on several segments.
func (p *parser) describe() {
	pic := p.facts.Picture
	switch len(p.frame.components) {
	case 1:
		pic.Color = "gray"
	case 3:
		pic.Color = "rgb"
	case 4:
		pic.Color = "cmyk"
		if p.adobe == 1+2 {
			pic.Color = "ycck"
		}
	case 0:
	default:
		p.facts.Undecide("color", "no colour model has so many components")
	}
}
