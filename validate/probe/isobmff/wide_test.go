package isobmff_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/bits/bitstest"
)

func u64(numbers ...uint64) (b []byte) {
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return b
}

// large writes a box with a length of 64 bits.
func large(kind string, parts ...[]byte) []byte {
	body := cat(parts...)
	return cat(u32(1), []byte(kind), u64(uint64(16+len(body))), body)
}

// TestWideFields reads the forms of boxes that are used where 32 bits are not enough.
func TestWideFields(t *testing.T) {
	t.Parallel()
	samples := pictures("I", "P", "B", "P")
	data := cat(samples...)
	var sizes []byte
	for _, s := range samples {
		sizes = append(sizes, u32(uint32(len(s)))...)
	}
	header := func(offset int) []byte {
		stbl := box("stbl", full("stsd", 0, 0, u32(1), avc1(spsMain)), rows("stts", 8, u32(4, 1)),
			rows("stsc", 12, u32(1, 4, 1)), full("stsz", 0, 0, u32(0, 4), sizes), rows("co64", 8, u64(uint64(offset))))
		return large("moov",
			full("mvhd", 1, 0, u64(0, 0), u32(1000), u64(math.MaxUint64), u32(1<<16, 0, 0, 0), u32(1<<16, 0, 0, 0, 1<<16, 0, 0, 0, 1<<30)),
			large("trak",
				full("tkhd", 1, 3, u64(0, 0), u32(1, 0), u64(0), u32(0, 0, 0, 0), u32(0, 1<<16, 0, 0xffff0000, 0, 0, 0, 0, 1<<30)),
				box("edts", full("elst", 1, 0, u32(1), u64(160, 1), u32(1<<16))),
				box("mdia", full("mdhd", 1, 0, u64(0, 0), u32(25), u64(4), u32(0)), full("hdlr", 0, 0, u32(0), []byte("vide"), make([]byte, 13)),
					box("minf", full("vmhd", 0, 1, make([]byte, 8)), stbl))))
	}
	head := ftyp("mp42")
	file := cat(head, header(len(head)+len(header(0))+16), large("mdat", data))
	f := probe(t, file, false)
	if len(f.Damage) > 0 || len(f.Video) != 1 {
		t.Fatalf("got %v, %v", f.Video, f.Damage)
	}
	v := f.Video[0]
	if v.Rotation != 90 || v.BFrames == nil || *v.BFrames != 1 || v.Bytes != int64(len(data)) || math.Abs(*v.Seconds-0.12) > 1e-9 {
		t.Errorf("got %+v, %v seconds; want 90 degrees, one B-frame and 0.12 seconds", v, *v.Seconds)
	}
	past := bytes.Replace(file, u64(uint64(16+len(data))), u64(1<<63), 1)
	if f := probe(t, past, false); !hasDamage(f, media.Suspect) || hasDamage(f, media.Truncated) {
		t.Errorf("mdat of 2^63 bytes: got %v; want a doubt, because no sample is missing", f.Damage)
	}
}

// TestWideItems reads the newer versions of the tables of items, and pieces inside the list itself.
func TestWideItems(t *testing.T) {
	t.Parallel()
	const id = 70000
	meta := func(parts ...[]byte) []byte {
		return cat(ftyp("avif", "mif1"), full("meta", 0, 0, append([][]byte{
			full("hdlr", 0, 0, u32(0), []byte("pict"), make([]byte, 13)), full("pitm", 1, 0, u32(id)),
			full("iinf", 1, 0, u32(2), full("infe", 3, 0, u32(id), u16(0), []byte("av01\x00")), full("infe", 3, 0, u32(7), u16(0), []byte("av01\x00"))),
			box("iprp", box("ipco", ispe(64, 32), av1C, full("auxC", 0, 0, []byte("urn:mpeg:hevc:2015:auxid:1\x00"))),
				full("ipma", 1, 1, u32(2, id), []byte{2}, u16(0x8001, 2), u32(7), []byte{1}, u16(3))),
			full("iref", 1, 0, box("auxl", u32(7), u16(1), u32(id))),
		}, parts...)...))
	}
	place := func(method uint16, offset, length uint64) []byte {
		return full("iloc", 2, 0, u16(0x8888), u32(1, id), u16(method, 0), u64(0), u16(1), u64(0, offset, length))
	}
	want := media.Picture{Width: 64, Height: 32, Bits: 8, Color: "rgb", Alpha: true, Codec: "av1", Subsampling: "4:2:0", Frames: 1}
	f := probe(t, meta(place(1, 2, 6), box("idat", make([]byte, 8))), false)
	if diff := cmp.Diff(want, *f.Picture); diff != "" || len(f.Damage) > 0 {
		t.Errorf("%v %s", f.Damage, diff)
	}
	if f := probe(t, meta(place(1, 3, 6), box("idat", make([]byte, 8))), false); !hasDamage(f, media.Truncated) {
		t.Errorf("behind the end of idat: got %v", f.Damage)
	}
	if f := probe(t, meta(place(0, 1<<61, 1<<61)), false); !hasDamage(f, media.Truncated) {
		t.Errorf("behind the end of the world: got %v", f.Damage)
	}
	if f := probe(t, meta(place(0, 0, 0)), false); len(f.Damage) > 0 {
		t.Errorf("the whole file: got %v", f.Damage)
	}
}

func TestImageCodecs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind, codec string
		record      []byte
		want        media.Picture
	}{
		{"avc1", "h264", avcC(100, 10, spsHigh), media.Picture{Bits: 8, Subsampling: "4:2:0"}},
		{"vvc1", "vvc", full("vvcC", 0, 0, []byte{0xff, 0, 0x51, 0x5f, 0}), media.Picture{Bits: 10, Subsampling: "4:2:0"}},
		{"jpeg", "jpeg", box("jpgC"), media.Picture{}},
		{"j2k1", "jpeg2000", box("j2kH"), media.Picture{}},
		{"unci", "uncompressed", full("pixi", 0, 0, []byte{3, 8, 8, 8}), media.Picture{Bits: 8}},
		{"hev1", "hevc", box("hvcC", unhex("0102200000009000000000001ef000fcfef8f800000f"), []byte{0}), media.Picture{Bits: 8, Subsampling: "4:2:2"}},
	}
	for _, test := range tests {
		s := heic()
		s.kinds[0], s.properties[1], s.brands = test.kind, test.record, []string{"mif1"}
		f := probe(t, s.bytes(), false)
		test.want.Width, test.want.Height, test.want.Color, test.want.Codec, test.want.Frames = 640, 480, "rgb", test.codec, 1
		if diff := cmp.Diff(test.want, *f.Picture); diff != "" || len(f.Damage) > 0 {
			t.Errorf("%s: %v %s", test.kind, f.Damage, diff)
		}
	}
}

// TestAV1SequenceHeader: the colours stand behind fields that hang on one another.
func TestAV1SequenceHeader(t *testing.T) {
	t.Parallel()
	colours := func(w *bitstest.Writer) []byte {
		w.Flags(1, 0, 1).U(8, 9).U(8, 16).U(8, 9).U(8, 0) // 10 bits, colour, described: PQ
		return w.Bytes()
	}
	size := func(w *bitstest.Writer) *bitstest.Writer { return w.U(4, 6).U(4, 6).U(7, 63).U(7, 63) }
	reduced := size((&bitstest.Writer{}).U(3, 0).Flags(1, 1).U(5, 4)).Flags(0, 0, 0).Flags(0, 0, 0)
	timed := (&bitstest.Writer{}).U(3, 0).Flags(0, 0).Flags(1).U(32, 1).U(32, 25).Flags(1).UE(3)
	timed.Flags(1).U(5, 9).U(32, 1).U(5, 3).U(5, 3) // decoder model
	timed.Flags(1).U(5, 1)                          // display delay, two operating points
	timed.U(12, 1).U(5, 9).Flags(1, 1).U(10, 5).U(10, 5).Flags(0, 1).U(4, 3)
	timed.U(12, 2).U(5, 4).Flags(0, 0)
	size(timed).Flags(1).U(7, 0).Flags(0, 1, 1).Flags(1, 1, 1, 1, 1, 1, 1) // numbered frames, all tools, order hints
	timed.Flags(0, 1, 0, 1).U(3, 6).Flags(0, 1, 1)                         // screen content always, motion vectors as said
	for name, header := range map[string][]byte{"reduced": colours(reduced), "all fields": colours(timed)} {
		obu := cat([]byte{0x0a, byte(len(header))}, header)
		entry := visual("av01", 64, 64, box("av1C", unhex("81004c00"), obu))
		f := probe(t, film("mp42", stream{handler: "vide", entry: entry}), false)
		if got := f.Video[0]; got.Transfer != "pq" || got.Bits != 10 {
			t.Errorf("%s: got %+v; want PQ", name, got)
		}
		entry = visual("av01", 64, 64, box("av1C", unhex("81004c00"), obu[:len(obu)-5]))
		if got := probe(t, film("mp42", stream{handler: "vide", entry: entry}), false).Video[0]; got.Transfer != "" {
			t.Errorf("%s, cut: got %q", name, got.Transfer)
		}
	}
}
