//go:build vips && cgo

package vips

import (
	"bytes"
	"encoding/binary"
	"math"
)

// isSRGB reports whether an ICC profile changes nothing: it has the name of the one that most cameras and programs embed,
// and its red and green. Others borrow that name to say which curve they have.
func isSRGB(profile []byte) bool {
	const name = "sRGB IEC61966-2"
	wide := make([]byte, 0, 2*len(name)) // as profiles of version 4 write it
	for _, letter := range []byte(name) {
		wide = append(wide, 0, letter)
	}
	return (bytes.Contains(profile, []byte(name)) || bytes.Contains(profile, wide)) &&
		colorant(profile, "rXYZ", 0.4361, 0.2225, 0.0139) && colorant(profile, "gXYZ", 0.3851, 0.7169, 0.0971)
}

// colorant reports whether a tag of a profile holds about this colour (ICC.1:2022, 7.3 and 10.31).
func colorant(profile []byte, tag string, xyz ...float64) bool {
	const table, entry, slack = 132, 12, 0.01
	for at := table; at+entry <= len(profile) && at < table+100*entry; at += entry {
		off := int64(binary.BigEndian.Uint32(profile[at+4:]))
		if string(profile[at:at+4]) != tag || off+20 > int64(len(profile)) {
			continue
		}
		for i, want := range xyz {
			got := float64(int32(binary.BigEndian.Uint32(profile[off+8+4*int64(i):]))) / 65536
			if math.Abs(got-want) > slack {
				return false
			}
		}
		return true
	}
	return false
}
