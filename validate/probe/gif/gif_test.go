package gif_test

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	stdgif "image/gif"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/gif"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func ptr[T any](v T) *T { return &v }

// encoded writes pictures of 40 × 30 pixels as Go does, each shown for so many hundredths of a second.
func encoded(t testing.TB, loop int, delays ...int) []byte {
	t.Helper()
	g := stdgif.GIF{LoopCount: loop, Delay: delays}
	for n := range delays {
		m := image.NewPaletted(image.Rect(0, 0, 40, 30), palette.Plan9)
		for i := range m.Pix {
			m.Pix[i] = byte(i*i + n*i/5)
		}
		g.Image = append(g.Image, m)
	}
	var b bytes.Buffer
	if err := stdgif.EncodeAll(&b, &g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// screen starts a file of 4 × 2 pixels with two colours; pixels is a frame of it: clear, two runs, end.
const (
	screen = "GIF89a\x04\x00\x02\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
	image8 = "\x2c\x00\x00\x00\x00\x04\x00\x02\x00\x00"
	pixels = "\x02\x03\x84\x8f\x05\x00" // clear, 0, and the strings that grow from it
)

func TestPicture(t *testing.T) {
	t.Parallel()
	see := image.NewPaletted(image.Rect(0, 0, 9, 9), color.Palette{color.Black, color.Transparent})
	var clear bytes.Buffer
	if err := stdgif.Encode(&clear, see, nil); err != nil {
		t.Fatal(err)
	}
	comment := "\x21\xfe\x05hello\x00"
	tests := []struct {
		name, title string
		in          []byte
		want        media.Picture
	}{
		{"still", "GIF image", encoded(t, 0, 0), media.Picture{Width: 40, Height: 30, Bits: 8, Frames: 1}},
		{
			"animated for ever", "GIF image (animated)", encoded(t, 0, 10, 0, 250),
			media.Picture{Width: 40, Height: 30, Bits: 8, Frames: 3, FrameMS: []int{100, 100, 2500}, StoredMS: []int{100, 0, 2500}, Loop: ptr(0)},
		},
		{
			"animated once", "GIF image (animated)", encoded(t, -1, 10, 10),
			media.Picture{Width: 40, Height: 30, Bits: 8, Frames: 2, FrameMS: []int{100, 100}, Loop: ptr(1)},
		},
		{
			"animated twice", "GIF image (animated)", encoded(t, 1, 10, 10),
			media.Picture{Width: 40, Height: 30, Bits: 8, Frames: 2, FrameMS: []int{100, 100}, Loop: ptr(2)},
		},
		{"transparent", "GIF image", clear.Bytes(), media.Picture{Width: 9, Height: 9, Bits: 1, Alpha: true, Frames: 1}},
		{
			"interlaced, with a comment", "GIF image", []byte(screen + comment + image8[:9] + "\x40" + pixels + ";"),
			media.Picture{Width: 4, Height: 2, Bits: 1, Interlaced: true, MetadataBytes: int64(len(comment)), Frames: 1},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.want.Color, tt.want.Codec = "palette", "lzw"
			for _, deep := range []bool{false, true} {
				got := probetest.Read(gif.Probe, tt.in, deep)
				got.Picture.Transparent = nil // that has a test of its own
				if diff := cmp.Diff(&tt.want, got.Picture); diff != "" {
					t.Errorf("deep %v (-want +got)\n%s", deep, diff)
				}
				if len(got.Damage) > 0 || got.MIME != "image/gif" || got.Kind != media.Image || got.Name != tt.title {
					t.Errorf("deep %v: %+v", deep, got)
				}
			}
		})
	}
}

// TestLong reads frames that lie far apart.
func TestLong(t *testing.T) {
	t.Parallel()
	var g stdgif.GIF
	for range 12 {
		m := image.NewPaletted(image.Rect(0, 0, 200, 150), palette.Plan9)
		for i := range m.Pix {
			m.Pix[i] = byte(rand.IntN(256))
		}
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 4)
	}
	var b bytes.Buffer
	if err := stdgif.EncodeAll(&b, &g); err != nil {
		t.Fatal(err)
	}
	for _, deep := range []bool{false, true} {
		if got := probetest.Read(gif.Probe, b.Bytes(), deep); len(got.Damage) > 0 || got.Picture.Frames != 12 || got.Picture.TotalMS() != 480 {
			t.Errorf("deep %v: %+v %+v", deep, got, got.Picture)
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

func samples(t testing.TB) []damaged {
	whole := encoded(t, 0, 10, 20)
	small := screen + image8 + pixels
	truncated, corrupt, suspect := kinds(media.Truncated), kinds(media.Corrupt), kinds(media.Suspect)
	return []damaged{
		{"whole", whole, nil, nil},
		{"small", []byte(small + ";"), nil, nil},
		{"stray terminators", []byte(small + "\x00\x00;"), nil, nil},
		{"no trailer", whole[:len(whole)-1], suspect, suspect},
		{"cut in the last frame", whole[:len(whole)-50], truncated, truncated},
		{"cut in the first frame", whole[:len(whole)/4], truncated, truncated},
		{"cut in the screen", whole[:9], truncated, truncated},
		{"cut before a frame", []byte(screen), truncated, truncated},
		{"cut in an extension", []byte(screen + "\x21\xfe\x05he"), truncated, truncated},
		{"cut at an extension", []byte(screen + "\x21"), truncated, truncated},
		{"cut in a descriptor", []byte(screen + image8[:5]), truncated, truncated},
		{"cut before the pixels", []byte(screen + image8), truncated, truncated},
		{"no picture", []byte(screen + ";"), kinds(media.NoContent), kinds(media.NoContent)},
		{"no block", []byte(screen + "?"), corrupt, corrupt},
		{"no block behind a frame", []byte(small + "?"), suspect, suspect},
		{"too few pixels", []byte(screen + image8 + "\x02\x02\x84\x51\x00;"), nil, corrupt},
		{"data that stops", []byte(screen + image8 + "\x02\x01\x84\x00;"), nil, corrupt},
		{"a code that is not defined", []byte(screen + image8 + "\x02\x02\xfc\xff\x00;"), nil, corrupt},
		{"two frames with wrong codes", []byte(screen + strings.Repeat(image8+"\x02\x02\xfc\xff\x00", 2) + ";"), nil, corrupt},
		{"codes of 13 bits", []byte(screen + image8 + "\x0d\x02\x84\x51\x00;"), corrupt, corrupt},
		{"a frame without pixels", []byte(screen + image8[:5] + "\x00\x00\x02\x00\x00" + pixels + ";"), corrupt, corrupt},
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	for _, s := range samples(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			shallow, deep := probetest.Read(gif.Probe, s.in, false), probetest.Read(gif.Probe, s.in, true)
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
	got := probetest.Read(gif.Probe, append(encoded(t, 0, 0), "<script>alert(1)</script>"...), false)
	if diff := cmp.Diff([]string{"HTML"}, got.Second); diff != "" || got.Trailing != 25 {
		t.Errorf("%d bytes trail (-want +got)\n%s", got.Trailing, diff)
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "GIF88a", "text"} {
		if diff := cmp.Diff(media.Facts{}, probetest.Read(gif.Probe, []byte(in), true)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", in, diff)
		}
	}
}

// TestBounds gives frames that claim billions of pixels, and millions of frames.
func TestBounds(t *testing.T) {
	large := "\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00"
	for name, in := range map[string]string{
		"large":       screen + large + "\x02" + strings.Repeat("\xff"+strings.Repeat("\x44", 255), 4000) + "\x00;",
		"many frames": screen + strings.Repeat(large+"\x02\x00", 100_000) + ";",
		"extensions":  screen + strings.Repeat("\x21\xfe\x00", 500_000) + ";",
	} {
		probetest.Guard(t, func() {
			if got := probetest.Read(gif.Probe, []byte(in), true); len(got.Damage) != 1 {
				t.Errorf("%s: %+v; want one damage", name, got.Damage)
			}
		})
	}
}

func FuzzProbe(f *testing.F) {
	var seeds [][]byte
	for _, s := range samples(f) {
		seeds = append(seeds, s.in)
	}
	probetest.Fuzz(f, gif.Probe, seeds...)
}
