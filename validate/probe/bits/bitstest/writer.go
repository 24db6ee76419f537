// Package bitstest writes bitstreams for tests of their readers.
package bitstest

import "math/bits"

// Writer collects bits, most significant bit first. The zero value is empty.
type Writer struct {
	b []byte
	n int
}

// U writes the low n bits of v.
func (w *Writer) U(n int, v uint64) *Writer {
	for i := n - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (7 - w.n%8)
		w.n++
	}
	return w
}

// UE writes unsigned Exp-Golomb numbers.
func (w *Writer) UE(values ...uint32) *Writer {
	for _, v := range values {
		n := bits.Len64(uint64(v) + 1)
		w.U(n-1, 0).U(n, uint64(v)+1)
	}
	return w
}

// SE writes signed Exp-Golomb numbers.
func (w *Writer) SE(values ...int32) *Writer {
	for _, v := range values {
		if v > 0 {
			w.UE(uint32(2*v - 1))
		} else {
			w.UE(uint32(-2 * v))
		}
	}
	return w
}

// Flags writes one bit for each.
func (w *Writer) Flags(flags ...int) *Writer {
	for _, f := range flags {
		w.U(1, uint64(f))
	}
	return w
}

// Unit ends the payload with a stop bit and returns it as a NAL unit behind header, with emulation prevention bytes.
func (w *Writer) Unit(header ...byte) []byte {
	w.U(1, 1)
	zeros := 0
	for _, b := range w.b {
		if zeros >= 2 && b <= 3 {
			header = append(header, 3)
			zeros = 0
		}
		zeros++
		if b != 0 {
			zeros = 0
		}
		header = append(header, b)
	}
	return header
}

// Bytes returns what was written, filled up with zeros.
func (w *Writer) Bytes() []byte { return w.b }
