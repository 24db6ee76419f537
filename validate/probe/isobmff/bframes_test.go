package isobmff_test

import (
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
)

// trun writes a run of samples with their sizes.
func trun(flags uint32, offset int, samples [][]byte) []byte {
	b := u32(uint32(len(samples)), uint32(offset))
	for _, s := range samples {
		b = append(b, u32(uint32(len(s)))...)
	}
	return full("trun", 0, flags|0x201, b)
}

// fragment writes moof and mdat. Every stream is a track of its own.
func fragment(base uint32, streams ...[][]byte) []byte {
	build := func(offset int) []byte {
		moof := [][]byte{full("mfhd", 0, 0, u32(1))}
		for i, samples := range streams {
			moof = append(moof, box("traf", full("tfhd", 0, base, u32(uint32(i+1))), trun(0, offset, samples)))
			offset += len(cat(samples...))
		}
		return box("moof", moof...)
	}
	var data [][]byte
	for _, samples := range streams {
		data = append(data, samples...)
	}
	return cat(build(len(build(0))+8), box("mdat", data...))
}

func mvex(ids ...uint32) []byte {
	var b [][]byte
	for _, id := range ids {
		b = append(b, full("trex", 0, 0, u32(id, 1, 1, 0, 0)))
	}
	return box("mvex", b...)
}

// fragmented writes a header without samples, and two fragments of four pictures, one of them a B-frame each.
func fragmented(base uint32) []byte {
	empty := stream{handler: "vide", entry: avc1(spsMain)}
	kinds := pictures("I", "P", "b", "P")
	return cat(ftyp("iso5"), moov(0, []stream{empty}, mvex(1)), fragment(base, kinds), fragment(base, kinds))
}

func TestBFrames(t *testing.T) {
	t.Parallel()
	withEntry := func(entry []byte, kinds ...string) []byte {
		return film("mp42", stream{handler: "vide", entry: entry, samples: pictures(kinds...)})
	}
	raw := func(kinds ...string) (samples [][]byte) {
		for _, k := range kinds {
			sample := cat([]byte{0, 0, 0, 1}, spsMain, []byte{0, 0, 0, 1}, pps)
			for _, kind := range k {
				sample = cat(sample, []byte{0, 0, 1}, slices[kind])
			}
			samples = append(samples, sample)
		}
		return samples
	}
	inBand := pictures("I", "b")
	inBand[0] = cat(unit(spsMain), unit(pps), inBand[0])
	short := stream{handler: "vide", entry: visual("avc1", 128, 96, avcC(77, 10, spsMain)), samples: [][]byte{}}
	short.entry = []byte(strings.Replace(string(short.entry), "\xff\xe1", "\xfd\xe1", 1)) // lengths of two bytes
	for _, k := range "IPb" {
		short.samples = append(short.samples, cat(u16(3), slices[k]))
	}
	hybrid := h264Stream("I", "b")
	hybridHead := ftyp("iso5")
	hybridMoov := moov(0, []stream{hybrid}, mvex(1))
	hybridMoov = moov(len(hybridHead)+len(hybridMoov)+8, []stream{hybrid}, mvex(1))

	tests := []struct {
		name string
		file []byte
		want int
	}{
		{"none", withEntry(avc1(spsMain), "I", "P", "P"), 0},
		{"two", withEntry(avc1(spsMain), "I", "P", "B", "B"), 2},
		{"said slice by slice", withEntry(avc1(spsMain), "iii", "ppp", "bbb"), 1},
		{"in the last slice of a mixed picture", withEntry(avc1(spsMain), "i", "ppb", "ppp"), 1},
		{"in the second field", withEntry(avc1(spsFields), "II", "PB", "PP"), 1},
		{"High profile", withEntry(avc1(spsHigh), "I", "B"), 1},
		{"Baseline proves none", withEntry(avc1(spsBaseline), "I", "P"), 0},
		{"the record lies, the set is Baseline", withEntry(visual("avc1", 1, 1, avcC(100, 10, spsBaseline)), "I", "P"), 0},
		{"sets among the samples", film("mp42", stream{handler: "vide", entry: visual("avc3", 128, 96, avcC(77, 10)), samples: inBand}), 1},
		{"start codes", film("qt  ", stream{handler: "vide", entry: visual("avc1", 128, 96), samples: raw("I", "P", "b")}), 1},
		{"lengths of two bytes", film("mp42", short), 1},
		{"fragments", fragmented(0), 2},
		{"fragments counted from moof", fragmented(0x020000), 2},
		{"fragments behind samples of the header", cat(hybridHead, hybridMoov, mdat([]stream{hybrid}), fragment(0, pictures("P", "b"))), 2},
	}
	for _, test := range tests {
		for _, deep := range []bool{false, true} {
			f := probe(t, test.file, deep)
			if len(f.Video) != 1 || f.Video[0].BFrames == nil {
				t.Errorf("%s, deep %v: undecided: %v; want %d", test.name, deep, f.Undecided, test.want)
				continue
			}
			if got := *f.Video[0].BFrames; got != test.want {
				t.Errorf("%s, deep %v: got %d; want %d", test.name, deep, got, test.want)
			}
			if hasDamage(f, media.Corrupt) || hasDamage(f, media.Truncated) {
				t.Errorf("%s: %v", test.name, f.Damage)
			}
		}
	}
}

func TestBFramesUndecided(t *testing.T) {
	t.Parallel()
	frma := box("sinf", box("frma", []byte("avc1")), full("schm", 0, 0, []byte("cenc"), u32(1<<16)))
	encrypted := h264Stream("I", "B")
	encrypted.entry = visual("encv", 128, 96, avcC(77, 10, spsMain), frma)
	empty := stream{handler: "vide", entry: avc1(spsMain)}
	many := h264Stream()
	sample := picture(strings.Repeat("p", 1000))
	for range 600 {
		many.samples = append(many.samples, sample)
	}
	tests := []struct {
		name, why string
		file      []byte
	}{
		{"encrypted", "encrypted", film("mp42", encrypted)},
		{"no samples", "no samples", film("mp42", empty)},
		{"more slices than are read", "more slices", film("mp42", many)},
		{"damaged before any is found", "damaged", film("mp42", stream{handler: "vide", entry: avc1(spsMain), samples: [][]byte{picture("I"), u32(9, 9)}})},
	}
	for _, test := range tests {
		f := probe(t, test.file, false)
		if f.Video[0].BFrames != nil || !strings.Contains(f.Undecided["b-frames"], test.why) {
			t.Errorf("%s: got %v, %q; want a reason with %q", test.name, f.Video[0].BFrames, f.Undecided["b-frames"], test.why)
		}
	}
}
