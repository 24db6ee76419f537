package png_test

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	stdpng "image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/png"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func ptr[T any](v T) *T { return &v }

func TestPicture(t *testing.T) {
	t.Parallel()
	profile := make([]byte, 128)
	copy(profile[16:], "GRAY")
	copy(profile[36:], "acsp")
	exif := "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00"
	iccp := chunk("iCCP", "any\x00\x00"+deflate(string(profile)))
	tests := []struct {
		name string
		in   []byte
		want media.Picture
	}{
		{"RGB", rgb(), media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", Frames: 1}},
		{"RGB with a transparent colour", rgb(chunk("tRNS", "\x00\x05\x00\x05\x00\x05")), media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", Alpha: true, Frames: 1}},
		{"RGBA of 16 bits", file(header(3, 2, 16, 6, 0), chunk("IDAT", deflate(rows(2, 24)))), media.Picture{Width: 3, Height: 2, Bits: 16, Color: "rgb", Alpha: true, Frames: 1}},
		{"gray of 4 bits", file(header(3, 2, 4, 0, 0), chunk("IDAT", deflate(rows(2, 2)))), media.Picture{Width: 3, Height: 2, Bits: 4, Color: "gray", Frames: 1}},
		{"gray and alpha", file(header(3, 2, 8, 4, 0), chunk("IDAT", deflate(rows(2, 6)))), media.Picture{Width: 3, Height: 2, Bits: 8, Color: "gray", Alpha: true, Frames: 1}},
		{"palette", file(header(9, 2, 1, 3, 0), chunk("PLTE", "rgbRGB"), chunk("IDAT", deflate(rows(2, 2)))), media.Picture{Width: 9, Height: 2, Bits: 1, Color: "palette", Frames: 1}},
		{"interlaced", file(header(3, 3, 8, 0, 1), chunk("IDAT", deflate(rows(2, 1)+rows(1, 2)+rows(2, 1)+rows(1, 3)))), media.Picture{Width: 3, Height: 3, Bits: 8, Color: "gray", Interlaced: true, Frames: 1}},
		{"orientation", rgb(chunk("eXIf", exif)), media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", Orientation: 8, MetadataBytes: int64(len(exif) + 12), Frames: 1}},
		{"profile", rgb(iccp), media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", ICC: "GRAY", MetadataBytes: int64(len(iccp)), Frames: 1}},
		{"a profile that is none", rgb(chunk("iCCP", "any\x00\x00nothing")), media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", MetadataBytes: 24, Frames: 1}},
		{"high dynamic range", rgb(chunk("cICP", "\x09\x10\x00\x01")), media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", Transfer: "pq", Primaries: "bt2020", Frames: 1}},
		{"hybrid log-gamma", rgb(chunk("cICP", "\x09\x12\x00\x01")), media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", Transfer: "hlg", Primaries: "bt2020", Frames: 1}},
		{"text", rgb(chunk("tEXt", "Comment\x00hello"), chunk("gAMA", probetest.BE32(45455))), media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", MetadataBytes: 25, Frames: 1}},
		{
			"animation", animated(3, 2, frame(10, 8), frame(4, 8)),
			media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", Frames: 3, FrameMS: []int{30, 50, 50}, Loop: ptr(2)},
		},
		{"animation of one frame", animated(1, 0), media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", Frames: 1, FrameMS: []int{30}, Loop: ptr(0)}},
		{
			"animation beside a picture", rgb(chunk("acTL", probetest.BE32(0, 0))),
			media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", Frames: 1},
		},
		{
			"delay without a unit", animated(2, 0, control(10, 8, 0, 0, 7, 0), chunk("fdAT", probetest.BE32(0)+deflate(rows(8, 30)))),
			media.Picture{Width: 10, Height: 8, Bits: 8, Color: "rgb", Frames: 2, FrameMS: []int{30, 70}, Loop: ptr(0)},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.want.Codec = "deflate"
			for _, deep := range []bool{false, true} {
				got := probetest.Read(png.Probe, tt.in, deep)
				got.Picture.Transparent = nil // that has a test of its own
				if diff := cmp.Diff(&tt.want, got.Picture); diff != "" {
					t.Errorf("deep %v (-want +got)\n%s", deep, diff)
				}
				if len(got.Damage) > 0 || got.MIME != "image/png" || got.Kind != media.Image {
					t.Errorf("deep %v: %+v", deep, got)
				}
			}
		})
	}
}

// TestEncoded holds the parser against what Go's encoder writes.
func TestEncoded(t *testing.T) {
	t.Parallel()
	area := image.Rect(0, 0, 300, 200)
	noise := image.NewRGBA(area) // does not fit into one window
	for i := range noise.Pix {
		noise.Pix[i] = byte(rand.IntN(256)) | byte(i%4/3*255)
	}
	for _, m := range []image.Image{
		noise, image.NewNRGBA(area), image.NewNRGBA64(area), image.NewGray(area), image.NewGray16(area),
		image.NewPaletted(area, palette.Plan9), image.NewPaletted(area, color.Palette{color.Black, color.White}),
	} {
		var b bytes.Buffer
		if err := stdpng.Encode(&b, m); err != nil {
			t.Fatal(err)
		}
		got := probetest.Read(png.Probe, b.Bytes(), true)
		if len(got.Damage) > 0 || got.Picture.Width != 300 || got.Picture.Height != 200 {
			t.Errorf("%T: %+v", m, got)
		}
	}
}

// damaged is a file and what is wrong with it.
type damaged struct {
	name          string
	in            []byte
	shallow, deep []media.DamageKind
}

func kinds(k ...media.DamageKind) []media.DamageKind { return k }

func samples() []damaged {
	whole := rgb()
	data, packed := rows(8, 30), deflate(rows(8, 30))
	picture := func(body string) []byte { return file(header(10, 8, 8, 2, 0), chunk("IDAT", body)) }
	truncated, corrupt, suspect := kinds(media.Truncated), kinds(media.Corrupt), kinds(media.Suspect)
	text := chunk("tEXt", "Comment\x00between")
	return []damaged{
		{"whole", whole, nil, nil},
		{"data in pieces", file(header(10, 8, 8, 2, 0), chunk("IDAT", packed[:5]), chunk("IDAT", ""), chunk("IDAT", packed[5:])), nil, nil},
		{"cut inside the data", whole[:len(whole)-12-15], truncated, truncated},
		{"cut before the data", whole[:40], truncated, truncated},
		{"cut inside the header", whole[:20], truncated, truncated},
		{"no end", whole[:len(whole)-12], suspect, suspect},
		{"cut inside the last checksum", whole[:len(whole)-13], suspect, suspect},
		{"wrong checksum of the data", file(header(10, 8, 8, 2, 0), badly(chunk("IDAT", packed))), nil, corrupt},
		{"wrong checksum of text", rgb(badly(text)), nil, suspect},
		{"wrong checksum of the header", file(badly(header(10, 8, 8, 2, 0)), chunk("IDAT", packed)), corrupt, corrupt},
		{"too little data", picture(deflate(data[:100])), nil, corrupt},
		{"too much data", picture(deflate(data + "more")), nil, suspect},
		{"a filter that does not exist", picture(deflate("\x05" + data[1:])), nil, corrupt},
		{"data that does not inflate", picture("\x78\x9c" + strings.Repeat("\xff", 40)), nil, corrupt},
		{"data that is not compressed", picture("what?"), nil, corrupt},
		{"a wrong sum of all pixels", picture(packed[:len(packed)-1] + "?"), nil, corrupt},
		{"no sum of all pixels", picture(packed[:len(packed)-4]), nil, suspect},
		{"no data", file(header(10, 8, 8, 2, 0)), kinds(media.NoContent), kinds(media.NoContent)},
		{"no pixels", file(header(10, 0, 8, 2, 0), chunk("IDAT", packed)), corrupt, corrupt},
		{"RGB of 4 bits", file(header(10, 8, 4, 2, 0), chunk("IDAT", packed)), corrupt, corrupt},
		{"a colour type that is none", file(header(10, 8, 8, 5, 0), chunk("IDAT", packed)), corrupt, corrupt},
		{"an interlacing that is none", file(header(10, 8, 8, 2, 2), chunk("IDAT", packed)), corrupt, corrupt},
		{"a long header", file(chunk("IHDR", probetest.BE32(10, 8)+"\x08\x02\x00\x00\x00\x00"), chunk("IDAT", packed)), corrupt, corrupt},
		{"no header", file(chunk("IDAT", packed)), corrupt, corrupt},
		{"two headers", rgb(header(10, 8, 8, 2, 0)), corrupt, corrupt},
		{"no palette", file(header(9, 2, 1, 3, 0), chunk("IDAT", deflate(rows(2, 2)))), corrupt, corrupt},
		{"half a colour", file(header(9, 2, 1, 3, 0), chunk("PLTE", "rgbR"), chunk("IDAT", deflate(rows(2, 2)))), corrupt, corrupt},
		{"a palette for gray", file(header(9, 2, 1, 0, 0), chunk("PLTE", "rgb"), chunk("IDAT", deflate(rows(2, 2)))), suspect, suspect},
		{"Apple's own", []byte(signature + chunk("CgBI", "\x50\x00\x20\x02") + string(whole[8:])), corrupt, corrupt},
		{"a critical chunk that is not known", rgb(chunk("ABCD", "")), corrupt, corrupt},
		{"the same behind the data", file(header(10, 8, 8, 2, 0), chunk("IDAT", packed), chunk("ABCD", "")), suspect, suspect},
		{"no chunk", rgb("nothing that is a chunk"), corrupt, corrupt},
		{"data in two places", file(header(10, 8, 8, 2, 0), chunk("IDAT", packed[:4]), text, chunk("IDAT", packed[4:])), corrupt, corrupt},
		{"useless data in a second place", file(header(10, 8, 8, 2, 0), chunk("IDAT", packed), text, chunk("IDAT", "more")), suspect, suspect},
		{"animation", animated(3, 2, frame(10, 8), frame(4, 8)), nil, nil},
		{"fewer frames than said", animated(3, 0, frame(10, 8)), suspect, suspect},
		{"a frame without data", animated(2, 0, control(10, 8, 0, 0, 1, 1)), suspect, suspect},
		{"a frame outside", animated(2, 0, frame(11, 8)), suspect, suspect},
		{"a damaged frame", animated(2, 0, control(10, 8, 0, 0, 1, 1), chunk("fdAT", probetest.BE32(0)+"what?")), nil, corrupt},
		{"cut between frames", bytes.TrimSuffix(animated(3, 0, frame(10, 8)), []byte(chunk("IEND", ""))), kinds(media.Suspect, media.Truncated), kinds(media.Suspect, media.Truncated)},
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			shallow, deep := probetest.Read(png.Probe, s.in, false), probetest.Read(png.Probe, s.in, true)
			if diff := cmp.Diff(s.shallow, probetest.Kinds(shallow)); diff != "" {
				t.Errorf("shallow (-want +got)\n%s%+v", diff, shallow.Damage)
			}
			if diff := cmp.Diff(s.deep, probetest.Kinds(deep)); diff != "" {
				t.Errorf("deep (-want +got)\n%s%+v", diff, deep.Damage)
			}
		})
	}
}

func TestTrailing(t *testing.T) {
	t.Parallel()
	got := probetest.Read(png.Probe, append(rgb(), "PK\x03\x04archive"...), false)
	if diff := cmp.Diff([]string{"ZIP archive"}, got.Second); diff != "" || got.Trailing != 11 {
		t.Errorf("%d bytes trail (-want +got)\n%s", got.Trailing, diff)
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "\x89PNG", "text"} {
		if diff := cmp.Diff(media.Facts{}, probetest.Read(png.Probe, []byte(in), true)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", in, diff)
		}
	}
}

// TestBounds gives the inputs that decoders pay for most: they claim much and hold little.
func TestBounds(t *testing.T) {
	bomb := zeros(64)
	for name, in := range map[string][]byte{
		"400 megapixels": file(header(20000, 20000, 8, 6, 0), chunk("IDAT", bomb)),
		"as wide as can": file(header(1<<31-1, 1<<31-1, 16, 6, 0), chunk("IDAT", bomb)),
		"interlaced":     file(header(1<<31-1, 1<<31-1, 16, 6, 1), chunk("IDAT", bomb)),
		"narrow":         file(header(1, 1<<31-1, 1, 0, 0), chunk("IDAT", bomb)),
		"empty chunks":   file(header(10, 8, 8, 2, 0), strings.Repeat(chunk("IDAT", ""), 200_000)),
		"frames":         animated(1<<31-1, 0, strings.Repeat(control(10, 8, 0, 0, 1, 1), 50_000)),
	} {
		probetest.Guard(t, func() {
			if got := probetest.Read(png.Probe, in, true); len(got.Damage) == 0 {
				t.Errorf("%s: %+v; want damage", name, got)
			}
		})
	}
	long := file(header(20_000, 20_000, 8, 0, 0), chunk("IDAT", zeros(300)))
	probetest.Guard(t, func() {
		if got := probetest.Read(png.Probe, long, true); got.Undecided["pixels"] == "" {
			t.Errorf("%+v; want the pixels undecided", got)
		}
	})
}

func FuzzProbe(f *testing.F) {
	var seeds [][]byte
	for _, s := range samples() {
		seeds = append(seeds, s.in)
	}
	probetest.Fuzz(f, png.Probe, seeds...)
}

func TestTransparencyIsLookedFor(t *testing.T) {
	t.Parallel()
	solid, holed := image.NewNRGBA(image.Rect(0, 0, 70, 50)), image.NewNRGBA64(image.Rect(0, 0, 70, 50))
	for i := range 70 * 50 {
		solid.Set(i%70, i/70, color.NRGBA{uint8(i), uint8(i * 7), uint8(i / 3), 255})
		holed.Set(i%70, i/70, color.NRGBA64{uint16(i), uint16(i * 7), uint16(i / 3), 0xffff})
	}
	whole := encodedPNG(t, solid)
	holed.Set(69, 49, color.NRGBA64{1, 2, 3, 0x8000})
	key := image.NewPaletted(solid.Rect, color.Palette{color.NRGBA{0, 0, 0, 0}, color.White, color.Black})
	for i := range key.Pix {
		key.Pix[i] = uint8(1 + i%2)
	}
	unused := encodedPNG(t, key)
	key.Pix[70*50-1] = 0
	// Go's encoder leaves the alpha of opaque pictures out: it is put back by saying that there is a transparent colour.
	keyed := func(b []byte, trns string) []byte {
		return bytes.Replace(b, b[33:37], append([]byte(chunk("tRNS", trns)), b[33:37]...), 1)
	}
	for name, c := range map[string]struct {
		in   []byte
		want bool
	}{
		"a hole of 16 bits":       {encodedPNG(t, holed), true},
		"an index that is unused": {unused, false},
		"an index that is used":   {encodedPNG(t, key), true},
		"a colour that is unused": {keyed(whole, "\x00\xff\x00\x00\x00\xff"), false},
		"a colour that is used":   {keyed(whole, "\x00\x07\x00\x31\x00\x02"), true},
	} {
		got := probetest.Read(png.Probe, c.in, true)
		if p := got.Picture; !p.Alpha || p.Transparent == nil || *p.Transparent != c.want {
			t.Errorf("%s: transparent %v, alpha %v, %v; want %v", name, p.Transparent, p.Alpha, got.Damage, c.want)
		}
		if probetest.Read(png.Probe, c.in, false).Picture.Transparent != nil {
			t.Errorf("%s: it was looked for at default depth", name)
		}
	}
}

func encodedPNG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdpng.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
