// Package hevc reads how H.265 streams (ITU-T H.265) are coded: the configuration record of MP4 and Matroska and
// the sequence parameter set in it.
package hevc

import "github.com/wamedia/wamedia/validate/probe/source"

// TypeSPS is the NAL unit type of sequence parameter sets (table 7-1).
const TypeSPS = 33

// Config is the configuration record (ISO/IEC 14496-15, 8.3.3.1), known as hvcC.
type Config struct {
	// Profile is general_profile_idc.
	Profile uint8
	// Level times ten: 31 is level 3.1.
	Level int
	// ChromaFormat is chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4.
	ChromaFormat int
	// Bits per luma sample.
	Bits int
	// Interlaced is true where all pictures come from an interlaced source.
	Interlaced bool
	// SPS are whole NAL units; they share the memory of the record.
	SPS [][]byte
}

// ParseConfig reads a record. It is false when the record is not one or ends early; what was read stands.
func ParseConfig(b []byte) (Config, bool) {
	c := source.NewCursor(b)
	version := c.U8()
	cfg := Config{Profile: c.U8() & 0x1f}
	c.Skip(4)
	scan := c.U8() >> 6 // progressive, interlaced
	cfg.Interlaced = scan == 1
	c.Skip(5)
	cfg.Level = int(c.U8()) / 3
	c.Skip(2 + 1)
	cfg.ChromaFormat = int(c.U8() & 3)
	cfg.Bits = 8 + int(c.U8()&7)
	c.Skip(1 + 2 + 1)
	arrays := c.U8()
	if !c.OK() || version > 1 {
		return cfg, false
	}
	for range arrays {
		kind := c.U8() & 0x3f
		for range c.U16() {
			unit := c.Take(int(c.U16()))
			if !c.OK() {
				return cfg, false
			}
			if kind == TypeSPS && len(unit) > 2 {
				cfg.SPS = append(cfg.SPS, unit)
			}
		}
	}
	return cfg, c.OK()
}

// ProfileName names general_profile_idc (annex A.3); empty for what is not in the standard.
func (c Config) ProfileName() string {
	names := [...]string{1: "Main", 2: "Main 10", 3: "Main Still Picture", 4: "Rext", 5: "High Throughput",
		6: "Multiview Main", 7: "Scalable Main", 8: "3D Main", 9: "SCC", 10: "Scalable Rext", 11: "High Throughput SCC"}
	if int(c.Profile) < len(names) {
		return names[c.Profile]
	}
	return ""
}
