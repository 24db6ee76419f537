// Package webp reads what a WebP file is and whether it is whole.
//
// By default it goes from chunk to chunk and reads the headers of the pictures in them. A deep probe also decodes every
// picture, with golang.org/x/image, within bounds of size.
package webp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/exif"
	"github.com/wamedia/wamedia/validate/probe/icc"
	"github.com/wamedia/wamedia/validate/probe/polyglot"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const riffHeader = 12

// match tells whether a file that starts with head is a WebP file.
func match(head []byte) bool {
	return len(head) >= riffHeader && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP"
}

// Probe reads the facts of a WebP file; the zero Facts when it is none.
func Probe(r *source.Reader, deep bool) media.Facts {
	if !match(r.Head()) {
		return media.Facts{}
	}
	p := &parser{
		r: r, deep: deep, loop: 1,
		facts: media.Facts{
			Size: r.Size(), MIME: "image/webp", Name: "WebP image", Extension: ".webp", Kind: media.Sticker,
			Picture: &media.Picture{Frames: 1, Bits: 8, Color: "rgb"},
		},
	}
	p.envelope()
	p.chunks()
	p.judge()
	if err := r.Err(); err != nil {
		p.facts.Undecide("pixels", "the file was not read to its end: "+err.Error())
	}
	polyglot.Note(&p.facts, r, p.end, deep)
	return p.facts
}

// parser walks over the chunks of one file.
type parser struct {
	r     *source.Reader
	facts media.Facts
	deep  bool
	end   int64 // of the RIFF form, by its header
	cut   bool  // the file is shorter than that

	seen     int  // chunks
	extended bool // VP8X was read
	flags    byte
	still    *image // the picture outside frames
	alpha    *span  // ALPH before it
	anim     bool   // ANIM was read
	loop     int
	frames   int
	repeats  repeats
	lossy    int // pictures
	lossless int
	alphas   bool // a picture has transparency
	pixels   int  // decoded so far
	flawed   bool
}

// Flags of VP8X.
const (
	animationFlag = 1 << 1
	alphaFlag     = 1 << 4
)

// span is a piece of the file.
type span struct{ off, size int64 }

// envelope reads the RIFF header.
func (p *parser) envelope() {
	c := source.NewCursor(p.r.Head())
	c.Skip(4)
	size := int64(c.LE32())
	p.end = 8 + size
	if missing := 8 + size - p.r.Size(); missing > 0 {
		p.cut = true
		p.fail(media.Truncated, "the file ends %d bytes before the %d bytes that its RIFF header announces", missing, 8+size)
	}
}

// chunks walks over the chunks of the form.
func (p *parser) chunks() {
	for at := int64(riffHeader); at+8 <= min(p.end, p.r.Size()); {
		head := p.r.Bytes(at, 8)
		if len(head) < 8 {
			return
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		s := span{at + 8, size}
		if over := s.off + size + size&1 - p.end; over > 0 {
			p.fail(media.Corrupt, "chunk %q at byte %d runs %d bytes over the end of the RIFF form", bytes.Clone(head[:4]), at, over)
		}
		p.read([4]byte(head), s)
		p.seen++
		at = s.off + size + size&1
	}
}

func (p *parser) read(kind [4]byte, s span) {
	pic := p.facts.Picture
	switch name := string(kind[:]); name {
	case "VP8X":
		p.readExtended(s)
	case "ALPH":
		alpha := s
		p.alpha = &alpha
	case "VP8 ", "VP8L":
		p.readStill(name, s)
	case "ANIM":
		c := source.NewCursor(p.r.Bytes(s.off, int(min(s.size, 6))))
		c.Skip(4)
		p.loop, p.anim = int(c.LE16()), c.OK()
	case "ANMF":
		p.readFrame(s)
	default:
		pic.MetadataBytes += min(s.size, max(0, p.r.Size()-s.off)) + 8
		switch name {
		case "ICCP":
			pic.ICC = icc.Space(p.r.Bytes(s.off, int(min(s.size, icc.HeaderSize))))
		case "EXIF":
			pic.Orientation = exif.Orientation(p.r, s.off, s.size)
		}
	}
}

// readExtended reads VP8X, which decoders take only as the first chunk.
func (p *parser) readExtended(s span) {
	c := source.NewCursor(p.r.Bytes(s.off, int(min(s.size, 10))))
	flags := c.U8()
	c.Skip(3)
	w, h := int(c.LE24())+1, int(c.LE24())+1
	switch {
	case !c.OK():
		p.fail(media.Corrupt, "VP8X is %d bytes long; want 10", s.size)
		return
	case p.seen > 0:
		p.fail(media.Corrupt, "VP8X is not the first chunk")
		return
	case int64(w)*int64(h) >= 1<<32:
		p.fail(media.Corrupt, "the canvas of %d × %d pixels is larger than WebP allows", w, h)
	}
	p.extended, p.flags = true, flags
	p.facts.Picture.Width, p.facts.Picture.Height = w, h
	p.facts.Picture.Alpha = flags&alphaFlag != 0
}

// readStill reads the picture outside frames. Decoders take the first, and none in an animation.
func (p *parser) readStill(name string, s span) {
	if p.still != nil || p.frames > 0 || !p.extended && p.seen > 0 {
		return
	}
	m, flaw := p.header(name, s)
	p.still = &m
	pic := p.facts.Picture
	switch {
	case flaw != "":
	case !p.extended:
		pic.Width, pic.Height = m.width, m.height
	case m.width != pic.Width || m.height != pic.Height:
		flaw = fmt.Sprintf("it is %d × %d pixels on a canvas of %d × %d", m.width, m.height, pic.Width, pic.Height)
	}
	if flaw != "" {
		p.fail(media.Corrupt, "the picture at byte %d cannot be decoded: %s", s.off, flaw)
		return
	}
	if m.lossless {
		p.alpha = nil // lossless pictures hold their own
	}
	p.note(m, p.alpha)
	p.decode("the picture", m, p.alpha)
}

// animated reports whether the file is an animation by what it holds, or by its header where it holds nothing.
func (p *parser) animated() bool {
	return p.extended && (p.frames > 0 && (p.anim || p.flags&animationFlag != 0) || p.still == nil && p.flags&animationFlag != 0)
}

// note counts a picture and fills in what its coding says.
func (p *parser) note(m image, alpha *span) {
	pic := p.facts.Picture
	p.alphas = p.alphas || m.alpha || alpha != nil
	pic.Alpha = pic.Alpha || p.alphas
	if m.lossless {
		p.lossless++
	} else {
		p.lossy++
	}
}

// judge fills in what is known only at the end.
func (p *parser) judge() {
	pic := p.facts.Picture
	switch {
	case p.lossy > 0 && p.lossless > 0:
		pic.Codec, pic.Subsampling = "mixed", "4:2:0"
	case p.lossy > 0:
		pic.Codec, pic.Subsampling = "lossy", "4:2:0"
	case p.lossless > 0:
		pic.Codec = "lossless"
	}
	p.compareFlags()
	if !pic.Alpha {
		pic.Transparent = nil
	}
	if !p.animated() {
		p.judgeStill()
		return
	}
	p.facts.Name = "WebP image (animated)"
	pic.Frames, pic.Loop = max(1, p.frames), &p.loop
	pic.EqualFrames = p.frames > 1 && p.repeats.frames == p.frames && !p.repeats.differ
	switch p.frames {
	case 1:
		p.facts.Name = "WebP image (animation of one frame)"
	case 0:
		p.fail(media.NoContent, "the animation has no frames")
	}
	if p.frames > 0 && !p.anim {
		p.fail(media.Corrupt, "the animation has no ANIM chunk, without which decoders refuse it")
	}
}

// compareFlags compares the flags of VP8X with the pictures. An animation may be transparent around its frames.
func (p *parser) compareFlags() {
	if !p.extended || p.flawed {
		return
	}
	pic := p.facts.Picture
	saysAlpha, saysAnimation := p.flags&alphaFlag != 0, p.flags&animationFlag != 0
	var wrong []string
	if p.alphas && !saysAlpha {
		wrong = append(wrong, "its header says opaque, and a picture has transparency")
	}
	if p.still != nil && !p.alphas && saysAlpha {
		pic.Alpha = false
		wrong = append(wrong, "its header says transparent, and the picture is opaque")
	}
	if p.animated() != saysAnimation {
		wrong = append(wrong, map[bool]string{
			true: "its header says still, and it holds frames of an animation", false: "its header says animation, and it holds one picture",
		}[p.animated()])
	}
	pic.Contradiction = strings.Join(wrong, "; ")
}

func (p *parser) judgeStill() {
	p.facts.Picture.ClearFrames()
	switch {
	case p.still != nil:
	case p.frames > 0:
		p.fail(media.Corrupt, "there are %d animation frames, but VP8X does not announce an animation", p.frames)
	default:
		p.fail(media.NoContent, "the file holds no picture")
	}
}

// fail notes the first flaw: decoders go no further.
func (p *parser) fail(kind media.DamageKind, format string, args ...any) {
	if !p.flawed {
		p.facts.Damagef(kind, format, args...)
	}
	p.flawed = true
}
