package hevc_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/probe/bits/bitstest"
	"github.com/wamedia/wamedia/validate/probe/hevc"
	"github.com/wamedia/wamedia/validate/probe/nal"
)

// tools writes a set that uses every coding tool whose parameters stand before the usability information.
func tools() []byte {
	w := &bitstest.Writer{}
	w.U(4, 0).U(3, 2).U(1, 1)                           // three temporal layers
	w.U(8, 2).U(32, 0x20000000).U(48, 0x9<<44).U(8, 93) // Main 10, level 3.1
	w.Flags(1, 1, 0, 1).U(12, 0)                        // what is said of the lower layers
	w.U(64, 0x0220000000900000).U(24, 0).U(8, 60)       // profile and level of the first
	w.U(8, 90)                                          // level of the second
	w.UE(0, 1, 1920, 1088).Flags(1).UE(0, 0, 0, 4)      // 8 rows of 4:2:0 cropped
	w.UE(2, 2, 4)                                       // 10 bits, order counts of 8 bits
	w.Flags(1).UE(1, 0, 0, 2, 1, 0, 4, 2, 0)            // buffers of each layer
	w.UE(0, 3, 0, 3, 1, 1)
	w.Flags(1, 1) // scaling lists of its own
	for size := range 4 {
		step := 1
		if size == 3 {
			step = 3
		}
		for matrix := 0; matrix < 6; matrix += step {
			if matrix > 0 {
				w.Flags(0).UE(0)
				continue
			}
			w.Flags(1)
			if size > 1 {
				w.SE(8)
			}
			for range min(64, 1<<(4+2*size)) {
				w.SE(0)
			}
		}
	}
	w.Flags(1, 1, 1).U(4, 7).U(4, 7).UE(0, 2).Flags(1) // pcm
	w.UE(3)
	w.UE(2, 1, 0).Flags(1).UE(1).Flags(1).UE(0).Flags(0) // three pictures
	w.Flags(1, 1).UE(0).Flags(1, 0, 1, 0, 0, 1)          // of four, each used or kept: three stay
	w.Flags(1, 1).UE(1).Flags(1, 1, 1, 1)                // from those three, four
	w.Flags(1).UE(1).U(8, 17).Flags(1)                   // a long-term picture
	w.Flags(1, 1)
	w.Flags(1, 1).U(8, 1).Flags(0, 1).U(3, 5).Flags(0, 1).U(8, 9).U(8, 16).U(8, 9)
	w.U(32, 0)
	return w.Unit(hevc.TypeSPS<<1, 1)
}

func TestParseSPSWithAllTools(t *testing.T) {
	t.Parallel()
	want := hevc.SPS{Width: 1920, Height: 1080, ChromaFormat: 1, Bits: 10, VUI: nal.VUI{PixelAspect: 1, Transfer: 16, Matrix: 9}}
	got, ok := hevc.ParseSPS(tools())
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("ok %v, %s", ok, diff)
	}
}
