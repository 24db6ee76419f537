package h264

import (
	"github.com/wamedia/wamedia/validate/probe/bits"
	"github.com/wamedia/wamedia/validate/probe/nal"
)

// SliceHead is how many bytes of a slice ParseSlice needs at most: the header, three numbers, and the emulation
// prevention bytes that may stand between.
const SliceHead = 24

// Slice is the start of a slice header (7.3.3).
type Slice struct {
	// FirstBlock is the address of the first macroblock; 0 begins a picture.
	FirstBlock uint32
	// PPS is the id of the picture parameter set.
	PPS int
	// B is true for bi-predicted slices.
	B bool
	// Whole is true where all slices of the picture are of this type.
	Whole bool
}

// ParseSlice reads the start of a slice (NAL unit types 1, 2 and 5). It is false for what no slice can begin with.
func ParseSlice(unit []byte) (Slice, bool) {
	if len(unit) == 0 {
		return Slice{}, false
	}
	r := bits.New(nal.Unescape(unit[1:], SliceHead))
	s := Slice{FirstBlock: r.UE()}
	kind, pps := r.UE(), r.UE()
	s.B, s.Whole, s.PPS = kind%5 == 1, kind >= 5, int(pps)
	intra := kind%5 == 2 || kind%5 == 4
	if !r.OK() || kind > 9 || pps > 255 || s.FirstBlock > 1<<20 || Type(unit[0]) == TypeIDR && !intra {
		return s, false
	}
	return s, true
}

// ParsePPS reads the id of a picture parameter set and the id of the sequence parameter set it belongs to.
func ParsePPS(unit []byte) (id, sps int, ok bool) {
	if len(unit) == 0 || Type(unit[0]) != TypePPS {
		return 0, 0, false
	}
	r := bits.New(nal.Unescape(unit[1:], 16))
	id, sps = int(r.UE()), int(r.UE())
	return id, sps, r.OK() && id <= 255 && sps <= 31
}
