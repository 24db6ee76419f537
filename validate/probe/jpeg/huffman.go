package jpeg

import "fmt"

// table is a Huffman table.
type table struct {
	counts  [16]byte
	symbols [256]byte
	dc      bool

	built bool
	// short answers codes of up to shortBits bits: the symbol below, the code's length above; 0 for longer codes.
	short [1 << shortBits]uint16
	// limit is one more than the highest code of each length, aligned to 16 bits; offset leads from a code to its symbol.
	limit  [17]int
	offset [17]int
}

const shortBits = 10

// build works out the codes (T.81, annex C); the flaw is empty when they are sound.
func (t *table) build() (flaw string) {
	if t.built {
		return ""
	}
	code, k := 0, 0
	for size := 1; size <= 16; size++ {
		t.offset[size] = k - code
		for range t.counts[size-1] {
			if t.dc && t.symbols[k] > 15 {
				return fmt.Sprintf("a Huffman table gives DC differences of %d bits; 15 are the most", t.symbols[k])
			}
			t.fill(code, size, t.symbols[k])
			code++
			k++
		}
		if code >= 1<<size {
			return fmt.Sprintf("a Huffman table has more codes of %d bits than it may", size)
		}
		t.limit[size] = code << (16 - size)
		code <<= 1
	}
	t.built = true
	return ""
}

func (t *table) fill(code, size int, symbol byte) {
	if size > shortBits || code >= 1<<size {
		return
	}
	first := code << (shortBits - size)
	for i := range 1 << (shortBits - size) {
		t.short[first+i] = uint16(size)<<8 | uint16(symbol)
	}
}

// long looks up the code that the 16 bits start with; its length is 0 when there is none.
func (t *table) long(bits int) (symbol byte, size int) {
	for size := shortBits + 1; size <= 16; size++ {
		if bits < t.limit[size] {
			return t.symbols[(bits>>(16-size)+t.offset[size])&255], size
		}
	}
	return 0, 0
}
