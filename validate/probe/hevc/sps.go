package hevc

import (
	"github.com/wamedia/wamedia/validate/probe/bits"
	"github.com/wamedia/wamedia/validate/probe/nal"
)

const maxParameterSet = 4 << 10

// SPS is the part of a sequence parameter set that says how pictures look.
type SPS struct {
	// Width and Height in pixels after cropping.
	Width, Height int
	// ChromaFormat is chroma_format_idc, Bits the bits per luma sample.
	ChromaFormat, Bits int
	nal.VUI
}

// ParseSPS reads a NAL unit of type 33, its header included. It is false when the unit ends early or holds what the
// standard does not allow; then the fields read so far stand.
func ParseSPS(unit []byte) (SPS, bool) {
	r := bits.New(nal.Unescape(unit[min(2, len(unit)):], maxParameterSet))
	s := SPS{VUI: nal.VUI{Transfer: 2, Matrix: 2}}
	r.Skip(4)
	layers := int(r.U(3))
	r.Skip(1)
	skipProfile(r, layers)
	r.UE() // sps_seq_parameter_set_id
	s.readSize(r)
	orderBits := int(r.UE()) + 4
	if !r.OK() || s.Width <= 0 || s.Height <= 0 || s.ChromaFormat > 3 || orderBits > 16 {
		return s, false
	}
	first := layers
	if r.Flag() {
		first = 0
	}
	for range 3 * (layers - first + 1) {
		r.UE()
	}
	for range 6 { // sizes of blocks and depths of their trees
		r.UE()
	}
	skipTools(r)
	if !skipReferences(r, orderBits) {
		return s, false
	}
	r.Skip(2)
	s.VUI = nal.ReadVUI(r)
	return s, true
}

// skipProfile passes over profile_tier_level (7.3.3).
func skipProfile(r *bits.Reader, layers int) {
	r.Skip(88 + 8)
	if layers == 0 {
		return
	}
	skip := 0
	for i := range 8 {
		profile, level := r.Flag(), r.Flag()
		if i < layers && profile {
			skip += 88
		}
		if i < layers && level {
			skip += 8
		}
	}
	r.Skip(skip)
}

func (s *SPS) readSize(r *bits.Reader) {
	s.ChromaFormat = int(min(r.UE(), 4))
	if s.ChromaFormat == 3 {
		r.Skip(1)
	}
	s.Width, s.Height = size(r), size(r)
	if r.Flag() {
		x, y := size(r)+size(r), size(r)+size(r)
		if s.ChromaFormat == 1 || s.ChromaFormat == 2 {
			x *= 2
		}
		if s.ChromaFormat == 1 {
			y *= 2
		}
		s.Width, s.Height = s.Width-x, s.Height-y
	}
	s.Bits = 8 + int(min(r.UE(), 8))
	r.UE() // bit_depth_chroma_minus8
}

func size(r *bits.Reader) int { return int(min(r.UE(), 1<<16)) }

// skipTools passes over scaling lists, and the flags up to the reference picture sets.
func skipTools(r *bits.Reader) {
	if r.Flag() && r.Flag() {
		skipScalingLists(r)
	}
	r.Skip(2)
	if r.Flag() { // pcm_enabled_flag
		r.Skip(8)
		r.UE()
		r.UE()
		r.Skip(1)
	}
}

func skipScalingLists(r *bits.Reader) {
	for sizeID := range 4 {
		step := 1
		if sizeID == 3 {
			step = 3
		}
		for matrix := 0; matrix < 6 && r.OK(); matrix += step {
			if !r.Flag() {
				r.UE()
				continue
			}
			if sizeID > 1 {
				r.SE()
			}
			for range min(64, 1<<(4+2*sizeID)) {
				r.SE()
			}
		}
	}
}

// skipReferences passes over the short-term and long-term reference picture sets (7.3.7).
func skipReferences(r *bits.Reader, orderBits int) bool {
	sets := int(min(r.UE(), 65))
	if sets > 64 {
		return false
	}
	pictures := 0
	for i := range sets {
		if pictures = skipReferenceSet(r, i, pictures); pictures > 16 || !r.OK() {
			return false
		}
	}
	if r.Flag() {
		for range min(r.UE(), 33) {
			r.Skip(orderBits + 1)
		}
	}
	return r.OK()
}

// skipReferenceSet returns how many pictures the set i holds; before is the count of the set before it.
func skipReferenceSet(r *bits.Reader, i, before int) int {
	if i == 0 || !r.Flag() {
		n := int(min(r.UE(), 17)) + int(min(r.UE(), 17))
		for range n {
			r.UE()
			r.Skip(1)
		}
		return n
	}
	r.Skip(1)
	r.UE()
	n := 0
	for range before + 1 {
		if r.Flag() || r.Flag() {
			n++
		}
	}
	return n
}
