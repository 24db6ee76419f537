package isobmff

import (
	"encoding/binary"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// pageSize is how much of a table is kept at a time.
const pageSize = 32 << 10

// column is a table of rows of equal width inside the file. It keeps one page, so that a table of any length costs
// the same memory.
type column struct {
	r     *source.Reader
	off   int64
	n     int64 // rows that are there
	said  int64 // rows that the table says it has
	width int64
	page  []byte
	first int64 // row at the start of page
}

// newColumn describes want rows at off, as many as fit before end.
func newColumn(r *source.Reader, off, end, want, width int64) column {
	return column{r: r, off: off, n: max(0, min(want, (end-off)/width)), said: want, width: width}
}

// row returns row i, valid until the next call; nil when it is not there.
func (c *column) row(i int64) []byte {
	if i < 0 || i >= c.n {
		return nil
	}
	if at := (i - c.first) * c.width; i >= c.first && at+c.width <= int64(len(c.page)) {
		return c.page[at : at+c.width]
	}
	rows := max(1, min(c.n-i, pageSize/c.width))
	c.page = append(c.page[:0], c.r.Bytes(c.off+i*c.width, int(rows*c.width))...)
	c.first = i
	if int64(len(c.page)) < c.width {
		return nil
	}
	return c.page[:c.width]
}

// u32 returns the 32-bit field at byte at of row i; 0 when it is not there.
func (c *column) u32(i int64, at int) uint32 {
	row := c.row(i)
	if len(row) < at+4 {
		return 0
	}
	return binary.BigEndian.Uint32(row[at:])
}
