// Package tiff reads what a TIFF or BigTIFF file is, and whether its pixels lie within the file. Pixels are not decoded
// at any depth.
package tiff

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/polyglot"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// match tells whether a file that starts with head is a TIFF file, or a raw photo built like one.
func match(head []byte) bool {
	for _, magic := range [...]string{"II*\x00", "MM\x00*", "II+\x00", "MM\x00+"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return false
}

const (
	// maxPages bounds the directories that are followed.
	maxPages = 1000
	// maxEntries bounds the fields read of one directory; real ones have fewer than 100.
	maxEntries = 400
	// maxPieces bounds the strips and tiles that are looked at in one file.
	maxPieces = 1 << 20
)

// Probe reads the facts of a TIFF file; the zero Facts when it is none.
func Probe(r *source.Reader, deep bool) media.Facts {
	if !match(r.Head()) {
		return media.Facts{}
	}
	p := &parser{
		r: r, pieces: maxPieces,
		facts: media.Facts{
			Size: r.Size(), MIME: "image/tiff", Name: "TIFF image", Extension: ".tiff", Kind: media.Image,
			Picture: &media.Picture{Frames: 1},
		},
	}
	p.header()
	p.pages()
	if deep && p.facts.Picture.Codec != "none" && len(p.facts.Damage) == 0 {
		p.facts.Undecide("pixels", "the pixels of a TIFF file are not decoded here")
	}
	if err := r.Err(); err != nil {
		p.facts.Undecide("pixels", "the file was not read to its end: "+err.Error())
	}
	polyglot.Note(&p.facts, r, -1, deep)
	return p.facts
}

// parser walks over the directories of one file.
type parser struct {
	r      *source.Reader
	facts  media.Facts
	order  binary.ByteOrder
	big    bool
	pieces int64 // that may still be looked at
}

// header reads the byte order and the kind of offsets.
func (p *parser) header() {
	head := p.r.Head()
	p.order = binary.ByteOrder(binary.BigEndian)
	if head[0] == 'I' {
		p.order = binary.LittleEndian
	}
	p.big = p.order.Uint16(head[2:]) == 43
	if len(head) >= 10 && string(head[8:10]) == "CR" {
		p.facts.MIME, p.facts.Name, p.facts.Extension = "image/x-canon-cr2", "Canon raw photo (CR2)", ".cr2"
	}
}

// pages walks over the directories, each of which is a page, a smaller copy of one, or a mask.
func (p *parser) pages() {
	at, width := int64(4), 4
	if p.big {
		at, width = 8, 8
	}
	seen := map[int64]bool{}
	pages := 0
	for next := p.number(at, width); next > 0 && len(seen) < maxPages && !seen[next]; {
		seen[next] = true
		d, ok := p.directory(next)
		if !ok {
			p.facts.Damagef(media.Truncated, "the directory of page %d, at byte %d, lies outside the file's %d bytes", pages+1, next, p.r.Size())
			break
		}
		if len(seen) == 1 {
			p.describe(d)
		}
		if d.first(tagSubfile)&reduced == 0 {
			pages++
		}
		p.judge(d, pages)
		next = d.next
	}
	switch {
	case len(seen) == 0:
		p.facts.Damagef(media.Truncated, "the file ends before its first directory")
	case pages > 1:
		p.facts.Picture.Frames = pages
		p.facts.Name += fmt.Sprintf(" (%d pages)", pages)
	}
}

// number reads an unsigned number; 0 outside the file.
func (p *parser) number(at int64, width int) int64 {
	b := p.r.Bytes(at, width)
	if len(b) < width {
		return 0
	}
	return p.decode(b, width)
}

func (p *parser) decode(b []byte, width int) int64 {
	switch width {
	case 1:
		return int64(b[0])
	case 2:
		return int64(p.order.Uint16(b))
	case 4:
		return int64(p.order.Uint32(b))
	}
	return int64(min(p.order.Uint64(b), 1<<62))
}
