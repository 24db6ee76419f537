package icc_test

import (
	"testing"

	"github.com/wamedia/wamedia/validate/probe/icc"
)

func TestSpace(t *testing.T) {
	t.Parallel()
	profile := func(space, mark string) []byte {
		b := make([]byte, 128)
		copy(b[16:], space)
		copy(b[36:], mark)
		return b
	}
	tests := []struct {
		in   []byte
		want string
	}{
		{profile("RGB ", "acsp"), "RGB"},
		{profile("CMYK", "acsp"), "CMYK"},
		{profile("GRAY", "acsp"), "GRAY"},
		{profile("Lab ", "acsp"), "LAB"},
		{profile("\x1b[1m", "acsp"), "[1M"},
		{profile("RGB ", "none"), ""},
		{profile("RGB ", "acsp")[:39], ""},
		{nil, ""},
	}
	for _, tt := range tests {
		if got := icc.Space(tt.in); got != tt.want {
			t.Errorf("%q; want %q", got, tt.want)
		}
	}
}
