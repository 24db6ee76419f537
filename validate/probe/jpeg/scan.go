package jpeg

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// scan is what a scan header says (T.81, B.2.3).
type scan struct {
	parts          []part
	ss, se, ah, al int
}

// part is one component of a scan.
type part struct {
	*component
	dc, ac     *table
	dcID, acID int
}

// maxUnit is the most blocks that an MCU may hold (T.81, B.2.3).
const maxUnit = 10

// scan reads a scan header and, as far as wanted, the scan. It returns false when the walk is over.
func (p *parser) scan(c *source.Cursor) bool {
	if !p.framed {
		return p.corrupt("a scan before byte %d comes before the frame header", p.pos)
	}
	p.scans++
	s, flaw := p.scanHeader(c)
	if p.first == 0 {
		p.first, p.whole = p.pos, len(s.parts) == len(p.frame.components)
	}
	if flaw == "" && p.frame.checkable() {
		flaw = p.fit(&s)
	}
	if flaw != "" {
		return p.corrupt("scan %d cannot be decoded: %s", p.scans, flaw)
	}
	if !p.check {
		if p.end = p.findEnd(); p.end >= 0 {
			return false
		}
		p.check = true // without an end, only the scans tell whether anything is missing
	}
	for _, part := range s.parts {
		part.scanned = true
	}
	if !p.decode(&s) {
		p.pos, _ = p.seek(p.pos, false)
	}
	return true
}

// scanHeader reads a scan header.
func (p *parser) scanHeader(c *source.Cursor) (s scan, flaw string) {
	n := int(c.U8())
	if n < 1 || n > 4 || c.Left() != 2*n+3 {
		return s, fmt.Sprintf("its header names %d components and has %d bytes for them", n, c.Left())
	}
	for range n {
		id, tables := int(c.U8()), c.U8()
		component := p.pick(s.parts, id)
		if component == nil {
			return s, fmt.Sprintf("it holds component %d, which the frame does not have", id)
		}
		if tables>>4 > 3 || tables&15 > 3 {
			return s, fmt.Sprintf("component %d wants tables 0x%02x; there are four of each kind", id, tables)
		}
		dc, ac := int(tables>>4), int(tables&15)
		s.parts = append(s.parts, part{component, p.huffman[0][dc], p.huffman[1][ac], dc, ac})
	}
	s.ss, s.se = int(c.U8()), int(c.U8())
	a := c.U8()
	s.ah, s.al = int(a>>4), int(a&15)
	return s, ""
}

// pick finds the component with an id that the scan does not hold yet: ids may be given twice.
func (p *parser) pick(taken []part, id int) *component {
next:
	for i := range p.frame.components {
		c := &p.frame.components[i]
		if c.id != id {
			continue
		}
		for _, t := range taken {
			if t.component == c {
				continue next
			}
		}
		return c
	}
	return nil
}

// fit holds a scan header against the frame and the tables.
func (p *parser) fit(s *scan) (flaw string) {
	unit := 0
	for _, part := range s.parts {
		unit += part.h * part.v
		if !p.quant[part.tq] {
			return fmt.Sprintf("quantization table %d is not there", part.tq)
		}
	}
	if len(s.parts) > 1 && unit > maxUnit {
		return fmt.Sprintf("it interleaves %d blocks; %d are the most", unit, maxUnit)
	}
	if p.frame.progressive() {
		return s.progression()
	}
	if s.ss != 0 || s.se != 63 || s.ah != 0 || s.al != 0 {
		p.suspect("scan %d says that it holds coefficients %d to %d only, which decoders pass over", p.scans, s.ss, s.se)
	}
	return ""
}

// progression holds a scan against those before it (T.81, G.1.1.1).
func (s *scan) progression() (flaw string) {
	dc := s.ss == 0
	if dc && s.se != 0 || !dc && (s.se < s.ss || s.se > 63 || len(s.parts) != 1) || s.al > 13 || s.ah != 0 && s.ah != s.al+1 {
		return fmt.Sprintf("coefficients %d to %d, bits %d to %d of %d components make no progressive scan", s.ss, s.se, s.ah, s.al, len(s.parts))
	}
	for _, part := range s.parts {
		for k := s.ss; k <= s.se; k++ {
			if s.ah != int(max(part.bits[k], 0)) {
				flaw = fmt.Sprintf("it refines coefficient %d from bit %d, which is not where the scans before it stopped", k, s.ah)
			}
			part.bits[k] = int8(s.al)
		}
		if !dc && part.bits[0] == unsent {
			flaw = "it holds details of a component before its averages"
		}
		if s.table(part) == nil && (!dc || s.ah == 0) {
			return "its Huffman table is not there"
		}
	}
	return flaw
}

// table is the one that a progressive scan takes.
func (s *scan) table(p part) *table {
	if s.ss == 0 {
		return p.dc
	}
	return p.ac
}
