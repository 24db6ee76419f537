package bits_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/probe/bits"
)

func TestFixedWidths(t *testing.T) {
	t.Parallel()
	r := bits.New([]byte{0xa5, 0xff, 0x00, 0x12, 0x34, 0x56, 0x78})
	got := []uint32{r.U(1), r.U(3), r.U(4), r.U(9), r.U(0)}
	if diff := cmp.Diff([]uint32{1, 2, 5, 0x1fe, 0}, got); diff != "" {
		t.Error(diff)
	}
	r.Skip(7)
	if got := r.U(32); got != 0x12345678 || r.Left() != 0 || !r.OK() {
		t.Errorf("got %#x, %d bits left, OK %v", got, r.Left(), r.OK())
	}
}

func TestExpGolomb(t *testing.T) {
	t.Parallel()
	// 1 010 011 00100 00101 and three bits of filling
	r := bits.New([]byte{0b10100110, 0b01000010, 0b10000000})
	if diff := cmp.Diff([]uint32{0, 1, 2, 3, 4}, []uint32{r.UE(), r.UE(), r.UE(), r.UE(), r.UE()}); diff != "" {
		t.Error(diff)
	}
	r = bits.New([]byte{0b10100110, 0b01000010, 0b10000000})
	if diff := cmp.Diff([]int32{0, 1, -1, 2, -2}, []int32{r.SE(), r.SE(), r.SE(), r.SE(), r.SE()}); diff != "" {
		t.Error(diff)
	}
	largest := append([]byte{0, 0, 0, 0, 0xff}, 0xff, 0xff, 0xff, 0xff)
	if got := bits.New(largest).UE(); got != 1<<32-1 {
		t.Errorf("largest number: got %d", got)
	}
}

func TestPastTheEnd(t *testing.T) {
	t.Parallel()
	reads := map[string]func(*bits.Reader){
		"more bits than are there": func(r *bits.Reader) { r.U(17) },
		"more bits than fit":       func(r *bits.Reader) { r.U(33) },
		"a negative width":         func(r *bits.Reader) { r.Skip(-1) },
		"a skip past the end":      func(r *bits.Reader) { r.Skip(17) },
		"an endless number":        func(r *bits.Reader) { r.UE() },
	}
	for name, read := range reads {
		r := bits.New([]byte{0, 0})
		read(r)
		if r.OK() || r.U(1) != 0 || r.Left() != 0 {
			t.Errorf("%s: OK %v, %d bits left; want a reader that failed for good", name, r.OK(), r.Left())
		}
	}
}
