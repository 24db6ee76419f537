// Package aac reads AudioSpecificConfig, the few bytes that say how MPEG-4 audio is coded
// (ISO/IEC 14496-3, 1.6.2.1). ADTS shares its tables of sampling rates and channels.
package aac

import "github.com/wamedia/wamedia/validate/probe/bits"

// Audio object types that this package tells apart (ISO/IEC 14496-3, table 1.17).
const (
	objectLC   = 2
	objectSBR  = 5
	objectBSAC = 22
	objectPS   = 29
	objectALS  = 36
	objectELD  = 39
	objectUSAC = 42
)

// Config is a decoded AudioSpecificConfig.
type Config struct {
	// ObjectType of the core coder: 2 is AAC LC, 39 ELD, 42 xHE-AAC.
	ObjectType int
	// SampleRate in Hz of what is decoded, spectral band replication included where it is signalled.
	SampleRate int
	// Channels of what is decoded, parametric stereo included where it is signalled; 0 when the configuration
	// leaves it to the stream.
	Channels int
	// SBR and PS are true where spectral band replication and parametric stereo are signalled. Streams may use
	// both without a word here.
	SBR, PS bool
}

// Rate is the sampling rate in Hz of a sampling frequency index, 0 for the reserved ones.
func Rate(index int) int {
	rates := [...]int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}
	if index < 0 || index >= len(rates) {
		return 0
	}
	return rates[index]
}

// Channels is the number of channels of a channel configuration; 0 where the stream itself says it or the
// value is reserved.
func Channels(configuration int) int {
	channels := [...]int{0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 24, 8}
	if configuration < 0 || configuration >= len(channels) {
		return 0
	}
	return channels[configuration]
}

// ParseConfig reads an AudioSpecificConfig. It is false when b ends early or names what does not exist.
func ParseConfig(b []byte) (Config, bool) {
	r := bits.New(b)
	c := Config{ObjectType: objectType(r)}
	c.SampleRate = rate(r)
	configuration := int(r.U(4))
	c.Channels = Channels(configuration)
	explicit := c.ObjectType == objectSBR || c.ObjectType == objectPS
	if explicit {
		c.readExplicit(r)
	}
	if !r.OK() || c.ObjectType == 0 || c.SampleRate == 0 {
		return c, false
	}
	c.readSpecific(r, configuration)
	if !r.OK() {
		return c, false
	}
	if !explicit {
		c.readBackward(r)
	}
	if c.PS && c.Channels == 1 {
		c.Channels = 2
	}
	return c, true
}

func objectType(r *bits.Reader) int {
	if t := r.U(5); t != 31 {
		return int(t)
	}
	return 32 + int(r.U(6))
}

func rate(r *bits.Reader) int {
	if index := r.U(4); index != 15 {
		return Rate(int(index))
	}
	return int(r.U(24))
}

// readExplicit reads the hierarchical signalling, where SBR or PS stands in front of the core's own type.
func (c *Config) readExplicit(r *bits.Reader) {
	c.SBR, c.PS = true, c.ObjectType == objectPS
	c.SampleRate = rate(r)
	if c.ObjectType = objectType(r); c.ObjectType == objectBSAC {
		r.Skip(4)
	}
}

// readBackward reads the signalling that old decoders overlook: it stands behind the configuration they know.
func (c *Config) readBackward(r *bits.Reader) {
	if r.Left() < 16 || r.U(11) != 0x2b7 || objectType(r) != objectSBR || !r.Flag() {
		return
	}
	extended := rate(r)
	if !r.OK() || extended == 0 {
		return
	}
	c.SBR, c.SampleRate = true, extended
	c.PS = r.Left() >= 12 && r.U(11) == 0x548 && r.Flag()
}

// readSpecific reads what follows the header for the object types whose channels, rate or length hang on it.
func (c *Config) readSpecific(r *bits.Reader, configuration int) {
	switch t := c.ObjectType; {
	case t >= 1 && t <= 4, t == 6, t == 7, t == 17, t >= 19 && t <= 23:
		c.readGeneral(r, configuration)
	case t == objectALS:
		c.readALS(r)
	case t == objectELD:
		c.readELD(r)
	}
}

// readGeneral reads GASpecificConfig (4.4.1).
func (c *Config) readGeneral(r *bits.Reader, configuration int) {
	r.Skip(1)
	if r.Flag() {
		r.Skip(14)
	}
	extension := r.Flag()
	if configuration == 0 {
		c.Channels = elementChannels(r)
	}
	if c.ObjectType == 6 || c.ObjectType == 20 {
		r.Skip(3)
	}
	if !extension {
		return
	}
	switch c.ObjectType {
	case objectBSAC:
		r.Skip(16)
	case 17, 19, 20, 23:
		r.Skip(3)
	}
	r.Skip(1)
}

// ProgramChannels counts the channels of a program_config_element (4.4.1.1) at the start of b, which ADTS streams
// of channel configuration 0 send in their first frame; 0 when it cannot be read.
func ProgramChannels(b []byte) int { return elementChannels(bits.New(b)) }

func elementChannels(r *bits.Reader) int {
	r.Skip(4 + 2 + 4)
	front, side, back := r.U(4), r.U(4), r.U(4)
	lfe := r.U(2)
	r.Skip(3 + 4)
	for _, width := range []int{4, 4, 3} { // mono, stereo and matrix mixdown
		if r.Flag() {
			r.Skip(width)
		}
	}
	channels := int(lfe)
	for range front + side + back {
		channels++
		if r.Flag() {
			channels++
		}
		r.Skip(4)
	}
	if !r.OK() {
		return 0
	}
	return channels
}

// readALS takes rate and channels from ALSSpecificConfig (11.6.1), because its header may be too small for them.
func (c *Config) readALS(r *bits.Reader) {
	r.Skip(5)
	if r.U(32) != 'A'<<24|'L'<<16|'S'<<8 {
		return
	}
	sampleRate := r.U(32)
	r.Skip(32)
	channels := r.U(16) + 1
	if r.OK() && sampleRate > 0 && sampleRate < 1<<24 {
		c.SampleRate, c.Channels = int(sampleRate), int(channels)
	}
}

// readELD reads the start of ELDSpecificConfig (4.6.20.3), where low-delay SBR may double the rate.
func (c *Config) readELD(r *bits.Reader) {
	r.Skip(4)
	if c.SBR = r.Flag(); c.SBR && r.Flag() {
		c.SampleRate *= 2
	}
}
