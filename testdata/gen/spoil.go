package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// cut keeps the first share of a file.
func cut(percent int, data []byte) []byte { return data[:len(data)*percent/100] }

// spoil damages one place that a look at the structure does not show.
func spoil(how string, data []byte) []byte {
	switch how {
	case "jpeg-scan":
		at := len(data) / 2
		copy(data[at:], bytes.Repeat([]byte{0xFF, 0x00}, 32)) // a run of ones is no Huffman code
	case "png-crc":
		data[bytes.LastIndex(data, []byte("IEND"))-5] ^= 1 // the last byte of the last IDAT's CRC
	case "ogg-page":
		data[len(data)/2] ^= 0x55
	default:
		check(fmt.Errorf("cannot spoil %q", how))
	}
	return data
}

// beforeBox keeps what stands before the first top-level box of that name.
func beforeBox(name string, data []byte) []byte {
	for at := 0; at+8 <= len(data); {
		if string(data[at+4:at+8]) == name {
			return data[:at]
		}
		at += int(binary.BigEndian.Uint32(data[at:]))
	}
	check(fmt.Errorf("no box %q", name))
	return nil
}

// padMP4 appends a free box, which holds nothing.
func padMP4(n int, data []byte) []byte {
	data = binary.BigEndian.AppendUint32(data, uint32(n))
	data = append(data, "free"...)
	return append(data, make([]byte, n-8)...)
}

// declareSBR turns the "no SBR" that ffmpeg writes behind an AudioSpecificConfig into "SBR at twice the rate", which
// makes HE-AAC of 24 kHz AAC-LC: players double the rate, the frames stay.
func declareSBR(data []byte) []byte {
	at := bytes.Index(data, []byte{0x56, 0xE5, 0x00})
	if at < 0 {
		check(fmt.Errorf("no AudioSpecificConfig with a sync extension"))
	}
	data[at+2] = 0x80 | 3<<3 // sbrPresentFlag, then frequency index 3: 48 kHz
	return data
}
