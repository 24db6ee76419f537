package main

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// stream is one stream of an OLE compound file.
type stream struct {
	name string
	data []byte
}

const (
	sector     = 512
	endOfChain = 0xFFFFFFFE
	freeSector = 0xFFFFFFFF
	fatSector  = 0xFFFFFFFD
)

// ole makes a compound file as office programs of 1997 to 2003 write it.
func ole(kind string) []byte {
	switch kind {
	case "doc":
		text := "Summer sale. The code SUN30 takes 30 % off.\r"
		return compound(classID(0x00020906), []stream{{"1Table", wordTable(len(text))}, {"WordDocument", wordMain(text)}})
	case "xls":
		return compound(classID(0x00020820), []stream{{"Workbook", workbook()}})
	case "ppt":
		return compound(slideClassID(), []stream{
			{"Current User", currentUser()}, {"\x05SummaryInformation", summary("Microsoft PowerPoint")}, {"PowerPoint Document", slideShow()},
		})
	case "encrypted":
		return compound(make([]byte, 16), []stream{{"EncryptionInfo", encryptionInfo()}, {"EncryptedPackage", scrambled(8192)}})
	case "macros":
		return compound(make([]byte, 16), []stream{{"PROJECT", []byte("ID=\"{00000000-0000-0000-0000-000000000000}\"\r\nName=\"VBAProject\"\r\n")}})
	}
	check(fmt.Errorf("no OLE file %q", kind))
	return nil
}

// compound lays out: header, one FAT sector, one directory sector, then the streams, each padded to at least 4096
// bytes so that none belongs into the mini stream. At most three streams.
func compound(class []byte, streams []stream) []byte {
	slices.SortFunc(streams, func(a, b stream) int { // the order of the directory
		return cmp.Or(len(a.name)-len(b.name), strings.Compare(a.name, b.name))
	})
	fat := []uint32{fatSector, endOfChain}
	directory := entry("Root Entry", 5, class, freeSector, freeSector, uint32(1+len(streams)/2), endOfChain, 0)
	var body []byte
	for i, s := range streams {
		left, right := neighbours(i, len(streams))
		data := padTo(s.data, max(4096, (len(s.data)+sector-1)/sector*sector))
		directory = append(directory, entry(s.name, 2, make([]byte, 16), left, right, freeSector, uint32(len(fat)), len(data))...)
		fat = chain(fat, len(data)/sector)
		body = append(body, data...)
	}
	out := append(compoundHeader(), fatBytes(fat)...)
	return append(append(out, padTo(directory, sector)...), body...)
}

// neighbours makes a tree of the entries: the middle one at the root, its neighbours left and right of it.
func neighbours(i, count int) (left, right uint32) {
	left, right = freeSector, freeSector
	if middle := count / 2; i == middle {
		if middle > 0 {
			left = uint32(middle)
		}
		if middle+1 < count {
			right = uint32(middle + 2)
		}
	}
	return left, right
}

func chain(fat []uint32, sectors int) []uint32 {
	for range sectors - 1 {
		fat = append(fat, uint32(len(fat)+1))
	}
	return append(fat, endOfChain)
}

func fatBytes(fat []uint32) []byte {
	var out []byte
	for i := range sector / 4 {
		v := uint32(freeSector)
		if i < len(fat) {
			v = fat[i]
		}
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}

func compoundHeader() []byte {
	out := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 16)...)
	out = words16(out, 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0)                      // version 3, sectors of 512, mini sectors of 64
	out = words32(out, 0, 1, 1, 0, 4096, endOfChain, 0, endOfChain, 0, 0)   // one FAT sector, directory in sector 1
	return append(out, fatBytes([]uint32{freeSector})[:sector-len(out)]...) // no further FAT sectors
}

func entry(name string, kind byte, class []byte, left, right, child, start uint32, size int) []byte {
	units := utf16.Encode([]rune(name))
	out := padTo(words16(nil, units...), 64)
	out = words16(out, uint16(2*len(units)+2))
	out = append(out, kind, 1)
	out = words32(out, left, right, child)
	out = append(out, class...)
	out = append(out, make([]byte, 20)...) // state and dates
	return words32(out, start, uint32(size), 0)
}

func classID(first uint32) []byte {
	return append(words32(nil, first), 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)
}

func slideClassID() []byte {
	return append(words16(words32(nil, 0x64818D10), 0x4F9B, 0x11CF), 0x86, 0xEA, 0x00, 0xAA, 0x00, 0xB9, 0x29, 0xE8)
}

func padTo(data []byte, n int) []byte { return append(data, make([]byte, max(0, n-len(data)))...) }

func words16(out []byte, values ...uint16) []byte {
	for _, v := range values {
		out = binary.LittleEndian.AppendUint16(out, v)
	}
	return out
}

func words32(out []byte, values ...uint32) []byte {
	for _, v := range values {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}
