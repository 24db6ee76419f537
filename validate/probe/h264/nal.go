// Package h264 reads the parts of H.264 streams (ITU-T H.264) that say how they are coded: parameter sets, the
// first fields of slices, and the configuration record of MP4 and Matroska.
package h264

// NAL unit types (table 7-1).
const (
	TypeSlice     = 1
	TypePartition = 2
	TypeIDR       = 5
	TypeSPS       = 7
	TypePPS       = 8
)

// Type is the type of the NAL unit that begins with header; -1 when its forbidden bit is set.
func Type(header byte) int {
	if header&0x80 != 0 {
		return -1
	}
	return int(header & 0x1f)
}
