package probetest

// PES is a packet of MPEG-2 with a time.
func PES(id uint8, time uint64, body string) []byte {
	return BE("\x00\x00\x01", id, uint16(len(body)+8), "\x80\x80\x05", timeStamp(time), body)
}

// timeStamp codes a time of 90 kHz as five bytes.
func timeStamp(t uint64) string {
	return string([]byte{byte(0x21 | t>>29&14), byte(t >> 22), byte(t>>14 | 1), byte(t >> 7), byte(t<<1 | 1)})
}
