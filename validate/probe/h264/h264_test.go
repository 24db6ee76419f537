package h264_test

import (
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/nal"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The sets were written by x264 for pictures of 128×96, 25 per second, unless the name says otherwise.
var sets = []struct {
	name, unit      string
	profile, chroma string
	want            h264.SPS
	none            bool // no B-frames, by the set alone
}{
	{"baseline", "6742c00ada0836c044000003000400000300c83c489a80", "Constrained Baseline", "4:2:0",
		h264.SPS{Profile: 66, Constraints: 0xc0, Level: 10, ChromaFormat: 1, Bits: 8, Width: 128, Height: 96, OrderType: 2,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}, true},
	{"main", "674d400aeca106d808800000030080000019078912cb", "Main", "4:2:0",
		h264.SPS{Profile: 77, Constraints: 0x40, Level: 10, ChromaFormat: 1, Bits: 8, Width: 128, Height: 96,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}, false},
	{"high 10 without B-frames", "676e000aa6cb4106d8088000000300800000190789135001", "High 10", "4:2:0",
		h264.SPS{Profile: 110, Level: 10, ChromaFormat: 1, Bits: 10, Width: 128, Height: 96, OrderType: 2,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}, true},
	{"high 4:2:2", "677a000abcb4106d80880000030008000003019078913501", "High 4:2:2", "4:2:2",
		h264.SPS{Profile: 122, Level: 10, ChromaFormat: 2, Bits: 8, Width: 128, Height: 96, OrderType: 2,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}, true},
	{"high 4:4:4", "67f4000a919b2841b60220000003002000000641e244b2c001", "High 4:4:4 Predictive", "4:4:4",
		h264.SPS{Profile: 244, Level: 10, ChromaFormat: 3, Bits: 8, Width: 128, Height: 96,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}, false},
	{"red, green and blue", "67f4000a919b2841b602dc080801000003000100000300320f12259601", "High 4:4:4 Predictive", "rgb",
		h264.SPS{Profile: 244, Level: 10, ChromaFormat: 3, Bits: 8, Width: 128, Height: 96,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 0}}, false},
	{"gray", "6764000af3650836c05b20000003002000000641e244b2c001", "High", "4:0:0",
		h264.SPS{Profile: 100, Level: 10, ChromaFormat: 0, Bits: 8, Width: 128, Height: 96,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}, false},
	{"fields", "67640015acd9421b6022000003000200000300643e28532c01", "High", "4:2:0",
		h264.SPS{Profile: 100, Level: 21, ChromaFormat: 1, Bits: 8, Width: 128, Height: 96, Fields: true,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}, false},
	{"130×98, cropped", "6764000bacd9424fe2223011000003000100000300320f14299601", "High", "4:2:0",
		h264.SPS{Profile: 100, Level: 11, ChromaFormat: 1, Bits: 8, Width: 130, Height: 98,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}, false},
	{"pixels of 16:11", "6764000aacd9420db041000003000100000300320f12259601", "High", "4:2:0",
		h264.SPS{Profile: 100, Level: 10, ChromaFormat: 1, Bits: 8, Width: 128, Height: 96,
			VUI: nal.VUI{PixelAspect: 16.0 / 11, Transfer: 2, Matrix: 2}}, false},
	{"PQ", "6764000aacd9420db016a12201280000030008000003019078912cb001", "High", "4:2:0",
		h264.SPS{Profile: 100, Level: 10, ChromaFormat: 1, Bits: 8, Width: 128, Height: 96,
			VUI: nal.VUI{PixelAspect: 1, Transfer: 16, Matrix: 9}}, false},
}

func TestParseSPS(t *testing.T) {
	t.Parallel()
	for _, test := range sets {
		got, ok := h264.ParseSPS(unhex(t, test.unit))
		if diff := cmp.Diff(test.want, got); diff != "" || !ok {
			t.Errorf("%s: ok %v, %s", test.name, ok, diff)
		}
		if got.ProfileName() != test.profile || got.Chroma() != test.chroma || got.NoBFrames() != test.none {
			t.Errorf("%s: %q %q, no B-frames %v", test.name, got.ProfileName(), got.Chroma(), got.NoBFrames())
		}
	}
}

func TestParseSPSCut(t *testing.T) {
	t.Parallel()
	whole := unhex(t, sets[0].unit)
	for n := range 7 {
		if got, ok := h264.ParseSPS(whole[:n]); ok {
			t.Errorf("%d bytes: got %+v; want it refused", n, got)
		}
	}
	if _, ok := h264.ParseSPS(append([]byte{0x68}, whole[1:]...)); ok {
		t.Error("a unit of another type was taken for a sequence parameter set")
	}
}

func TestProfileNames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		profile, constraints uint8
		want                 string
	}{
		{66, 0, "Baseline"}, {66, 0x40, "Constrained Baseline"}, {77, 0x40, "Main"}, {88, 0, "Extended"},
		{100, 0x0c, "High"}, {110, 0x10, "High 10 Intra"}, {122, 0x10, "High 4:2:2 Intra"}, {244, 0x10, "High 4:4:4 Intra"},
		{44, 0, "CAVLC 4:4:4"}, {118, 0, "Multiview High"}, {128, 0, "Stereo High"}, {144, 0, "High 4:4:4"}, {7, 0, ""},
	}
	for _, test := range tests {
		if got := h264.ProfileName(test.profile, test.constraints); got != test.want {
			t.Errorf("profile %d, constraints %#x: got %q; want %q", test.profile, test.constraints, got, test.want)
		}
	}
}

func TestParseSlice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		unit []byte
		want h264.Slice
		ok   bool
	}{
		{"I of all", []byte{0x65, 0b1_0001000, 0b1_0000000}, h264.Slice{Whole: true}, true},
		{"P of all", []byte{0x41, 0b1_00110_1_0, 0}, h264.Slice{Whole: true}, true},
		{"B of all", []byte{0x01, 0b1_00111_1_0, 0}, h264.Slice{B: true, Whole: true}, true},
		{"B, set 2, second slice", []byte{0x01, 0b00100_010, 0b011_00000}, h264.Slice{FirstBlock: 3, B: true, PPS: 2}, true},
		{"kind 10", []byte{0x41, 0b1_0001011, 0b1_0000000}, h264.Slice{}, false},
		{"P in a refresh picture", []byte{0x65, 0b1_00110_1_0, 0}, h264.Slice{}, false},
		{"cut", []byte{0x41}, h264.Slice{}, false},
		{"nothing", nil, h264.Slice{}, false},
	}
	for _, test := range tests {
		got, ok := h264.ParseSlice(test.unit)
		if ok != test.ok || ok && got != test.want {
			t.Errorf("%s: got %+v, %v; want %+v, %v", test.name, got, ok, test.want, test.ok)
		}
	}
}

func TestParsePPS(t *testing.T) {
	t.Parallel()
	if id, sps, ok := h264.ParsePPS([]byte{0x68, 0b010_011_00}); id != 1 || sps != 2 || !ok {
		t.Errorf("got %d of %d, %v; want 1 of 2", id, sps, ok)
	}
	for _, unit := range [][]byte{nil, {0x68}, {0x67, 0xff}, {0x68, 0, 0, 0, 0, 0, 0}} {
		if _, _, ok := h264.ParsePPS(unit); ok {
			t.Errorf("% x was taken for a picture parameter set", unit)
		}
	}
}

func TestParseConfig(t *testing.T) {
	t.Parallel()
	record := unhex(t, "014d400affe10016674d400aeca106d808800000030080000019078912cb01000468ef8fc8")
	want := h264.Config{Profile: 77, Constraints: 0x40, Level: 10, LengthSize: 4,
		SPS: [][]byte{unhex(t, sets[1].unit)}, PPS: [][]byte{unhex(t, "68ef8fc8")}}
	got, ok := h264.ParseConfig(record)
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("ok %v, %s", ok, diff)
	}
	if got, ok := h264.ParseConfig(record[:len(record)-1]); ok || len(got.SPS) != 1 || len(got.PPS) != 0 {
		t.Errorf("cut: got %+v, %v; want the first set alone", got, ok)
	}
	record[0] = 2
	if _, ok := h264.ParseConfig(record); ok {
		t.Error("a record of another version was read")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range sets {
		f.Add(unhex(f, s.unit))
	}
	f.Add(unhex(f, "014d400affe10016674d400aeca106d808800000030080000019078912cb01000468ef8fc8"))
	f.Fuzz(func(t *testing.T, in []byte) {
		probetest.Guard(t, func() {
			sps, ok := h264.ParseSPS(in)
			if ok && (sps.Width <= 0 || sps.Height <= 0 || sps.Bits > 14 || sps.Chroma() == "") {
				t.Errorf("accepted %+v", sps)
			}
			h264.ParseSlice(in)
			h264.ParsePPS(in)
			h264.ParseConfig(in)
		})
	})
}
