// Package icc reads the colour space of an embedded colour profile from its header.
package icc

import "strings"

// HeaderSize is how many bytes of a profile Space looks at.
const HeaderSize = 40

// Space returns the data colour space of the profile that starts with head: RGB, CMYK, GRAY, LAB, XYZ … It is empty
// when head is not the start of a profile.
func Space(head []byte) string {
	if len(head) < HeaderSize || string(head[36:40]) != "acsp" {
		return ""
	}
	return strings.ToUpper(strings.TrimRight(printable(head[16:20]), " "))
}

// printable drops what is not ASCII: the four bytes end up in reports.
func printable(b []byte) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, string(b))
}
