package polyglot

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// chain is how many frames must follow one another: three are no accident.
const chain = 3

// mpegAudio tells whether frames of MPEG audio, layer III, start within the first 4 KiB of b.
func mpegAudio(b []byte) bool {
	for i := 0; i < min(len(b), edge); i++ {
		next := bytes.IndexByte(b[i:min(len(b), edge)], 0xff)
		if next < 0 {
			return false
		}
		i += next
		if chained(b[i:]) {
			return true
		}
	}
	return false
}

func chained(b []byte) bool {
	for range chain {
		n := frameLength(b)
		if n == 0 || n > len(b) {
			return false
		}
		b = b[n:]
	}
	return true
}

// frameLength returns the length of the layer III frame that starts with b; 0 when none does (ISO/IEC 11172-3, 2.4.2.3).
func frameLength(b []byte) int {
	c := source.NewCursor(b)
	h := c.U32()
	version, layer, rate, frequency := h>>19&3, h>>17&3, h>>12&15, h>>10&3
	if h>>21 != 0x7ff || version == 1 || layer != 1 || rate == 0 || rate == 15 || frequency == 3 {
		return 0
	}
	hz := [...]int{44100, 48000, 32000}[frequency]
	padding := int(h >> 9 & 1)
	if version == 3 {
		kbit := [...]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}[rate]
		return 144_000*kbit/hz + padding
	}
	hz >>= 2 - version/2 // MPEG 2 halves the sampling rates, MPEG 2.5 quarters them
	kbit := [...]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}[rate]
	return 72_000*kbit/hz + padding
}
