// Package bits reads fields of any width, most significant bit first, as the MPEG and ITU bitstreams write them.
package bits

// Reader reads bits from a piece of bytes. After the first read past the end every read gives zero and OK is
// false, so that a parser checks once.
type Reader struct {
	b     []byte
	pos   int // in bits
	short bool
}

// New starts at the first bit of b.
func New(b []byte) *Reader { return &Reader{b: b} }

// OK is false once a read went past the end or met a number that cannot be.
func (r *Reader) OK() bool { return !r.short }

// Left is the number of bits not read yet.
func (r *Reader) Left() int { return 8*len(r.b) - r.pos }

// Skip passes n bits over.
func (r *Reader) Skip(n int) {
	if n < 0 || n > r.Left() {
		r.fail()
		return
	}
	r.pos += n
}

// U reads an unsigned number of n bits, at most 32.
func (r *Reader) U(n int) uint32 {
	if n < 0 || n > 32 || n > r.Left() {
		r.fail()
		return 0
	}
	var v uint64
	first, last := r.pos/8, (r.pos+n+7)/8
	for _, b := range r.b[first:last] {
		v = v<<8 | uint64(b)
	}
	r.pos += n
	v >>= 8*last - r.pos
	return uint32(v & (1<<n - 1))
}

// Flag reads one bit.
func (r *Reader) Flag() bool { return r.U(1) == 1 }

// UE reads an unsigned Exp-Golomb number (H.264, 9.1).
func (r *Reader) UE() uint32 {
	zeros := 0
	for !r.Flag() {
		if zeros++; zeros > 32 || r.short {
			r.fail()
			return 0
		}
	}
	if zeros == 32 {
		r.Skip(32)
		return 1<<32 - 1
	}
	return 1<<zeros - 1 + r.U(zeros)
}

// SE reads a signed Exp-Golomb number.
func (r *Reader) SE() int32 {
	k := r.UE()
	if k%2 == 0 {
		return -int32(k / 2)
	}
	return int32(k/2) + 1
}

func (r *Reader) fail() {
	r.short = true
	r.pos = 8 * len(r.b)
}
