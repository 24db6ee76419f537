package ole_test

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode/utf16"
)

const (
	sector     = 512
	endOfChain = 0xfffffffe
	free       = 0xffffffff
	fatSector  = 0xfffffffd
)

// entry is a stream in the root, or a storage when dir is set.
type entry struct {
	name, data string
	dir        bool
}

// stream pads data to a length that is kept in sectors of its own.
func stream(name, data string) entry {
	return entry{name: name, data: data + strings.Repeat("\x00", max(0, 4096-len(data)))}
}

// compound builds a file of version 3: header, allocation table, directory, then the streams one after another.
func compound(class string, entries ...entry) []byte {
	directory := (len(entries) + 1 + 3) / 4 * sector
	next := 1 + directory/sector // the first sector behind the directory
	fat := []uint32{fatSector}
	fat = appendChain(fat, directory/sector)
	var streams []byte
	child := uint32(1)
	if len(entries) == 0 {
		child = free
	}
	dir := dirEntry("Root Entry", 5, child, free, endOfChain, 0, class)
	for i, e := range entries {
		sibling := uint32(i + 2)
		if i == len(entries)-1 {
			sibling = free
		}
		if e.dir {
			dir = append(dir, dirEntry(e.name, 1, free, sibling, 0, 0, "")...)
			continue
		}
		dir = append(dir, dirEntry(e.name, 2, free, sibling, uint32(next), len(e.data), "")...)
		n := (len(e.data) + sector - 1) / sector
		fat = appendChain(fat, n)
		next += n
		streams = append(streams, e.data...)
		streams = append(streams, make([]byte, n*sector-len(e.data))...)
	}
	dir = append(dir, make([]byte, directory-len(dir))...)
	b := header()
	for i := range sector / 4 {
		v := uint32(free)
		if i < len(fat) {
			v = fat[i]
		}
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return append(append(b, dir...), streams...)
}

// appendChain adds a chain of n sectors that follow on each other.
func appendChain(fat []uint32, n int) []uint32 {
	for i := range n {
		v := uint32(len(fat) + 1)
		if i == n-1 {
			v = endOfChain
		}
		fat = append(fat, v)
	}
	return fat
}

func header() []byte {
	b := make([]byte, sector)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	put := func(off int, v uint32) { binary.LittleEndian.PutUint32(b[off:], v) }
	put(24, 0x0003003e)
	put(28, 0x0009fffe)
	put(32, 6)
	put(44, 1) // sectors of the table
	put(48, 1) // first sector of the directory
	put(56, 4096)
	put(60, endOfChain)
	put(68, endOfChain)
	put(76, 0)
	for off := 80; off < sector; off += 4 {
		put(off, free)
	}
	return b
}

func dirEntry(name string, kind byte, child, sibling, start uint32, size int, class string) []byte {
	b := make([]byte, 128)
	units := utf16.Encode([]rune(name))
	for i, u := range units {
		binary.LittleEndian.PutUint16(b[2*i:], u)
	}
	binary.LittleEndian.PutUint16(b[64:], uint16(2*len(units)+2))
	b[66], b[67] = kind, 1
	binary.LittleEndian.PutUint32(b[68:], free)
	binary.LittleEndian.PutUint32(b[72:], sibling)
	binary.LittleEndian.PutUint32(b[76:], child)
	raw, _ := hex.DecodeString(class)
	copy(b[80:], raw)
	binary.LittleEndian.PutUint32(b[116:], start)
	binary.LittleEndian.PutUint32(b[120:], uint32(size))
	return b
}
