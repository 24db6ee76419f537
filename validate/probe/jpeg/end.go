package jpeg

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
)

// tail is how much of the end of the file is looked at for the end-of-image marker.
const tail = 4 << 10

// findEnd finds the end of the image without decoding: in the last bytes of the file, zeros behind it allowed, else by
// going from marker to marker. It is -1 when there is none.
func (p *parser) findEnd() int64 {
	from := max(p.pos, p.r.Size()-tail)
	b := bytes.TrimRight(p.r.Bytes(from, tail), "\x00")
	if bytes.HasSuffix(b, []byte{0xff, eoi}) {
		return from + int64(len(b))
	}
	for at := p.pos; ; {
		next, code := p.seek(at, false)
		if code == eoi {
			return next + 2
		}
		size := p.r.Bytes(next+2, 2)
		if len(size) < 2 {
			return -1
		}
		at = next + 2 + max(2, int64(size[0])<<8|int64(size[1]))
	}
}

// seek finds the next marker from pos on, stuffed zeros, fill bytes and, unless wanted, restart markers passed over. It
// returns where its 0xff stands; at the end of the file, that and code 0.
func (p *parser) seek(pos int64, restarts bool) (at int64, code byte) {
	for {
		b := p.r.Bytes(pos, window)
		if len(b) < 2 {
			return p.r.Size(), 0
		}
		i := bytes.IndexByte(b[:len(b)-1], 0xff)
		if i < 0 {
			pos += int64(len(b) - 1)
			continue
		}
		switch c := b[i+1]; {
		case c == 0xff:
			pos += int64(i + max(leading(b[i:])-1, 1))
		case c == 0 || c == tem || c >= rst0 && c <= rst7 && !restarts:
			pos += int64(i + 2)
		default:
			return pos + int64(i), c
		}
	}
}

// missing tells what of the picture no scan holds; empty when all is there.
func (p *parser) missing() string {
	if p.scans == 0 {
		return "no scan"
	}
	for _, c := range p.frame.components {
		if !c.scanned {
			return "no data for all components"
		}
		if p.frame.marker != sof2 {
			continue
		}
		for _, bit := range c.bits {
			if bit != 0 {
				return "not all progressive scans"
			}
		}
	}
	return ""
}

// complete judges an image that has its end.
func (p *parser) complete() {
	switch {
	case p.scans == 0:
		p.facts.Damagef(media.NoContent, "the image ends at byte %d and holds no picture", p.end)
	case p.damaged:
	default:
		for i, c := range p.frame.components {
			if !c.scanned {
				p.suspect("no scan holds component %d of %d; decoders show it as if it were zero", i+1, len(p.frame.components))
				return
			}
		}
	}
}

// missingEnd judges an image without an end, of which every scan that is there was looked at.
func (p *parser) missingEnd() {
	if p.damaged {
		return
	}
	if gap := p.missing(); gap != "" {
		p.facts.Damagef(media.Truncated, "the file ends at byte %d and has %s", p.r.Size(), gap)
		return
	}
	p.facts.Picture.EndAt = p.dataEnd
	p.suspect("the end-of-image marker is missing behind a whole picture")
}
