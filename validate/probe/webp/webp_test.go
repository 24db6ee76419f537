package webp_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/strip"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/webp"
)

func ptr[T any](v T) *T { return &v }

// parts are the encoded pictures that the tests build files from.
type parts struct {
	lossy, lossless   string // whole files
	vp8, vp8l, masked string // their chunks; masked goes with mask
	mask              string
}

func makeParts(t testing.TB) parts {
	var p parts
	p.lossy, p.lossless = encoded(t, "-q", "60", "-noalpha"), encoded(t, "-lossless")
	p.vp8, _ = still(p.lossy)
	p.vp8l, _ = still(p.lossless)
	p.masked, p.mask = still(encoded(t, "-q", "60"))
	return p
}

func (p parts) animated(frames ...string) []byte {
	return riff(extended(animation|alpha, 50, 30), chunk("ANIM", "\x00\x00\x00\x00\x03\x00"), strings.Join(frames, ""))
}

func TestPicture(t *testing.T) {
	t.Parallel()
	p := makeParts(t)
	exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00"
	profile := make([]byte, 128)
	copy(profile[16:], "CMYK")
	copy(profile[36:], "acsp")
	tests := []struct {
		name, title string
		in          []byte
		want        media.Picture
	}{
		{"lossy", "WebP image", []byte(p.lossy), media.Picture{Width: 40, Height: 30, Codec: "lossy", Subsampling: "4:2:0", Frames: 1}},
		{"lossless", "WebP image", []byte(p.lossless), media.Picture{Width: 40, Height: 30, Codec: "lossless", Alpha: true, Frames: 1}},
		{
			"lossy with transparency", "WebP image", riff(extended(alpha, 40, 30), p.mask, p.masked),
			media.Picture{Width: 40, Height: 30, Codec: "lossy", Subsampling: "4:2:0", Alpha: true, Frames: 1},
		},
		{
			"metadata", "WebP image",
			riff(extended(0, 40, 30), chunk("ICCP", string(profile)), p.vp8, chunk("EXIF", exif), chunk("XMP ", "odd"), chunk("any ", "thing")),
			media.Picture{
				Width: 40, Height: 30, Codec: "lossy", Subsampling: "4:2:0", ICC: "CMYK", Orientation: 5,
				MetadataBytes: int64(128 + len(exif) + 3 + 5 + 4*8), Frames: 1,
			},
		},
		{
			"animated", "WebP image (animated)",
			p.animated(frame(0, 0, 40, 30, 80, p.vp8l), frame(10, 0, 40, 30, 7, p.mask, p.masked), frame(0, 0, 40, 30, 2000, chunk("any ", ""), p.vp8)),
			media.Picture{Width: 50, Height: 30, Codec: "mixed", Subsampling: "4:2:0", Alpha: true, Frames: 3, FrameMS: []int{80, 7, 2000}, Loop: ptr(3)},
		},
		{
			"an animation of one frame", "WebP image (animation of one frame)", p.animated(frame(0, 0, 40, 30, 80, p.vp8l)),
			media.Picture{Width: 50, Height: 30, Codec: "lossless", Alpha: true, Frames: 1, FrameMS: []int{80}, Loop: ptr(3)},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.want.Bits, tt.want.Color = 8, "rgb"
			for _, deep := range []bool{false, true} {
				got := probetest.Read(webp.Probe, tt.in, deep)
				got.Picture.Transparent = nil // that has a test of its own
				if diff := cmp.Diff(&tt.want, got.Picture); diff != "" {
					t.Errorf("deep %v (-want +got)\n%s", deep, diff)
				}
				if len(got.Damage) > 0 || got.MIME != "image/webp" || got.Kind != media.Sticker || got.Name != tt.title {
					t.Errorf("deep %v: %+v", deep, got)
				}
			}
		})
	}
}

func TestFlagsThatContradict(t *testing.T) {
	t.Parallel()
	p := makeParts(t)
	loop := chunk("ANIM", "\x00\x00\x00\x00\x03\x00")
	transparent, opaque := frame(0, 0, 40, 30, 80, p.mask, p.masked), frame(0, 0, 40, 30, 80, p.vp8)
	for name, c := range map[string]struct {
		in     []byte
		want   string
		frames int
	}{
		"a still of transparency":      {riff(extended(0, 40, 30), p.mask, p.masked), "says opaque", 1},
		"a lossless of transparency":   {riff(extended(0, 40, 30), p.vp8l), "says opaque", 1},
		"frames of transparency":       {riff(extended(animation, 40, 30), loop, opaque, transparent), "says opaque", 2},
		"an opaque still":              {riff(extended(alpha, 40, 30), p.vp8), "says transparent", 1},
		"frames that are not said":     {riff(extended(alpha, 40, 30), loop, opaque, transparent), "says still", 2},
		"an animation of one picture":  {riff(extended(animation, 40, 30), p.vp8), "says animation", 1},
		"no flags, as it should be":    {riff(extended(0, 40, 30), p.vp8), "", 1},
		"alpha, as it should be":       {riff(extended(alpha, 40, 30), p.mask, p.masked), "", 1},
		"opaque frames on transparent": {riff(extended(alpha|animation, 50, 30), loop, opaque, opaque), "", 2},
		"no header with flags":         {[]byte(p.lossless), "", 1},
	} {
		got := probetest.Read(webp.Probe, c.in, true)
		if said := got.Picture.Contradiction; !strings.Contains(said, c.want) || c.want == "" && said != "" {
			t.Errorf("%s: got %q, want %q", name, said, c.want)
		}
		if got.Picture.Frames != c.frames || len(got.Damage) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
		again := probetest.Read(webp.Probe, strip.Flags(bytes.Clone(c.in)), true)
		if again.Picture.Contradiction != "" || len(again.Damage) > 0 || again.Picture.Frames != c.frames {
			t.Errorf("%s, repaired: %+v", name, again)
		}
	}
}

// TestEncoded holds the decoders against what libwebp writes in each of its ways.
func TestEncoded(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"-q 5 -m 0", "-q 100 -m 6", "-segments 1 -f 0", "-nostrong -f 90 -sharpness 7", "-partition_limit 100", "-alpha_method 0",
		"-alpha_q 10 -alpha_filter best", "-lossless -z 9", "-lossless -exact", "-near_lossless 20", "-size 700", "-resize 1 1", "-lossless -resize 1 1",
	} {
		got := probetest.Read(webp.Probe, []byte(encoded(t, strings.Fields(args)...)), true)
		if len(got.Damage) > 0 || len(got.Undecided) > 0 {
			t.Errorf("%s: %+v", args, got)
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
	p := makeParts(t)
	truncated, corrupt := kinds(media.Truncated), kinds(media.Corrupt)
	half := func(c string) string { return chunk(c[:4], c[8:8+(len(c)-8)/2]) }
	whole := frame(0, 0, 40, 30, 80, p.vp8l)
	return []damaged{
		{"lossy", []byte(p.lossy), nil, nil},
		{"lossless", []byte(p.lossless), nil, nil},
		{"transparency", riff(extended(alpha, 40, 30), p.mask, p.masked), nil, nil},
		{"transparency that is not compressed", riff(extended(alpha, 40, 30), chunk("ALPH", "\x00"+strings.Repeat("a", 1200)), p.masked), nil, nil},
		{"animated", p.animated(whole, frame(0, 0, 40, 30, 7, p.mask, p.masked)), nil, nil},
		{"cut", []byte(p.lossy[:len(p.lossy)-1]), truncated, truncated},
		{"cut in the header", []byte(p.lossy[:30]), truncated, truncated},
		{"cut before a picture", riff(extended(0, 40, 30), p.vp8)[:31], truncated, truncated},
		{"half a lossy picture", riff(half(p.vp8)), nil, corrupt},
		{"half a lossless picture", riff(half(p.vp8l)), nil, corrupt},
		{"half a transparency", riff(extended(alpha, 40, 30), half(p.mask), p.masked), nil, corrupt},
		{"half a raw transparency", riff(extended(alpha, 40, 30), chunk("ALPH", "\x00half"), p.masked), nil, corrupt},
		{"no transparency", riff(extended(alpha, 40, 30), chunk("ALPH", ""), p.masked), nil, corrupt},
		{"a transparency in an unknown way", riff(extended(alpha, 40, 30), chunk("ALPH", "\x03half"), p.masked), nil, corrupt},
		{"a chunk over the end", bytes.Replace([]byte(p.lossy), []byte("VP8 "), []byte("VP8 \xff"), 1)[:len(p.lossy)], corrupt, corrupt},
		{"no key frame", riff(flipped(p.vp8, 8, 1)), corrupt, corrupt},
		{"a frame that is not shown", riff(flipped(p.vp8, 8, 0x10)), corrupt, corrupt},
		{"a wrong start code", riff(flipped(p.vp8, 11, 1)), corrupt, corrupt},
		{"a long first partition", riff(flipped(p.vp8, 10, 0x80)), corrupt, corrupt},
		{"no pixels", riff(p.vp8[:14] + "\x00\x00\x00\x00" + p.vp8[18:]), corrupt, corrupt},
		{"a wrong signature", riff(flipped(p.vp8l, 8, 1)), corrupt, corrupt},
		{"an unknown version", riff(flipped(p.vp8l, 12, 0x80)), corrupt, corrupt},
		{"a short picture", riff(chunk("VP8L", "\x2f")), corrupt, corrupt},
		{"a canvas of another size", riff(extended(0, 41, 30), p.vp8), corrupt, corrupt},
		{"a short canvas", riff(chunk("VP8X", "\x00"), p.vp8), corrupt, corrupt},
		{"a late canvas", riff(chunk("any ", ""), extended(0, 40, 30), p.vp8), corrupt, corrupt},
		{"a canvas beyond all bounds", riff(extended(animation, 1<<24, 1<<24), chunk("ANIM", "\x00\x00\x00\x00\x03\x00"), whole), corrupt, corrupt},
		{"no picture", riff(extended(0, 40, 30)), kinds(media.NoContent), kinds(media.NoContent)},
		{"no frames", p.animated(), kinds(media.NoContent), kinds(media.NoContent)},
		{"frames that are not announced, and no ANIM", riff(extended(0, 40, 30), whole), corrupt, corrupt},
		{"no ANIM", riff(extended(animation, 40, 30), whole), corrupt, corrupt},
		{"a frame outside", p.animated(frame(12, 0, 40, 30, 80, p.vp8l)), corrupt, corrupt},
		{"a frame of another size", p.animated(frame(0, 0, 40, 20, 80, p.vp8l)), corrupt, corrupt},
		{"a frame without a picture", p.animated(whole, frame(0, 0, 40, 30, 80, p.mask)), corrupt, corrupt},
		{"a short frame", p.animated(chunk("ANMF", "short")), corrupt, corrupt},
		{"a chunk over the end of its frame", p.animated(frame(0, 0, 40, 30, 80, p.vp8l[:30])), corrupt, corrupt},
		{"half a frame", p.animated(whole, frame(0, 0, 40, 30, 80, half(p.vp8))), nil, corrupt},
		{"a frame that cannot be", p.animated(frame(0, 0, 40, 30, 80, flipped(p.vp8, 8, 1))), corrupt, corrupt},
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	for _, s := range samples(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			shallow, deep := probetest.Read(webp.Probe, s.in, false), probetest.Read(webp.Probe, s.in, true)
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
	in := append([]byte(encoded(t)), "<html>page</html>"...)
	got := probetest.Read(webp.Probe, in, false)
	if diff := cmp.Diff([]string{"HTML"}, got.Second); diff != "" || got.Trailing != 17 {
		t.Errorf("%d bytes trail (-want +got)\n%s", got.Trailing, diff)
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "RIFF\x00\x00\x00\x00WAVE", "text"} {
		if diff := cmp.Diff(media.Facts{}, probetest.Read(webp.Probe, []byte(in), true)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", in, diff)
		}
	}
}

// TestBounds gives the inputs that decoders pay for most: they claim much and hold little.
func TestBounds(t *testing.T) {
	p := makeParts(t)
	large := p.vp8[:14] + "\xff\x3f\xff\x3f" + p.vp8[18:]
	wide := p.vp8l[:9] + "\xff\xff\xff\x0f" + p.vp8l[13:]
	frames := strings.Repeat(frame(0, 0, 40, 30, 1, p.vp8l), 300)
	for name, in := range map[string][]byte{
		"large lossy":    riff(large),
		"large lossless": riff(wide),
		"large mask":     riff(extended(alpha, 1<<14-1, 1<<14-1), p.mask, large),
		"large frames":   riff(extended(animation, 1<<14, 1<<14), chunk("ANIM", "\x00\x00\x00\x00\x00\x00"), strings.Repeat(frame(0, 0, 1<<14, 1<<14, 1, wide), 300)),
	} {
		probetest.Guard(t, func() {
			if got := probetest.Read(webp.Probe, in, true); got.Undecided["pixels"] == "" {
				t.Errorf("%s: %+v; want the pixels undecided", name, got)
			}
		})
	}
	probetest.Guard(t, func() {
		if got := probetest.Read(webp.Probe, p.animated(frames), true); got.Picture.Frames != 300 || len(got.Undecided) > 0 {
			t.Errorf("%+v; want 300 frames decoded", got)
		}
	})
}

func FuzzProbe(f *testing.F) {
	var seeds [][]byte
	for _, s := range samples(f) {
		seeds = append(seeds, s.in)
	}
	probetest.Fuzz(f, webp.Probe, seeds...)
}
