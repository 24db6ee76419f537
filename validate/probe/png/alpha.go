package png

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"io"
)

// lookForAlpha decodes a whole picture that may have transparent pixels, up to the first one.
func (p *parser) lookForAlpha() {
	pic := p.facts.Picture
	if !p.deep || !pic.Alpha || len(p.facts.Damage) > 0 || p.facts.Undecided["pixels"] != "" {
		return
	}
	if found, err := p.holdsTransparent(); err == nil {
		pic.Transparent = &found
	}
}

func (p *parser) holdsTransparent() (bool, error) {
	z, err := zlib.NewReader(bufio.NewReaderSize(&stream{r: p.r, name: "IDAT", pos: p.data}, window))
	if err != nil {
		return false, err
	}
	for _, pass := range p.header.passes(p.header.width, p.header.height) {
		row, above := make([]byte, pass.row), make([]byte, pass.row)
		for range pass.rows {
			if _, err := io.ReadFull(z, row); err != nil {
				return false, err
			}
			unfilter(row[0], row[1:], above[1:], p.header.unit())
			if p.seeThrough(row[1:], pass.width) {
				return true, nil
			}
			row, above = above, row
		}
	}
	return false, nil
}

// unit is how many bytes the pixel to the left is away, one for pixels of less (PNG, third edition, 9.2).
func (h header) unit() int { return max(1, h.channels()*int(h.depth)/8) }

// unfilter takes the filter off a row (PNG, third edition, 9.2).
func unfilter(filter byte, row, above []byte, unit int) {
	for i := range row {
		var left, corner byte
		if i >= unit {
			left, corner = row[i-unit], above[i-unit]
		}
		switch filter {
		case 1:
			row[i] += left
		case 2:
			row[i] += above[i]
		case 3:
			row[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			row[i] += paeth(int(left), int(above[i]), int(corner))
		}
	}
}

func paeth(left, above, corner int) byte {
	guess := left + above - corner
	byLeft, byAbove, byCorner := max(guess-left, left-guess), max(guess-above, above-guess), max(guess-corner, corner-guess)
	switch {
	case byLeft <= byAbove && byLeft <= byCorner:
		return byte(left)
	case byAbove <= byCorner:
		return byte(above)
	}
	return byte(corner)
}

// seeThrough reports whether a row of pixels has one that is transparent in the least.
func (p *parser) seeThrough(row []byte, pixels int) bool {
	h, unit := p.header, p.header.unit()
	switch {
	case h.color == rgbaColor || h.color == grayAlphaColor:
		for i := unit - int(h.depth)/8; i < len(row); i += unit {
			if row[i] != 0xff {
				return true
			}
		}
		return false
	case h.depth >= 8 && h.color != paletteColor:
		key := p.key(unit)
		for ; len(key) == unit && len(row) >= unit; row = row[unit:] {
			if bytes.Equal(row[:unit], key) {
				return true
			}
		}
		return false
	}
	return p.seeThroughIndex(row, pixels)
}

// key is the transparent colour of tRNS, whose samples have 16 bits, as it stands in a row.
func (p *parser) key(unit int) []byte {
	if p.header.depth == 16 || len(p.transparency) < 2*unit {
		return p.transparency
	}
	key := make([]byte, unit)
	for i := range key {
		key[i] = p.transparency[2*i+1]
	}
	return key
}

// seeThroughIndex looks at pixels of a palette, or of gray of less than 8 bits.
func (p *parser) seeThroughIndex(row []byte, pixels int) bool {
	depth := int(p.header.depth)
	for i := range pixels {
		v := int(row[i*depth/8]) >> (8 - depth - i*depth%8) & (1<<depth - 1)
		if p.header.color == paletteColor && v < len(p.transparency) && p.transparency[v] != 0xff {
			return true
		}
		if p.header.color == grayColor && len(p.transparency) == 2 && v == int(p.transparency[1]) {
			return true
		}
	}
	return false
}
