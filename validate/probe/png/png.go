// Package png reads what a PNG or APNG file is and whether it is whole.
//
// By default it goes from chunk to chunk and looks into the small ones. A deep probe checks the CRC of every chunk and
// inflates the picture data of every frame, counting bytes and looking at each row's filter; pixels are not kept. The
// same is done, at any depth, for a file whose chunks leave in doubt whether the picture is complete.
package png

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/polyglot"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const signature = "\x89PNG\r\n\x1a\n"

// match tells whether a file that starts with head is a PNG file.
func match(head []byte) bool { return bytes.HasPrefix(head, []byte(signature)) }

// Probe reads the facts of a PNG file; the zero Facts when it is none.
func Probe(r *source.Reader, deep bool) media.Facts {
	if !match(r.Head()) {
		return media.Facts{}
	}
	p := &parser{
		r: r, deep: deep, pos: int64(len(signature)), end: -1,
		facts: media.Facts{
			Size: r.Size(), MIME: "image/png", Name: "PNG image", Extension: ".png", Kind: media.Image,
			Picture: &media.Picture{Frames: 1, Codec: "deflate"},
		},
	}
	p.chunks()
	p.judgePixels()
	p.animation.judge(p)
	p.judgeSums()
	p.lookForAlpha()
	if err := r.Err(); err != nil {
		p.facts.Undecide("pixels", "the file was not read to its end: "+err.Error())
	}
	polyglot.Note(&p.facts, r, p.end, deep)
	return p.facts
}

// parser walks over the chunks of one file.
type parser struct {
	inflater inflater
	r        *source.Reader
	facts    media.Facts
	deep     bool
	pos      int64 // of the next chunk
	end      int64 // just behind IEND; -1 while not found

	header  header
	palette bool
	// transparency is what tRNS holds.
	transparency []byte
	// data is where the first IDAT chunk stands, 0 before it; closed is true once another kind of chunk followed.
	data   int64
	closed bool
	split  bool // there is more picture data behind that chunk
	// doubt is true where chunks do not tell whether the picture is complete.
	doubt bool
	// derailed is true where something stands that is no chunk, behind the picture data.
	derailed bool
	// broken is true where decoders give up: what follows is not worth telling.
	broken    bool
	animation animation
	sums      sums
	inflated  int64 // bytes so far
}

// chunks walks to the end of the image, or to where no decoder goes on.
func (p *parser) chunks() {
	for !p.broken && !p.derailed && p.end < 0 {
		c, ok := p.next()
		if !ok {
			return
		}
		p.read(c)
		p.check(c)
	}
}

// chunk is one chunk, its data at off.
type chunk struct {
	name string
	off  int64
	size int64
}

func (c chunk) critical() bool { return c.name[0]&0x20 == 0 }

// next finds the next chunk; false at the end of the file and where there is none.
func (p *parser) next() (chunk, bool) {
	at := p.pos
	b := p.r.Bytes(at, 8)
	if len(b) < 8 {
		p.ends("")
		return chunk{}, false
	}
	c := chunk{name: string(b[4:]), off: at + 8, size: int64(source.NewCursor(b).U32())}
	if !letters(c.name) || c.size > 1<<31-1 {
		p.derail("at byte %d there is no chunk: its name would be %q, its length %d", at, c.name, c.size)
		return chunk{}, false
	}
	p.pos = c.off + c.size + 4
	if p.pos > p.r.Size() {
		p.cut(c)
		return chunk{}, false
	}
	return c, true
}

func letters(name string) bool {
	for i := range len(name) {
		if c := name[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// cut judges the chunk that the file ends in: what there is of picture data may be all of it.
func (p *parser) cut(c chunk) {
	if c.name == "IDAT" && p.data == 0 {
		p.data = c.off - 8
	}
	if c.name == "IHDR" {
		p.readHeader(c)
	}
	p.ends(" inside " + c.name)
}

// ends notes that the file ends without IEND.
func (p *parser) ends(where string) {
	p.doubt = true
	if p.data == 0 && !p.broken {
		p.fail(media.Truncated, "the file ends at byte %d%s, before any picture data", p.r.Size(), where)
	}
}

// derail notes where the chunks come to an end before IEND. Behind the picture data, that may be all there is to it.
func (p *parser) derail(format string, args ...any) {
	if p.data == 0 {
		p.fail(media.Corrupt, format, args...)
		return
	}
	p.facts.Damagef(media.Suspect, format, args...)
	p.doubt, p.derailed = true, true
}

// fail notes damage that decoders do not get over.
func (p *parser) fail(kind media.DamageKind, format string, args ...any) {
	p.broken = true
	p.facts.Damagef(kind, format, args...)
}
