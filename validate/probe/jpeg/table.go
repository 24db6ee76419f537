package jpeg

import "github.com/wamedia/wamedia/validate/probe/source"

// quantTables notes which quantization tables there are (T.81, B.2.4.1).
func (p *parser) quantTables(c *source.Cursor) bool {
	for c.Left() > 0 {
		t := c.U8()
		size := 64
		if t>>4 != 0 {
			size = 128
		}
		c.Skip(size)
		if t>>4 > 1 || t&15 > 3 || !c.OK() {
			return p.corrupt("a quantization table is malformed (number 0x%02x)", t)
		}
		p.quant[t&15] = true
	}
	return true
}

// huffmanTables reads Huffman tables (T.81, B.2.4.2).
func (p *parser) huffmanTables(c *source.Cursor) bool {
	for c.Left() > 0 {
		id := c.U8()
		counts := c.Take(16)
		total := 0
		for _, n := range counts {
			total += int(n)
		}
		symbols := c.Take(total)
		if id>>4 > 1 || id&15 > 3 || total > 256 || !c.OK() {
			return p.corrupt("a Huffman table is malformed (number 0x%02x, %d codes)", id, total)
		}
		t := p.huffman[id>>4][id&15]
		if t == nil {
			t = new(table)
			p.huffman[id>>4][id&15] = t
		}
		*t = table{dc: id>>4 == 0} // a file may define one hundreds of thousands of times
		copy(t.counts[:], counts)
		copy(t.symbols[:], symbols)
	}
	return true
}

func (p *parser) restartInterval(c *source.Cursor) bool {
	p.interval = int(c.U16())
	if !c.OK() || c.Left() > 0 {
		return p.corrupt("a restart interval is malformed")
	}
	return true
}
