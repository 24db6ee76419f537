package hevc_test

import (
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/probe/hevc"
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

// The sets were written by x265 for pictures of 128×96 unless the name says otherwise; head is the record's start.
var sets = []struct {
	name, unit, head, profile string
	want                      hevc.SPS
}{
	{"main", "42010101600000030090000003000003001ea01020616595952930bc05a02000000300200000030321",
		"0101600000009000000000001ef000fcfdf8f800000f", "Main",
		hevc.SPS{Width: 128, Height: 96, ChromaFormat: 1, Bits: 8, VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}},
	{"main 10, HLG", "42010102200000030090000003000003001ea010206136595952930bc05a810901020000030002000003003210",
		"0102200000009000000000001ef000fcfdfafa00000f", "Main 10",
		hevc.SPS{Width: 128, Height: 96, ChromaFormat: 1, Bits: 10, VUI: nal.VUI{PixelAspect: 1, Transfer: 18, Matrix: 2}}},
	{"130×98 in 4:4:4", "4201010408000003009e0800000300001e9002440e38f8fcb2b2a5261780b4040000030004000003006420",
		"0104080000009e08000000001ef000fcfff8f800000f", "Rext",
		hevc.SPS{Width: 130, Height: 98, ChromaFormat: 3, Bits: 8, VUI: nal.VUI{PixelAspect: 1, Transfer: 2, Matrix: 2}}},
	{"4:2:2, PQ", "4201010408000003009d0800000300001eb010206136595952930bc05a810801020000030002000003003210",
		"0104080000009d08000000001ef000fcfefafa00000f", "Rext",
		hevc.SPS{Width: 128, Height: 96, ChromaFormat: 2, Bits: 10, VUI: nal.VUI{PixelAspect: 1, Transfer: 16, Matrix: 2}}},
}

func TestParseSPS(t *testing.T) {
	t.Parallel()
	for _, test := range sets {
		got, ok := hevc.ParseSPS(unhex(t, test.unit))
		if diff := cmp.Diff(test.want, got); diff != "" || !ok {
			t.Errorf("%s: ok %v, %s", test.name, ok, diff)
		}
		for n := range 18 {
			if got, ok := hevc.ParseSPS(unhex(t, test.unit)[:n]); ok {
				t.Errorf("%s, %d bytes: got %+v; want it refused", test.name, n, got)
			}
		}
	}
}

func record(t testing.TB, head, unit string) []byte {
	b := append(unhex(t, head), 1, hevc.TypeSPS, 0, 1, 0, byte(len(unit)/2))
	return append(b, unhex(t, unit)...)
}

func TestParseConfig(t *testing.T) {
	t.Parallel()
	for _, test := range sets {
		b := record(t, test.head, test.unit)
		got, ok := hevc.ParseConfig(b)
		want := hevc.Config{Profile: got.Profile, Level: 10, ChromaFormat: test.want.ChromaFormat, Bits: test.want.Bits,
			SPS: [][]byte{unhex(t, test.unit)}}
		if diff := cmp.Diff(want, got); diff != "" || !ok || got.ProfileName() != test.profile {
			t.Errorf("%s: ok %v, profile %q, %s", test.name, ok, got.ProfileName(), diff)
		}
		if got, ok := hevc.ParseConfig(b[:len(b)-1]); ok || len(got.SPS) != 0 {
			t.Errorf("%s, cut: got %+v, %v", test.name, got, ok)
		}
	}
	interlaced := record(t, sets[0].head, sets[0].unit)
	interlaced[6] = 0x40
	if got, _ := hevc.ParseConfig(interlaced); !got.Interlaced {
		t.Error("an interlaced source was not noticed")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range sets {
		f.Add(unhex(f, s.unit))
		f.Add(record(f, s.head, s.unit))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		probetest.Guard(t, func() {
			if sps, ok := hevc.ParseSPS(in); ok && (sps.Width <= 0 || sps.Height <= 0) {
				t.Errorf("accepted %+v", sps)
			}
			hevc.ParseConfig(in)
		})
	})
}
