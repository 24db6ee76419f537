package isobmff_test

import (
	"testing"

	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// seeds are small files with every box that is read.
func seeds(t testing.TB) [][]byte {
	fields := stream{handler: "vide", entry: visual("avc1", 128, 96, avcC(100, 21, spsFields), box("pasp", u32(4, 3)), box("colr", []byte("nclx"), u16(9, 16, 9))),
		samples: pictures("II", "PB"), shifts: u32(2, 1), edits: u32(80, 1, 1<<16)}
	raw := stream{handler: "vide", entry: visual("avc1", 128, 96), samples: [][]byte{cat([]byte{0, 0, 0, 1}, spsMain, []byte{0, 0, 1}, pps, []byte{0, 0, 1}, slices['I'])}}
	v1 := stream{handler: "soun", samples: [][]byte{{1, 2, 3, 4}}, entry: box("mp4a", make([]byte, 6), u16(1, 1, 0), u32(0), u16(2, 16, 0xfffe, 0),
		u32(44100<<16, 1024, 0, 0, 2), box("wave", box("frma", []byte("mp4a")), esds(0x40, "\x2b\x92\x08\x00")))}
	pcm := stream{handler: "soun", entry: sound("sowt", 2, 16, 44100), samples: [][]byte{make([]byte, 64)}}
	packed := without(film("mp42", aacStream()), "stsz")
	hevc := stream{handler: "vide", entry: visual("hvc1", 64, 64, hvcC), samples: [][]byte{{1}}}
	qt := ftyp("qt  ")
	return [][]byte{
		film("mp42", h264Stream("I", "P", "b"), aacStream()), late("qt  ", fields, v1, pcm), film("qt  ", raw), packed,
		fragmented(0), fragmented(0x020000), heic(box("irot", []byte{1}), box("clap", u32(601, 1, 401, 1))).bytes(),
		film("M4A ", hevc, aacStream()), cat(qt, compressed(t, moov(0, []stream{h264Stream("I")}))), fragment(0, pictures("I")),
	}
}

func FuzzProbe(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, file []byte, deep bool) {
		probetest.Guard(t, func() {
			facts := probe(t, file, deep)
			if facts.MIME == "" {
				return
			}
			if facts.Name == "" || facts.Kind == "" || facts.Size != int64(len(file)) {
				t.Errorf("nameless: %+v", facts)
			}
			if facts.Trailing < 0 || facts.Trailing > facts.Size {
				t.Errorf("%d bytes trail in a file of %d", facts.Trailing, facts.Size)
			}
			for _, v := range facts.Video {
				if v.BFrames != nil && *v.BFrames > v.Frames {
					t.Errorf("%d B-frames among %d", *v.BFrames, v.Frames)
				}
			}
		})
	})
}
