package strip

import "encoding/binary"

const flagAnimation = 0x02

// Flags returns a WebP picture whose VP8X header says of animation and transparency what its pictures hold. The header is
// changed in place. What is not WebP, or has no such header, comes back as it is.
func Flags(b []byte) []byte {
	if len(b) < 30 || !isWebP(b) || string(b[12:16]) != "VP8X" {
		return b
	}
	frames, alpha, still := 0, false, false
	chunks(b, func(id string, chunk []byte) {
		switch {
		case id == "ANMF" && len(chunk) > 24:
			frames++
			alpha = alpha || holdsAlpha(chunk[24:])
		case frames == 0:
			still = still || id == "VP8 " || id == "VP8L"
			alpha = alpha || holdsAlpha(chunk)
		}
	})
	switch {
	case frames > 0:
		b[20] |= flagAnimation
	case still:
		b[20] &^= flagAnimation | flagAlpha
	}
	if alpha {
		b[20] |= flagAlpha
	}
	return b
}

// holdsAlpha reports whether chunks say that their picture has transparency: by an ALPH chunk, or by the header of a
// lossless picture (WebP lossless bitstream specification, 3).
func holdsAlpha(b []byte) bool {
	for len(b) >= 8 {
		id, n := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:]))
		if id == "ALPH" || id == "VP8L" && len(b) >= 13 && b[12]>>4&1 != 0 {
			return true
		}
		if id == "VP8 " || id == "VP8L" || n+n&1 > int64(len(b))-8 {
			return false
		}
		b = b[8+n+n&1:]
	}
	return false
}
