package raster_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/bmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/raster"
)

// le writes numbers of 16 bits, the least significant byte first.
func le(list ...int) string {
	var b []byte
	for _, v := range list {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	return string(b)
}

func box(name, body string) string { return probetest.BE32(len(body)+8) + name + body }

func pad(n int) string { return strings.Repeat("\x00", n) }

// bitmap encodes a picture as Go does.
func bitmap(t testing.TB, m image.Image) string {
	t.Helper()
	var b bytes.Buffer
	if err := bmp.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	jp2 = "\x00\x00\x00\x0cjP  \r\n\x87\n"
	jxl = "\x00\x00\x00\x0cJXL \r\n\x87\n"
)

// lsb packs numbers of so many bits, the lowest first: pairs of value and bits.
func lsb(pairs ...int) string {
	b, at := make([]byte, 16), 0
	for i := 0; i < len(pairs); i += 2 {
		for k := range pairs[i+1] {
			b[at/8] |= byte(pairs[i]>>k&1) << (at % 8)
			at++
		}
	}
	return string(b)
}

// sample is a file and what it is.
type sample struct {
	in, mime, name string
	want           media.Picture
}

func samples(t testing.TB) []sample {
	rect := image.Rect(0, 0, 30, 20)
	dib := probetest.LE32(40, 7, 12, 1|24<<16, 0) + pad(20)
	png := "\x89PNG\r\n\x1a\n" + probetest.BE32(13) + "IHDR" + probetest.BE32(64, 48) + "\x08\x03\x00\x00\x00"
	entry := func(w, h byte, size, off int) string {
		return string([]byte{w, h, 0, 0, 1, 0, 32, 0}) + probetest.LE32(size, off)
	}
	placeable := "\xd7\xcd\xc6\x9a\x00\x00" + le(0, 0, 1440, 720, 1440)
	return []sample{
		{bitmap(t, image.NewNRGBA(rect)), "image/bmp", "BMP image", media.Picture{Width: 30, Height: 20, Bits: 8, Color: "rgb", Codec: "none"}},
		{"BM" + pad(8) + probetest.LE32(122) + probetest.LE32(108, 7, 6, 1|32<<16, 3, 0, 0, 0, 0, 0, 255, 0xff00, 0xff0000, 0xff000000) + pad(52+168), "image/bmp", "BMP image", media.Picture{Width: 7, Height: 6, Bits: 8, Color: "rgb", Alpha: true, Codec: "none"}},
		{bitmap(t, image.NewGray(rect)), "image/bmp", "BMP image", media.Picture{Width: 30, Height: 20, Bits: 8, Color: "palette", Codec: "none"}},
		{"BM" + pad(8) + probetest.LE32(26, 12) + le(3, 2, 1, 16) + pad(16), "image/bmp", "BMP image", media.Picture{Width: 3, Height: 2, Bits: 5, Color: "rgb", Codec: "none"}},
		{"BM" + pad(8) + probetest.LE32(54) + probetest.LE32(40, 7, -6, 1|8<<16, 1) + pad(20), "image/bmp", "BMP image", media.Picture{Width: 7, Height: 6, Bits: 8, Color: "palette", Codec: "rle"}},
		{
			le(0, 1, 2) + entry(16, 16, 4, 38) + entry(0, 0, 29, 42) + "\x28\x00\x00\x00" + png, "image/x-icon", "icon (2 pictures)",
			media.Picture{Width: 64, Height: 48, Bits: 8, Color: "palette", Alpha: true, Codec: "deflate"},
		},
		{le(0, 2, 1) + entry(7, 6, 40, 22) + dib, "image/x-win-bitmap", "cursor", media.Picture{Width: 7, Height: 6, Bits: 8, Color: "rgb", Alpha: true, Codec: "none"}},
		{"8BPS\x00\x01" + pad(6) + "\x00\x05" + probetest.BE32(20, 30) + "\x00\x08\x00\x04", "image/vnd.adobe.photoshop", "Photoshop image", media.Picture{Width: 30, Height: 20, Bits: 8, Color: "cmyk", Alpha: true}},
		{"8BPS\x00\x02" + pad(6) + "\x00\x01" + probetest.BE32(20, 30) + "\x00\x10\x00\x01", "image/vnd.adobe.photoshop", "Photoshop image", media.Picture{Width: 30, Height: 20, Bits: 16, Color: "gray"}},
		{"\xff\x0a" + lsb(1, 1, 4, 5, 1, 3, 1, 1), "image/jxl", "JPEG XL image", media.Picture{Width: 40, Height: 40, Bits: 8, Color: "rgb", Codec: "jxl"}},
		{
			jxl + box("ftyp", "jxl ") + box("Exif", "1234") + box("jxlp", "\x00\x00\x00\x00\xff\x0a"+lsb(0, 1, 1, 2, 999, 13, 0, 3, 0, 2, 499, 9, 0, 1, 1, 1, 5, 3, 0, 1, 0, 1, 1, 1)),
			"image/jxl", "JPEG XL image (animated)",
			media.Picture{Width: 500, Height: 1000, Bits: 8, Color: "rgb", Codec: "jxl", Orientation: 6, MetadataBytes: 12},
		},
		{
			jp2 + box("ftyp", "jp2 ") + box("jp2h", box("ihdr", probetest.BE32(20, 30)+"\x00\x04\x0b\x07\x00\x00")+box("colr", "\x01\x00\x00"+probetest.BE32(12))) + box("xml ", "<a/>") + box("jp2c", "data"),
			"image/jp2", "JPEG 2000 image", media.Picture{Width: 30, Height: 20, Bits: 12, Color: "cmyk", Codec: "jpeg2000", MetadataBytes: 12},
		},
		{"\xff\x4f\xff\x51\x00\x2f\x00\x00" + probetest.BE32(30, 20, 0, 0) + pad(16) + "\x00\x01\x07", "image/jp2", "JPEG 2000 codestream", media.Picture{Width: 30, Height: 20, Bits: 8, Color: "gray", Codec: "jpeg2000"}},
		{"v/1\x01\x02\x00\x00\x00dataWindow\x00box2i\x00" + probetest.LE32(16, 10, 20, 39, 39), "image/x-exr", "OpenEXR image", media.Picture{Width: 30, Height: 20, Color: "rgb"}},
		{"BPG\xfb\x30\x00\x81\x10\x14" + pad(9), "image/bpg", "BPG image", media.Picture{Width: 144, Height: 20, Bits: 8, Color: "rgb", Alpha: true, Codec: "hevc"}},
		{"DDS " + probetest.LE32(124, 0, 20, 30), "image/vnd-ms.dds", "DirectDraw surface", media.Picture{Width: 30, Height: 20}},
		{"qoif" + probetest.BE32(30, 20) + "\x04\x00", "image/qoi", "QOI image", media.Picture{Width: 30, Height: 20, Bits: 8, Color: "rgb", Alpha: true}},
		{"farbfeld" + probetest.BE32(30, 20), "image/x-farbfeld", "farbfeld image", media.Picture{Width: 30, Height: 20}},
		{"gimp xcf v011\x00" + probetest.BE32(30, 20), "image/x-xcf", "GIMP image", media.Picture{Width: 30, Height: 20}},
		{"\x8aMNG\r\n\x1a\n" + probetest.BE32(28) + "MHDR" + probetest.BE32(30, 20), "video/x-mng", "MNG animation", media.Picture{Width: 30, Height: 20}},
		{"#?RADIANCE\n", "image/vnd.radiance", "Radiance HDR image", media.Picture{}},
		{"FORM\x00\x00\x00\x20ILBMBMHD" + probetest.BE32(20) + "\x00\x1e\x00\x14", "image/x-ilbm", "ILBM image", media.Picture{Width: 30, Height: 20}},
		{probetest.LE32(1, 88, 0, 0, 29, 19) + pad(16) + " EMF", "image/emf", "Windows enhanced metafile", media.Picture{Width: 30, Height: 20}},
		{placeable, "image/wmf", "Windows metafile", media.Picture{Width: 1440, Height: 720}},
		{"\x01\x00\x09\x00\x00\x03", "image/wmf", "Windows metafile", media.Picture{}},
		{"P6 # of ours\n30 20\n255\n" + pad(1800), "image/x-portable-pixmap", "PPM image", media.Picture{Width: 30, Height: 20, Bits: 8, Color: "rgb", Codec: "none"}},
		{"P5 3 2 65535 " + pad(12), "image/x-portable-graymap", "PGM image", media.Picture{Width: 3, Height: 2, Bits: 16, Color: "gray", Codec: "none"}},
		{"P4\n9 2\n" + pad(4), "image/x-portable-bitmap", "PBM image", media.Picture{Width: 9, Height: 2, Bits: 1, Color: "gray", Codec: "none"}},
		{"P1\n2 1\n0 1\n", "image/x-portable-bitmap", "PBM image", media.Picture{Width: 2, Height: 1, Bits: 1, Color: "gray", Codec: "none"}},
		{"P7\nWIDTH 30\nHEIGHT 20\nDEPTH 4\nMAXVAL 255\nENDHDR\n", "image/x-portable-arbitrarymap", "PAM image", media.Picture{Width: 30, Height: 20, Bits: 8, Color: "rgb", Alpha: true, Codec: "none"}},
		{"\x01\xda\x01\x01\x00\x03\x00\x1e\x00\x14\x00\x03" + pad(500), "image/x-sgi", "SGI image", media.Picture{Width: 30, Height: 20, Bits: 8, Color: "rgb"}},
		{"\x0a\x05\x01\x08" + le(0, 0, 29, 19) + pad(116), "image/x-pcx", "PCX image", media.Picture{Width: 30, Height: 20, Bits: 8}},
		{"\x00\x00\x02" + pad(9) + le(3, 2) + "\x20\x08" + pad(24), "image/x-tga", "Targa image", media.Picture{Width: 3, Height: 2, Bits: 8, Color: "rgb", Alpha: true}},
		{"\x00\x00\x0b" + pad(9) + le(3, 2) + "\x08\x00data" + pad(8) + "TRUEVISION-XFILE.\x00", "image/x-tga", "Targa image", media.Picture{Width: 3, Height: 2, Bits: 8, Color: "gray"}},
	}
}

func TestPicture(t *testing.T) {
	t.Parallel()
	for _, s := range samples(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.want.Frames = 1
			got := probetest.Read(raster.Probe, []byte(s.in), true)
			if diff := cmp.Diff(&s.want, got.Picture); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(got.Damage) > 0 || got.MIME != s.mime || got.Name != s.name || got.Kind != media.Image {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	truncated, corrupt := []media.DamageKind{media.Truncated}, []media.DamageKind{media.Corrupt}
	whole := bitmap(t, image.NewGray(image.Rect(0, 0, 30, 20)))
	for _, tt := range []struct {
		name, in string
		want     []media.DamageKind
	}{
		{"short bitmap", whole[:len(whole)-1], truncated},
		{"bitmap of 40 bits", "BM" + pad(8) + probetest.LE32(54) + probetest.LE32(40, 7, 6, 1|40<<16, 0) + pad(40), corrupt},
		{"bitmap without pixels", "BM" + pad(8) + probetest.LE32(54) + probetest.LE32(40, 0, 6, 1|8<<16, 0) + pad(40), corrupt},
		{"short icon", le(0, 1, 1) + "\x10\x10\x00\x00\x01\x00\x20\x00" + probetest.LE32(100, 22), truncated},
		{"short Photoshop", "8BPS\x00\x01" + pad(6), truncated},
		{"short JPEG XL", "\xff\x0a" + "\xff", truncated},
		{"JPEG XL without a picture", jxl + box("ftyp", "jxl "), truncated},
		{"JPEG 2000 without a picture", jp2 + box("ftyp", "jp2 "), truncated},
		{"short JPEG 2000", jp2 + box("jp2h", box("ihdr", probetest.BE32(20, 30)+"\x00\x03\x07\x07\x00\x00")) + probetest.BE32(1000) + "jp2c", truncated},
		{"short PGM", "P5 30 20 255 " + pad(100), truncated},
		{"QOI without pixels", "qoif" + probetest.BE32(30, 0) + "\x04\x00", corrupt},
	} {
		got := probetest.Read(raster.Probe, []byte(tt.in), false)
		if diff := cmp.Diff(tt.want, probetest.Kinds(got)); diff != "" {
			t.Errorf("%s (-want +got)\n%s%+v", tt.name, diff, got.Damage)
		}
	}
}

// TestForeign gives what looks like one of the formats at first.
func TestForeign(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"nothing":            "",
		"text":               "BM is a name. P5 is a size. Plain text is neither.",
		"text of a size":     "P5 is the size",
		"MPEG":               "\x00\x00\x01\xba" + pad(40),
		"H.264":              "\x00\x00\x00\x01\x67" + pad(40),
		"icon without count": le(0, 1, 0) + pad(40),
		"EMF that is none":   pad(40) + " EMF",
		"line feeds":         strings.Repeat("\n", 200),
		"zeros":              pad(200),
		"PNM of no width":    "P6 0 2 255 ",
		"PNM of no depth":    "P6 1 2 0 ",
		"SGI that is none":   "\x01\xda\x09" + pad(40),
		"Photoshop 9":        "8BPS\x00\x09" + pad(40),
		"Targa too long":     "\x00\x00\x02" + pad(9) + le(3, 2) + "\x20\x08" + pad(25),
	} {
		if diff := cmp.Diff(media.Facts{}, probetest.Read(raster.Probe, []byte(in), true)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func FuzzProbe(f *testing.F) {
	var seeds [][]byte
	for _, s := range samples(f) {
		seeds = append(seeds, []byte(s.in))
	}
	probetest.Fuzz(f, raster.Probe, seeds...)
}
