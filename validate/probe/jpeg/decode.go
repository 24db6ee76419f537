package jpeg

import (
	"math/bits"

	"github.com/wamedia/wamedia/validate/media"
)

const (
	// maxWork is how many blocks are visited in one file: 100 megapixels in ten scans stay below.
	maxWork = 32 << 20
	// passCost is how many blocks without codes of their own cost as much as one with.
	passCost = 2
	// maxKnown is how many blocks a progressive picture may have for its coefficients to be followed: 32 MiB.
	maxKnown = 4 << 20
)

// decoder goes through the blocks of one scan.
type decoder struct {
	p *parser
	s *scan
	b *bitReader
	// band decodes a block; false when a code is wrong.
	band func(p *part, index int) bool
	// flaw of a code, for people.
	flaw   string
	eobRun int // blocks from the next one on that have no codes of their own
}

// decode goes through the entropy-coded data of a scan. It leaves pos behind the data and returns true, unless the
// data is damaged or was not followed to its end.
func (p *parser) decode(s *scan) bool {
	if p.damaged || !p.decodable(s) {
		return false
	}
	d := &decoder{p: p, s: s, b: newBitReader(p.r, p.pos), flaw: "a code that is not in the Huffman table"}
	d.choose()
	blocks, units := d.layout()
	sound := d.run(blocks, units)
	p.pos = d.b.pos()
	p.dataEnd = p.pos
	p.damaged = !sound
	return sound
}

// decodable tells whether a scan can be followed, and notes why not.
func (p *parser) decodable(s *scan) bool {
	if !p.frame.checkable() {
		p.facts.Undecide("pixels", coding(p.frame.marker)+" coding is not decoded here")
		return false
	}
	if !p.frame.progressive() && !p.standardTables(s) {
		return false
	}
	for _, part := range s.parts {
		for _, t := range [...]*table{part.dc, part.ac} {
			if t == nil {
				continue
			}
			if flaw := t.build(); flaw != "" {
				p.corrupt("%s", flaw)
				p.damaged = true
				return false
			}
		}
	}
	return !p.frame.progressive() || s.ss == 0 || p.follow()
}

// follow makes room for the coefficients of a progressive picture.
func (p *parser) follow() bool {
	total := 0
	for _, c := range p.frame.components {
		total += c.wide * c.high
	}
	if total > maxKnown {
		p.facts.Undecide("pixels", "the picture is too large to follow its progressive scans")
		return false
	}
	for i := range p.frame.components {
		if c := &p.frame.components[i]; c.known == nil {
			c.known = make([]uint64, c.wide*c.high)
		}
	}
	return true
}

// choose picks how blocks are decoded.
func (d *decoder) choose() {
	switch {
	case !d.p.frame.progressive():
		d.band = d.sequential
	case d.s.ss == 0 && d.s.ah == 0:
		d.band = d.averages
	case d.s.ss == 0:
		d.band = d.refineAverages
	case d.s.ah == 0:
		d.band = d.details
	default:
		d.band = d.refineDetails
	}
}

// layout returns how many blocks of each part make a unit, and how many units there are (T.81, A.2).
func (d *decoder) layout() (blocks []int, units int) {
	if len(d.s.parts) == 1 {
		c := d.s.parts[0].component
		return []int{1}, c.wide * c.high
	}
	for _, part := range d.s.parts {
		blocks = append(blocks, part.h*part.v)
	}
	return blocks, d.p.frame.mcus()
}

// run decodes all units; false when it could not.
func (d *decoder) run(blocks []int, units int) bool {
	left, restart := d.p.interval, 0
	for u := 0; u < units; u++ {
		if d.p.interval > 0 && left == 0 {
			if !d.restart(restart, u, units) {
				return false
			}
			left, restart = d.p.interval, (restart+1)&7
		}
		left--
		if n := d.pass(u, units, left); n > 0 {
			u, left = u+n-1, left-n+1
		} else if !d.unit(blocks, u) {
			return d.broken(u, units)
		}
		if d.b.short() {
			return d.ended(u, units)
		}
		if d.p.work > maxWork {
			d.p.facts.Undecide("pixels", "its scans ask for more work than a picture is worth")
			return false
		}
	}
	return true
}

// unit decodes the blocks of one unit.
func (d *decoder) unit(blocks []int, u int) bool {
	for i, n := range blocks {
		d.p.work += n
		for range n {
			if !d.band(&d.s.parts[i], u) {
				return false
			}
		}
	}
	return true
}

// pass goes over the blocks from u on that a run says have no codes of their own, up to the restart after left more,
// and returns how many. In a refinement they still hold corrections.
func (d *decoder) pass(u, units, left int) int {
	n := min(d.eobRun, units-u)
	if d.p.interval > 0 {
		n = min(n, left+1)
	}
	if d.s.ah > 0 && n > 0 {
		all := band(d.s.ss, d.s.se)
		for _, known := range d.s.parts[0].known[u : u+n] {
			d.b.skip(bits.OnesCount64(known & all))
		}
		d.p.work += n / passCost
	}
	d.eobRun -= n
	return n
}

// broken notes a wrong code, or the end of the data that made it one.
func (d *decoder) broken(unit, units int) bool {
	if d.b.short() || d.b.done && d.b.n < 16 {
		return d.ended(unit, units)
	}
	return d.p.corrupt("scan %d breaks off at byte %d, %d %% through: %s", d.p.scans, d.b.pos(), percent(unit, units), d.flaw)
}

// ended notes a scan that ends before its last unit.
func (d *decoder) ended(unit, units int) bool {
	at, code := d.p.seek(d.b.pos(), true)
	if code == 0 || code == eoi {
		d.p.facts.Damagef(media.Truncated, "the picture data ends at byte %d, %d %% through scan %d", at, percent(unit, units), d.p.scans)
		return false
	}
	return d.p.corrupt("marker 0x%02x at byte %d cuts scan %d off %d %% through", code, at, d.p.scans, percent(unit, units))
}

func percent(n, of int) int { return n * 100 / of }

// restart passes the restart marker that is due (T.81, E.2.4).
func (d *decoder) restart(number, unit, units int) bool {
	from := d.b.pos()
	at, code := d.p.seek(from, true)
	switch {
	case code < rst0 || code > rst7:
		return d.ended(unit, units)
	case int(code-rst0) != number:
		return d.p.corrupt("restart marker %d at byte %d stands where %d is due, %d %% through scan %d",
			code-rst0, at, number, percent(unit, units), d.p.scans)
	}
	d.p.noteJunk(from, at)
	d.b = newBitReader(d.p.r, at+2)
	d.eobRun = 0
	return true
}
