package h264

import "github.com/wamedia/wamedia/validate/probe/source"

// Config is the configuration record of MP4 and Matroska (ISO/IEC 14496-15, 5.3.3.1), known as avcC.
type Config struct {
	// Profile, Constraints and Level as the record states them. The parameter sets have the last word.
	Profile, Constraints, Level uint8
	// LengthSize is how many bytes the length before each NAL unit takes: 1, 2 or 4.
	LengthSize int
	// SPS and PPS are whole NAL units.
	SPS, PPS [][]byte
}

// ParseConfig reads a record. It is false when the record is not one or its sets end early; what was read stands.
// The sets share the memory of b.
func ParseConfig(b []byte) (Config, bool) {
	c := source.NewCursor(b)
	version := c.U8()
	cfg := Config{Profile: c.U8(), Constraints: c.U8(), Level: c.U8(), LengthSize: 1 + int(c.U8()&3)}
	if !c.OK() || version != 1 || cfg.LengthSize == 3 {
		return cfg, false
	}
	cfg.SPS = readUnits(c, int(c.U8()&0x1f))
	cfg.PPS = readUnits(c, int(c.U8()))
	return cfg, c.OK()
}

func readUnits(c *source.Cursor, n int) [][]byte {
	var units [][]byte
	for range n {
		unit := c.Take(int(c.U16()))
		if !c.OK() {
			return units
		}
		if len(unit) > 0 {
			units = append(units, unit)
		}
	}
	return units
}
