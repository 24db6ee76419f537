package aac

// Codec names what the object type codes: aac for the AAC family, mp3, mp2, mp1, mp4als, celp and so on for the
// others that share the configuration.
func (c Config) Codec() string {
	switch c.ObjectType {
	case 7, 21:
		return "twinvq"
	case 8, 24:
		return "celp"
	case 9, 25:
		return "hvxc"
	case 32:
		return "mp1"
	case 33:
		return "mp2"
	case 34:
		return "mp3"
	case 35:
		return "dst"
	case objectALS:
		return "mp4als"
	case 37, 38:
		return "mp4sls"
	case 40, 41:
		return "smr"
	case 10, 11, 12, 13, 14, 15, 16, 18, 26, 27, 28:
		return "mpeg4-synthesis"
	}
	return "aac"
}

// Profile names the kind of AAC: LC, HE, HE v2, Main, SSR, LTP, Scalable, LD, ELD, xHE, BSAC. Other object types
// have none.
func (c Config) Profile() string {
	if c.ObjectType == objectLC && c.PS {
		return "HE v2"
	}
	if c.ObjectType == objectLC && c.SBR {
		return "HE"
	}
	switch c.ObjectType {
	case 1:
		return "Main"
	case objectLC:
		return "LC"
	case 3:
		return "SSR"
	case 4:
		return "LTP"
	case 6:
		return "Scalable"
	case 17:
		return "ER LC"
	case 19:
		return "ER LTP"
	case 20:
		return "ER Scalable"
	case objectBSAC:
		return "BSAC"
	case 23:
		return "LD"
	case objectELD:
		return "ELD"
	case objectUSAC:
		return "xHE"
	}
	return ""
}
