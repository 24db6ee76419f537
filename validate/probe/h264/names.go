package h264

// ProfileName names a profile by profile_idc and the byte of constraint flags (annex A.2); empty when it is not one
// of the standard's.
func ProfileName(profile, constraints uint8) string {
	intra := ""
	if constraints&0x10 != 0 {
		intra = " Intra"
	}
	switch profile {
	case 66:
		if constraints&0x40 != 0 {
			return "Constrained Baseline"
		}
		return "Baseline"
	case 77:
		return "Main"
	case 88:
		return "Extended"
	case 100:
		return "High"
	case 110:
		return "High 10" + intra
	case 122:
		return "High 4:2:2" + intra
	case 244:
		if intra != "" {
			return "High 4:4:4 Intra"
		}
		return "High 4:4:4 Predictive"
	case 144:
		return "High 4:4:4"
	case 44:
		return "CAVLC 4:4:4"
	case 83:
		return "Scalable Baseline"
	case 86:
		return "Scalable High"
	case 118:
		return "Multiview High"
	case 128:
		return "Stereo High"
	case 138, 139:
		return "Multiview Depth High"
	}
	return ""
}

// ProfileName names the profile of the set.
func (s SPS) ProfileName() string { return ProfileName(s.Profile, s.Constraints) }

// Chroma names the chroma format: 4:0:0, 4:2:0, 4:2:2, 4:4:4, or rgb.
func (s SPS) Chroma() string {
	if s.ChromaFormat == 3 && s.Matrix == 0 {
		return "rgb"
	}
	names := [...]string{"4:0:0", "4:2:0", "4:2:2", "4:4:4"}
	if s.ChromaFormat < 0 || s.ChromaFormat >= len(names) {
		return ""
	}
	return names[s.ChromaFormat]
}

// NoBFrames is true where the set alone proves that no picture waits for a later one: Baseline has no such slices,
// and order type 2 shows pictures as they are coded.
func (s SPS) NoBFrames() bool { return s.Profile == 66 || s.OrderType == 2 }
