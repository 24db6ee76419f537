// Package gif reads what a GIF file is and whether it is whole.
//
// Frames can only be counted by going over every block, so that is done at any depth. A deep probe also follows the LZW
// codes of every frame: it counts the pixels they stand for, without making them.
package gif

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/polyglot"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// match tells whether a file that starts with head is a GIF file.
func match(head []byte) bool {
	return bytes.HasPrefix(head, []byte("GIF87a")) || bytes.HasPrefix(head, []byte("GIF89a"))
}

// Probe reads the facts of a GIF file; the zero Facts when it is none.
func Probe(r *source.Reader, deep bool) media.Facts {
	if !match(r.Head()) {
		return media.Facts{}
	}
	p := &parser{
		r: r, deep: deep, end: -1, plays: 1, clear: -1,
		facts: media.Facts{
			Size: r.Size(), MIME: "image/gif", Name: "GIF image", Extension: ".gif", Kind: media.Image,
			Picture: &media.Picture{Frames: 1, Color: "palette", Codec: "lzw"},
		},
	}
	if p.screen() {
		p.blocks()
	}
	p.judge()
	if err := r.Err(); err != nil {
		p.facts.Undecide("pixels", "the file was not read to its end: "+err.Error())
	}
	polyglot.Note(&p.facts, r, p.end, deep)
	return p.facts
}

// parser walks over the blocks of one file.
type parser struct {
	r     *source.Reader
	facts media.Facts
	deep  bool
	pos   int64
	end   int64 // just behind the trailer; -1 while not found

	global int // bits of the global colour table; 0 without one
	frames int
	ms     int // that the next frame is shown
	plays  int
	broken bool
	flawed bool // a frame is; told once

	clear       int   // the transparent index of the next frame; -1 for none
	transparent *bool // whether a pixel of the first frame is; nil where that was not looked at
}

// screen reads the header and the global colour table (GIF89a, 17 to 19). False when the file ends there.
func (p *parser) screen() bool {
	c := source.NewCursor(p.r.Bytes(6, 7))
	pic := p.facts.Picture
	pic.Width, pic.Height = int(c.LE16()), int(c.LE16())
	flags := c.U8()
	if !c.OK() {
		p.cut("the screen descriptor")
		return false
	}
	p.pos = 13
	if flags&0x80 != 0 {
		p.global = int(flags&7) + 1
		p.pos += 3 << p.global
		pic.Bits = p.global
	}
	return true
}

// blocks walks to the trailer.
func (p *parser) blocks() {
	for p.end < 0 && !p.broken {
		b := p.r.Bytes(p.pos, 1)
		if len(b) == 0 {
			p.ends()
			return
		}
		switch b[0] {
		case 0x3b:
			p.end = p.pos + 1
		case 0x21:
			p.extension()
		case 0x2c:
			p.frame()
		case 0: // decoders pass over stray terminators
			p.pos++
		default:
			p.stray(b[0])
		}
	}
}

// ends judges a file without a trailer: decoders do not miss it.
func (p *parser) ends() {
	if p.frames > 0 {
		p.facts.Damagef(media.Suspect, "the file ends at byte %d without a trailer", p.r.Size())
		return
	}
	p.facts.Damagef(media.Truncated, "the file ends at byte %d, before any picture", p.r.Size())
}

// stray judges a byte that opens no block: decoders stop there.
func (p *parser) stray(b byte) {
	p.broken = true
	kind := media.Suspect
	if p.frames == 0 {
		kind = media.Corrupt
	}
	p.facts.Damagef(kind, "byte 0x%02x at %d opens no block; decoders show what came before it", b, p.pos)
}

func (p *parser) cut(what string) {
	p.broken = true
	p.facts.Damagef(media.Truncated, "the file ends at byte %d inside %s", p.r.Size(), what)
}

// extension reads an extension block (GIF89a, 23 to 26).
func (p *parser) extension() {
	at := p.pos
	b := p.r.Bytes(at, 19)
	p.pos += 2
	if len(b) < 3 {
		p.cut("an extension")
		return
	}
	switch {
	case b[1] == 0xf9 && b[2] >= 4 && len(b) >= 7:
		p.ms = 10 * int(source.NewCursor(b[4:]).LE16())
		p.facts.Picture.Alpha = p.facts.Picture.Alpha || b[3]&1 != 0
		p.clear = -1
		if b[3]&1 != 0 {
			p.clear = int(b[6])
		}
	case b[1] == 0xff && looping(b[2:]):
		p.readLoop(p.r.Bytes(at+14, 4))
	case b[1] == 0xfe || b[1] == 0xff:
		defer func() { p.facts.Picture.MetadataBytes += min(p.pos, p.r.Size()) - at }()
	}
	if !p.skip() {
		p.cut("an extension")
	}
}

func looping(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\x0bNETSCAPE2.0")) || bytes.HasPrefix(b, []byte("\x0bANIMEXTS1.0"))
}

// readLoop reads how often the animation is played again.
func (p *parser) readLoop(b []byte) {
	c := source.NewCursor(b)
	if c.U8() != 3 || c.U8() != 1 {
		return
	}
	if again := int(c.LE16()); c.OK() {
		p.plays = again + 1
		if again == 0 {
			p.plays = 0
		}
	}
}

// skip passes over data sub-blocks and their terminator; false when the file ends before it.
func (p *parser) skip() bool {
	for {
		b := p.r.Bytes(p.pos, 1)
		if len(b) == 0 {
			return false
		}
		p.pos += int64(b[0]) + 1
		if b[0] == 0 {
			return true
		}
	}
}

// judge fills in what is known only at the end.
func (p *parser) judge() {
	pic := p.facts.Picture
	if pic.Alpha {
		pic.Transparent = p.transparent
	}
	if p.frames > 1 {
		pic.Frames, pic.Loop = p.frames, &p.plays
		p.facts.Name = "GIF image (animated)"
	} else {
		pic.ClearFrames()
	}
	if p.frames == 0 && len(p.facts.Damage) == 0 {
		p.facts.Damagef(media.NoContent, "the file holds no picture")
	}
}
