package h264

import (
	"github.com/wamedia/wamedia/validate/probe/bits"
	"github.com/wamedia/wamedia/validate/probe/nal"
)

// maxParameterSet bounds how much of a parameter set is read; real ones take less than a hundred bytes.
const maxParameterSet = 4 << 10

// SPS is a sequence parameter set.
type SPS struct {
	// ID that picture parameter sets refer to.
	ID int
	// Profile, Constraints and Level are profile_idc, the byte of constraint flags and level_idc.
	Profile, Constraints, Level uint8
	// ChromaFormat is chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4.
	ChromaFormat int
	// Bits per luma sample.
	Bits int
	// Width and Height in pixels after cropping.
	Width, Height int
	// Fields is true where pictures may be coded as fields.
	Fields bool
	// OrderType is pic_order_cnt_type; 2 means that pictures are shown in the order they are coded.
	OrderType int
	nal.VUI
}

// ParseSPS reads a NAL unit of type 7, its header included. It is false when the unit ends early or holds what the
// standard does not allow.
func ParseSPS(unit []byte) (SPS, bool) {
	if len(unit) == 0 || Type(unit[0]) != TypeSPS {
		return SPS{}, false
	}
	r := bits.New(nal.Unescape(unit[1:], maxParameterSet))
	s := SPS{ChromaFormat: 1, Bits: 8}
	s.Profile, s.Constraints, s.Level = uint8(r.U(8)), uint8(r.U(8)), uint8(r.U(8))
	s.ID = int(r.UE())
	if HighFamily(s.Profile) {
		s.readChroma(r)
	}
	r.UE() // log2_max_frame_num_minus4
	s.readOrder(r)
	r.UE() // max_num_ref_frames
	r.Skip(1)
	s.readSize(r)
	if !r.OK() || s.ID > 31 || s.Width <= 0 || s.Height <= 0 || s.OrderType > 2 {
		return s, false
	}
	s.VUI = nal.ReadVUI(r)
	return s, true
}

// HighFamily tells the profiles whose parameter sets say the chroma format and bit depth (7.3.2.1.1).
func HighFamily(profile uint8) bool {
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		return true
	}
	return false
}

func (s *SPS) readChroma(r *bits.Reader) {
	s.ChromaFormat = int(r.UE())
	if s.ChromaFormat == 3 {
		r.Skip(1)
	}
	s.Bits = 8 + int(min(r.UE(), 100))
	r.UE() // bit_depth_chroma_minus8
	r.Skip(1)
	if s.ChromaFormat > 3 || s.Bits > 14 {
		r.Skip(r.Left() + 1)
	}
	if r.Flag() {
		skipScalingLists(r, s.ChromaFormat)
	}
}

// skipScalingLists passes over the scaling matrices (7.3.2.1.1.1).
func skipScalingLists(r *bits.Reader, chromaFormat int) {
	lists := 8
	if chromaFormat == 3 {
		lists = 12
	}
	for i := range lists {
		if !r.Flag() {
			continue
		}
		size := 16
		if i >= 6 {
			size = 64
		}
		last, next := int32(8), int32(8)
		for j := 0; j < size && next != 0 && r.OK(); j++ {
			if next = (last + r.SE() + 256) & 0xff; next != 0 {
				last = next
			}
		}
	}
}

func (s *SPS) readOrder(r *bits.Reader) {
	s.OrderType = int(r.UE())
	switch s.OrderType {
	case 0:
		r.UE()
	case 1:
		r.Skip(1)
		r.SE()
		r.SE()
		for range min(r.UE(), 256) {
			r.SE()
		}
	}
}

// maxBlocks bounds a side of a picture in macroblocks: twice what level 6.2 allows.
const maxBlocks = 2 * 1055

func (s *SPS) readSize(r *bits.Reader) {
	columns, rows := int(r.UE())+1, int(r.UE())+1
	s.Fields = !r.Flag()
	if s.Fields {
		rows *= 2
		r.Skip(1)
	}
	r.Skip(1)
	if columns > maxBlocks || rows > 2*maxBlocks {
		return
	}
	s.Width, s.Height = 16*columns, 16*rows
	if r.Flag() {
		s.crop(cropped(r)+cropped(r), cropped(r)+cropped(r))
	}
}

func cropped(r *bits.Reader) int { return int(min(r.UE(), 1<<16)) }

// crop takes the cropped units off the picture (7-19 to 7-22).
func (s *SPS) crop(x, y int) {
	if s.ChromaFormat == 1 || s.ChromaFormat == 2 {
		x *= 2
	}
	if s.ChromaFormat == 1 {
		y *= 2
	}
	if s.Fields {
		y *= 2
	}
	s.Width -= x
	s.Height -= y
}
