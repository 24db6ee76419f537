package opus

// Frames cuts a packet into its frames, without padding; they share the packet's memory. It reports false where the
// packet is not valid by RFC 6716 section 3.4.
func Frames(packet []byte) (frames [][]byte, ok bool) {
	if _, ok := Samples(packet, len(packet)); !ok {
		return nil, false
	}
	switch rest := packet[1:]; packet[0] & 3 {
	case 0:
		return [][]byte{rest}, true
	case 1:
		half := len(rest) / 2
		return [][]byte{rest[:half], rest[half:]}, true
	case 2:
		first, used, _ := frameLength(rest)
		rest = rest[used:]
		return [][]byte{rest[:first], rest[first:]}, true
	}
	count := packet[1]
	rest, ok := unpadded(packet[2:], count&0x40 != 0)
	switch {
	case !ok:
		return nil, false
	case count&0x80 != 0:
		return variable(rest, int(count&63))
	}
	return constant(rest, int(count&63))
}

// unpadded removes the padding and its length (RFC 6716 section 3.2.5).
func unpadded(b []byte, padded bool) ([]byte, bool) {
	padding := 0
	for more := padded; more; {
		if len(b) == 0 {
			return nil, false
		}
		more = b[0] == 255
		padding += int(b[0])
		if more {
			padding-- // 254 bytes, and another length follows
		}
		b = b[1:]
	}
	if padding > len(b) {
		return nil, false
	}
	return b[:len(b)-padding], true
}

// constant cuts frames of one length.
func constant(b []byte, count int) ([][]byte, bool) {
	size := len(b) / count
	if len(b)%count != 0 || size > frameMax {
		return nil, false
	}
	var frames [][]byte
	for i := range count {
		frames = append(frames, b[i*size:(i+1)*size])
	}
	return frames, true
}

// variable cuts frames whose lengths, that of the last aside, stand before them.
func variable(b []byte, count int) ([][]byte, bool) {
	var lengths []int
	total := 0
	for range count - 1 {
		length, used, ok := frameLength(b)
		if !ok {
			return nil, false
		}
		lengths, total, b = append(lengths, length), total+length, b[used:]
	}
	if total > len(b) || len(b)-total > frameMax {
		return nil, false
	}
	var frames [][]byte
	for _, length := range append(lengths, len(b)-total) {
		frames, b = append(frames, b[:length]), b[length:]
	}
	return frames, true
}

// Join packs frames of one TOC byte into one packet of code 3 (RFC 6716 section 3.2.5), with constant lengths where they
// are equal. Together they must not play more than 120 ms, nor any have more than 1275 bytes.
func Join(toc byte, frames [][]byte) []byte {
	equal, size := true, 2
	for _, f := range frames {
		equal = equal && len(f) == len(frames[0])
		size += len(f) + 2
	}
	packet := make([]byte, 0, size)
	packet = append(packet, toc|3, byte(len(frames)))
	if !equal {
		packet[1] |= 0x80
		for _, f := range frames[:len(frames)-1] {
			packet = appendLength(packet, len(f))
		}
	}
	for _, f := range frames {
		packet = append(packet, f...)
	}
	return packet
}

func appendLength(b []byte, length int) []byte {
	if length < 252 {
		return append(b, byte(length))
	}
	low := 252 + length&3
	return append(b, byte(low), byte((length-low)/4))
}
