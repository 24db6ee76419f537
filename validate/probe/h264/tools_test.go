package h264_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/probe/bits/bitstest"
	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/nal"
)

// tools writes a set in 4:4:4 with scaling lists, and with order type 1.
func tools() []byte {
	w := &bitstest.Writer{}
	w.U(8, 244).U(8, 0).U(8, 31).UE(3)
	w.UE(3).Flags(0).UE(2, 2).Flags(0, 1)
	for i := range 12 {
		switch i % 3 {
		case 0: // all of it
			w.Flags(1)
			for range 16 << (i / 6 * 2) {
				w.SE(1)
			}
		case 1: // ends at once: the list of the standard
			w.Flags(1).SE(-8)
		default:
			w.Flags(0)
		}
	}
	w.UE(0, 1).Flags(0).SE(-3, 2).UE(2).SE(4, -4)
	w.UE(4).Flags(0).UE(79, 44).Flags(1, 1, 1).UE(0, 0, 0, 0)
	w.Flags(1, 0, 0, 1).U(3, 5).Flags(0, 1).U(8, 9).U(8, 18).U(8, 9)
	w.U(16, 0)
	return w.Unit(0x67)
}

func TestParseSPSWithAllTools(t *testing.T) {
	t.Parallel()
	want := h264.SPS{ID: 3, Profile: 244, Level: 31, ChromaFormat: 3, Bits: 10, Width: 1280, Height: 720, OrderType: 1,
		VUI: nal.VUI{Transfer: 18, Matrix: 9}}
	got, ok := h264.ParseSPS(tools())
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("ok %v, %s", ok, diff)
	}
}

func TestParseSPSRefuses(t *testing.T) {
	t.Parallel()
	sets := map[string]*bitstest.Writer{
		"id 32":            (&bitstest.Writer{}).U(24, 66<<16).UE(32, 0, 2, 1).Flags(0).UE(7, 5).Flags(1, 0, 0, 0).U(16, 0),
		"order type 3":     (&bitstest.Writer{}).U(24, 66<<16).UE(0, 0, 3, 1).Flags(0).UE(7, 5).Flags(1, 0, 0, 0).U(16, 0),
		"a huge picture":   (&bitstest.Writer{}).U(24, 66<<16).UE(0, 0, 2, 1).Flags(0).UE(99999, 5).Flags(1, 0, 0, 0).U(16, 0),
		"all cropped":      (&bitstest.Writer{}).U(24, 66<<16).UE(0, 0, 2, 1).Flags(0).UE(7, 5).Flags(1, 0, 1).UE(64, 0, 0, 0).U(16, 0),
		"chroma format 4":  (&bitstest.Writer{}).U(24, 100<<16).UE(0, 4, 0, 0).Flags(0, 0).UE(0, 2, 1).Flags(0).UE(7, 5).Flags(1, 0, 0, 0).U(16, 0),
		"30 bits a sample": (&bitstest.Writer{}).U(24, 100<<16).UE(0, 1, 22, 0).Flags(0, 0).UE(0, 2, 1).Flags(0).UE(7, 5).Flags(1, 0, 0, 0).U(16, 0),
	}
	for name, w := range sets {
		if got, ok := h264.ParseSPS(w.Unit(0x67)); ok {
			t.Errorf("%s: got %+v; want it refused", name, got)
		}
	}
}
