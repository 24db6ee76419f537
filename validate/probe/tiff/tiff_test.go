package tiff_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	xtiff "golang.org/x/image/tiff"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/tiff"
)

// encoded writes a picture as Go does.
func encoded(t testing.TB, m image.Image, c xtiff.CompressionType) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xtiff.Encode(&b, m, &xtiff.Options{Compression: c}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// entry is a tag and its numbers.
type entry struct {
	tag    uint16
	values []uint32
}

func tag(t uint16, v ...uint32) entry { return entry{t, v} }

// pages builds a big-endian file of directories, one behind the other, in which all numbers are LONG.
func pages(list ...[]entry) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08")
	for i, entries := range list {
		start := len(b)
		extra := start + 2 + 12*len(entries) + 4
		var far []byte
		b = binary.BigEndian.AppendUint16(b, uint16(len(entries)))
		for _, e := range entries {
			b = binary.BigEndian.AppendUint16(b, e.tag)
			b = binary.BigEndian.AppendUint16(b, 4)
			b = binary.BigEndian.AppendUint32(b, uint32(len(e.values)))
			if len(e.values) == 1 {
				b = binary.BigEndian.AppendUint32(b, e.values[0])
				continue
			}
			b = binary.BigEndian.AppendUint32(b, uint32(extra+len(far)))
			for _, v := range e.values {
				far = binary.BigEndian.AppendUint32(far, v)
			}
		}
		next := 0
		if i < len(list)-1 {
			next = extra + len(far)
		}
		b = append(binary.BigEndian.AppendUint32(b, uint32(next)), far...)
	}
	return b
}

// page is a gray picture of 4 × 2 pixels in strips of one byte each, with more tags.
func page(more ...entry) []entry {
	return append([]entry{tag(256, 4), tag(257, 2), tag(258, 8), tag(262, 1), tag(273, 8, 9), tag(279, 1, 1)}, more...)
}

// big is a BigTIFF file of the same kind, little-endian.
func big() []byte {
	b := []byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00")
	for _, e := range [][2]uint64{{256, 70_000}, {257, 2}, {273, 16}, {279, 8}} {
		b = binary.LittleEndian.AppendUint16(b, uint16(e[0]))
		b = binary.LittleEndian.AppendUint16(b, 16)
		b = binary.LittleEndian.AppendUint64(b, 1)
		b = binary.LittleEndian.AppendUint64(b, e[1])
	}
	return append(b, make([]byte, 8)...)
}

func TestPicture(t *testing.T) {
	t.Parallel()
	area := image.Rect(0, 0, 30, 20)
	tests := []struct {
		name, mime, title string
		in                []byte
		want              media.Picture
	}{
		{"RGBA", "image/tiff", "TIFF image", encoded(t, image.NewNRGBA(area), xtiff.Uncompressed), media.Picture{Width: 30, Height: 20, Bits: 8, Color: "rgb", Alpha: true, Codec: "none", Frames: 1}},
		{"16 bits, deflated", "image/tiff", "TIFF image", encoded(t, image.NewGray16(area), xtiff.Deflate), media.Picture{Width: 30, Height: 20, Bits: 16, Color: "gray", Codec: "deflate", Frames: 1}},
		{"CMYK", "image/tiff", "TIFF image", pages(page(tag(259, 5), tag(262, 5))), media.Picture{Width: 4, Height: 2, Bits: 8, Color: "cmyk", Codec: "lzw", Frames: 1}},
		{"orientation", "image/tiff", "TIFF image", pages(page(tag(274, 6))), media.Picture{Width: 4, Height: 2, Bits: 8, Color: "gray", Codec: "none", Orientation: 6, Frames: 1}},
		{"metadata", "image/tiff", "TIFF image", pages(page(tag(700, 1, 2, 3))), media.Picture{Width: 4, Height: 2, Bits: 8, Color: "gray", Codec: "none", MetadataBytes: 12, Frames: 1}},
		{
			"three pages, one a smaller copy", "image/tiff", "TIFF image (2 pages)", pages(page(), page(tag(254, 1)), page()),
			media.Picture{Width: 4, Height: 2, Bits: 8, Color: "gray", Codec: "none", Frames: 2},
		},
		{"BigTIFF", "image/tiff", "TIFF image", big(), media.Picture{Width: 70_000, Height: 2, Bits: 1, Color: "gray", Codec: "none", Frames: 1}},
		{"raw photo", "image/x-adobe-dng", "DNG raw photo", pages(page(tag(50706, 1))), media.Picture{Width: 4, Height: 2, Bits: 8, Color: "gray", Codec: "none", Frames: 1}},
		{
			"raw photo of Canon", "image/x-canon-cr2", "Canon raw photo (CR2)",
			append([]byte("II*\x00\x10\x00\x00\x00CR\x02\x00\x00\x00\x00\x00\x03\x00\x00\x01\x04\x00\x01\x00\x00\x00\x09\x00\x00\x00\x01\x01\x03\x00\x01\x00\x00\x00\x05\x00\x00\x00\x11\x01\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00"), 0, 0, 0, 0),
			media.Picture{Width: 9, Height: 5, Bits: 1, Color: "gray", Codec: "none", Frames: 1},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := probetest.Read(tiff.Probe, tt.in, false)
			if diff := cmp.Diff(&tt.want, got.Picture); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(got.Damage) > 0 || got.MIME != tt.mime || got.Kind != media.Image || got.Name != tt.title {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestNames gives each colour model and compression.
func TestNames(t *testing.T) {
	t.Parallel()
	colors := map[uint32]string{0: "gray", 2: "rgb", 3: "palette", 5: "cmyk", 6: "rgb", 8: "lab", 4: ""}
	for v, want := range colors {
		if got := probetest.Read(tiff.Probe, pages([]entry{tag(256, 4), tag(257, 2), tag(262, v), tag(273, 8)}), false).Picture.Color; got != want {
			t.Errorf("photometric %d is %q; want %q", v, got, want)
		}
	}
	codecs := map[uint32]string{
		1: "none", 3: "ccitt", 5: "lzw", 7: "jpeg", 8: "deflate", 32773: "packbits", 34712: "jpeg2000", 34925: "lzma",
		50000: "zstd", 50001: "webp", 99: "other",
	}
	for v, want := range codecs {
		got := probetest.Read(tiff.Probe, pages(page(tag(259, v))), true)
		if got.Picture.Codec != want || (got.Undecided["pixels"] == "") != (want == "none") {
			t.Errorf("compression %d is %q, undecided %v; want %q", v, got.Picture.Codec, got.Undecided, want)
		}
	}
}

// damaged is a file and what is wrong with it.
type damaged struct {
	name string
	in   []byte
	want []media.DamageKind
}

func samples(t testing.TB) []damaged {
	whole := encoded(t, image.NewNRGBA(image.Rect(0, 0, 30, 20)), xtiff.Uncompressed)
	truncated := []media.DamageKind{media.Truncated}
	loop := pages(page())
	binary.BigEndian.PutUint32(loop[8+2+12*6:], 8)
	return []damaged{
		{"whole", whole, nil},
		{"BigTIFF", big(), nil},
		{"pages", pages(page(), page()), nil},
		{"a directory that follows itself", loop, nil},
		{"cut", whole[:len(whole)/2], truncated},
		{"cut in the header", whole[:6], truncated},
		{"cut in the second directory", pages(page(), page())[:120], truncated},
		{"a strip outside", pages(page(tag(273, 8, 1e6))), truncated},
		{"a tile outside", pages([]entry{tag(256, 4), tag(257, 2), tag(324, 8), tag(325, 1e6)}), truncated},
		{"strips of which none is known", pages([]entry{tag(256, 4), tag(257, 2)}), []media.DamageKind{media.NoContent}},
		{"no width", pages([]entry{tag(257, 2), tag(273, 8)}), []media.DamageKind{media.Corrupt}},
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	for _, s := range samples(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			got := probetest.Read(tiff.Probe, s.in, false)
			if diff := cmp.Diff(s.want, probetest.Kinds(got)); diff != "" {
				t.Errorf("(-want +got)\n%s%+v", diff, got.Damage)
			}
		})
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "II", "IIRO", "text"} {
		if diff := cmp.Diff(media.Facts{}, probetest.Read(tiff.Probe, []byte(in), true)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", in, diff)
		}
	}
}

// TestBounds gives directories that share one long list of strips, and a list longer than the file.
func TestBounds(t *testing.T) {
	strips := make([]uint32, 100_000)
	shared := pages([]entry{tag(256, 4), tag(257, 2), tag(273, strips...)})
	at := binary.BigEndian.Uint32(shared[8+2+2*12+8:])
	var many [][]entry
	for range 900 {
		many = append(many, []entry{tag(256, 4), tag(257, 2), tag(273, 8)})
	}
	chained := pages(many...)
	for i := 8; i+30 < len(chained); i += 2 + 3*12 + 4 {
		binary.BigEndian.PutUint32(chained[i+2+2*12+4:], 100_000)
		binary.BigEndian.PutUint32(chained[i+2+2*12+8:], at)
	}
	for name, in := range map[string][]byte{
		"long list":   shared,
		"shared list": append(chained, strings.Repeat("\x00\x00\x00\x01", 100_000)...),
	} {
		probetest.Guard(t, func() {
			if got := probetest.Read(tiff.Probe, in, true); got.MIME != "image/tiff" {
				t.Errorf("%s: %+v", name, got)
			}
		})
	}
}

func FuzzProbe(f *testing.F) {
	var seeds [][]byte
	for _, s := range samples(f) {
		seeds = append(seeds, s.in)
	}
	probetest.Fuzz(f, tiff.Probe, seeds...)
}
