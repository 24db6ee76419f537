package nal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/probe/bits"
	"github.com/wamedia/wamedia/validate/probe/nal"
)

func TestUnescape(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		in, want []byte
		limit    int
	}{
		{"nothing to do", []byte{1, 2, 3}, []byte{1, 2, 3}, 9},
		{"a three behind two zeros goes", []byte{0, 0, 3, 1}, []byte{0, 0, 1}, 9},
		{"a three behind one zero stays", []byte{1, 0, 3, 1}, []byte{1, 0, 3, 1}, 9},
		{"zeros are counted anew", []byte{0, 0, 3, 0, 0, 3, 0, 0}, []byte{0, 0, 0, 0, 0, 0}, 9},
		{"no more than asked for", []byte{0, 0, 3, 1, 2, 3}, []byte{0, 0, 1}, 3},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, nal.Unescape(test.in, test.limit)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestReadVUI(t *testing.T) {
	t.Parallel()
	unsaid := nal.VUI{Transfer: 2, Matrix: 2}
	tests := []struct {
		name string
		in   []byte
		want nal.VUI
	}{
		{"none", []byte{0}, unsaid},
		{"empty", nil, unsaid},
		// 1, aspect 1 idc 14, no overscan, signal 1 101 0, description 1, 9 16 9
		{"4:3 and PQ", []byte{0b11000011, 0b10011010, 0b10000100, 0b10001000, 0b00000100, 0b10000000},
			nal.VUI{PixelAspect: 4.0 / 3, Transfer: 16, Matrix: 9}},
		// 1, aspect 1 idc 255 64:45
		{"its own ratio", []byte{0b11111111, 0b11000000, 0b00010000, 0b00000000, 0b00001011, 0b01000000},
			nal.VUI{PixelAspect: 64.0 / 45, Transfer: 2, Matrix: 2}},
		{"a ratio of nothing", []byte{0b11111111, 0b11000000, 0b00010000, 0, 0, 0}, unsaid},
		{"cut in the colours", []byte{0b10011010, 0b10000100}, unsaid},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, nal.ReadVUI(bits.New(test.in))); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}
