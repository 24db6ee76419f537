// Package nal reads what H.264 and H.265 share: the escaping of NAL units and the start of the video usability
// information (annex E of both).
package nal

import "github.com/wamedia/wamedia/validate/probe/bits"

// Unescape returns at most limit bytes of a NAL unit's payload without the emulation prevention bytes.
func Unescape(payload []byte, limit int) []byte {
	out := make([]byte, 0, min(limit, len(payload)))
	zeros := 0
	for _, b := range payload {
		if len(out) == limit {
			break
		}
		if zeros >= 2 && b == 3 {
			zeros = 0
			continue
		}
		zeros++
		if b != 0 {
			zeros = 0
		}
		out = append(out, b)
	}
	return out
}

// VUI is the start of the video usability information.
type VUI struct {
	// PixelAspect is the sample aspect ratio width:height; 0 when it is not said.
	PixelAspect float64
	// Transfer and Matrix are transfer_characteristics and matrix_coefficients; 2 means not said.
	Transfer, Matrix uint8
}

// ReadVUI reads the flag that says whether there is usability information, and its start. What is missing stays
// unknown, because decoders do not mind.
func ReadVUI(r *bits.Reader) VUI {
	v := VUI{Transfer: 2, Matrix: 2}
	if !r.Flag() {
		return v
	}
	if r.Flag() {
		v.PixelAspect = readAspect(r)
	}
	if r.Flag() { // overscan_info_present_flag
		r.Skip(1)
	}
	if !r.Flag() { // video_signal_type_present_flag
		return v
	}
	r.Skip(4)
	if !r.Flag() { // colour_description_present_flag
		return v
	}
	r.Skip(8)
	transfer, matrix := uint8(r.U(8)), uint8(r.U(8))
	if r.OK() {
		v.Transfer, v.Matrix = transfer, matrix
	}
	return v
}

// readAspect reads aspect_ratio_idc (table E-1).
func readAspect(r *bits.Reader) float64 {
	ratios := [...][2]uint32{{}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33},
		{18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}}
	var ratio [2]uint32
	if index := r.U(8); index == 255 {
		ratio = [2]uint32{r.U(16), r.U(16)}
	} else if int(index) < len(ratios) {
		ratio = ratios[index]
	}
	if !r.OK() || ratio[0] == 0 || ratio[1] == 0 {
		return 0
	}
	return float64(ratio[0]) / float64(ratio[1])
}
