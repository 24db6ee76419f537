package ogg

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
)

// Checksum computes the checksum of pages (RFC 3533 section 6). The zero value is ready; it is scratch memory, and not
// safe for concurrent use.
//
// Ogg's CRC-32 shifts to the left, the standard library's, which has hardware for it, to the right: the polynomial is the
// same, so that reversing the bits of every byte is all it takes.
type Checksum struct {
	crc      uint32
	reversed [1024]byte
}

// Matches reports whether a whole page has the checksum that its header says.
func (s *Checksum) Matches(page []byte) bool {
	return s.of(page) == binary.LittleEndian.Uint32(page[22:])
}

// Set writes the checksum of a whole page into its header.
func (s *Checksum) Set(page []byte) {
	binary.LittleEndian.PutUint32(page[22:], s.of(page))
}

func (s *Checksum) of(page []byte) uint32 {
	s.crc = ^uint32(0) // a register of zero; the standard library keeps the complement
	s.add(page[:22])
	s.add([]byte{0, 0, 0, 0})
	s.add(page[26:])
	return bits.Reverse32(^s.crc)
}

func (s *Checksum) add(b []byte) {
	for len(b) > 0 {
		n := copy(s.reversed[:], b)
		for i := 0; i < n; i += 8 {
			v := binary.LittleEndian.Uint64(s.reversed[i:])
			binary.BigEndian.PutUint64(s.reversed[i:], bits.Reverse64(v))
		}
		s.crc = crc32.Update(s.crc, crc32.IEEETable, s.reversed[:n])
		b = b[n:]
	}
}
