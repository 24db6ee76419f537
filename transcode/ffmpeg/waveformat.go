package ffmpeg

import "encoding/binary"

// waveFormat is what the header of a WAV file says.
type waveFormat struct {
	channels, rate int
	// mask has a bit for the place of each channel; 0 where there is none.
	mask uint32
}

// read reads a header, and reports false until all of it is there. What comes behind it is returned.
func (f *waveFormat) read(b []byte) (rest []byte, ok bool) {
	const riff, chunk, plain, extended = 12, 8, 16, 24
	var found waveFormat
	for at := riff; at+chunk <= len(b); {
		name, size := string(b[at:at+4]), int(binary.LittleEndian.Uint32(b[at+4:]))
		at += chunk
		if name == "data" {
			*f = found
			return b[at:], found.channels > 0
		}
		if size > len(b)-at {
			return nil, false
		}
		if name == "fmt " && size >= plain {
			found.channels = int(binary.LittleEndian.Uint16(b[at+2:]))
			found.rate = int(binary.LittleEndian.Uint32(b[at+4:]))
			if size >= extended {
				found.mask = binary.LittleEndian.Uint32(b[at+20:])
			}
		}
		at += size + size&1
	}
	return nil, false
}

// position is the bit of a channel's place in the mask of a WAV file (WAVEFORMATEXTENSIBLE, Microsoft).
type position uint32

// The places that a mix knows. Others are heard in the middle.
const (
	frontLeft    position = 1 << 0
	frontRight   position = 1 << 1
	frontCenter  position = 1 << 2
	lowFrequency position = 1 << 3
	backLeft     position = 1 << 4
	backRight    position = 1 << 5
	frontLeftOf  position = 1 << 6
	frontRightOf position = 1 << 7
	backCenter   position = 1 << 8
	sideLeft     position = 1 << 9
	sideRight    position = 1 << 10
)

// positions gives the place of each channel. Where the header does not give them, they are ffmpeg's for that many
// channels.
func (f waveFormat) positions() []position {
	usual := [...]uint32{0, 0x4, 0x3, 0xb, 0x107, 0x37, 0x3f, 0x70f, 0x63f}
	mask := f.mask
	if f.channels <= 2 || mask == 0 {
		mask = usual[min(f.channels, len(usual)-1)]
	}
	var places []position
	for bit := position(1); bit != 0 && len(places) < f.channels; bit <<= 1 {
		if position(mask)&bit != 0 {
			places = append(places, bit)
		}
	}
	for len(places) < f.channels {
		places = append(places, 0)
	}
	return places
}
