package source

import "encoding/binary"

// Cursor reads fields from a piece of bytes one after another. After the first read past the end every read
// gives zero and OK is false, so that a parser reads as the specification's table reads and checks once.
type Cursor struct {
	b     []byte
	pos   int
	short bool
}

// NewCursor starts at the first byte of b.
func NewCursor(b []byte) *Cursor { return &Cursor{b: b} }

// OK is false once a read went past the end.
func (c *Cursor) OK() bool { return !c.short }

// Left is the number of bytes not read yet.
func (c *Cursor) Left() int { return len(c.b) - c.pos }

// Pos is the number of bytes read so far.
func (c *Cursor) Pos() int { return c.pos }

// Take returns the next n bytes, nil when there are fewer.
func (c *Cursor) Take(n int) []byte {
	if n < 0 || n > c.Left() {
		c.short = true
		c.pos = len(c.b)
		return nil
	}
	c.pos += n
	return c.b[c.pos-n : c.pos]
}

// Skip passes n bytes over.
func (c *Cursor) Skip(n int) { c.Take(n) }

// U8 reads one byte.
func (c *Cursor) U8() uint8 {
	if b := c.Take(1); b != nil {
		return b[0]
	}
	return 0
}

// U16 reads a big-endian 16-bit number.
func (c *Cursor) U16() uint16 {
	if b := c.Take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

// U24 reads a big-endian 24-bit number.
func (c *Cursor) U24() uint32 {
	if b := c.Take(3); b != nil {
		return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
	}
	return 0
}

// U32 reads a big-endian 32-bit number.
func (c *Cursor) U32() uint32 {
	if b := c.Take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// U64 reads a big-endian 64-bit number.
func (c *Cursor) U64() uint64 {
	if b := c.Take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// LE16 reads a little-endian 16-bit number.
func (c *Cursor) LE16() uint16 {
	if b := c.Take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

// LE24 reads a little-endian 24-bit number.
func (c *Cursor) LE24() uint32 {
	if b := c.Take(3); b != nil {
		return uint32(b[2])<<16 | uint32(b[1])<<8 | uint32(b[0])
	}
	return 0
}

// LE32 reads a little-endian 32-bit number.
func (c *Cursor) LE32() uint32 {
	if b := c.Take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// LE64 reads a little-endian 64-bit number.
func (c *Cursor) LE64() uint64 {
	if b := c.Take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}
