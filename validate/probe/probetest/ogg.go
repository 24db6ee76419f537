package probetest

import (
	"encoding/binary"
	"slices"
)

// Flags of Ogg pages (RFC 3533 section 6).
const (
	OggContinued = 1
	OggFirst     = 2
	OggLast      = 4
)

// OggPage builds a page, which need not make sense but for its checksum.
func OggPage(flags byte, granule int64, serial, sequence uint32, lacing, body []byte) []byte {
	b := append([]byte("OggS\x00"), flags)
	b = binary.LittleEndian.AppendUint64(b, uint64(granule))
	b = binary.LittleEndian.AppendUint32(b, serial)
	b = binary.LittleEndian.AppendUint32(b, sequence)
	b = append(b, 0, 0, 0, 0, byte(len(lacing)))
	b = slices.Concat(b, lacing, body)
	binary.LittleEndian.PutUint32(b[22:], oggCRC(b))
	return b
}

// OggPackets is the lacing and the body of a page of whole packets.
func OggPackets(packets ...string) (lacing, body []byte) {
	for _, p := range packets {
		for n := len(p); ; n -= 255 {
			lacing = append(lacing, byte(min(n, 255)))
			if n < 255 {
				break
			}
		}
		body = append(body, p...)
	}
	return lacing, body
}

// oggCRC is the checksum of RFC 3533 as its appendix writes it, bit by bit.
func oggCRC(b []byte) uint32 {
	var sum uint32
	for _, v := range b {
		sum ^= uint32(v) << 24
		for range 8 {
			if sum&(1<<31) != 0 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	return sum
}

// OpusHead is an identification header of mapping family 0 (RFC 7845 section 5.1).
func OpusHead(channels byte, skip uint16, inputRate uint32) string {
	b := append([]byte("OpusHead\x01"), channels)
	b = binary.LittleEndian.AppendUint16(b, skip)
	b = binary.LittleEndian.AppendUint32(b, inputRate)
	return string(append(b, 0, 0, 0))
}
