//go:build vips && cgo

package vips_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/tiff"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

// still makes a still and checks what holds for all of them.
func still(t *testing.T, source []byte, req job.Request, bands int) (image.Image, job.Made) {
	t.Helper()
	req.Make = job.Still
	data, made, err := engine(t).Still(t.Context(), source, req)
	if err != nil {
		t.Fatal(err)
	}
	plainStill(t, data, made, bands)
	if limit := limitOr(req, 5_000_000); made.Size > limit {
		t.Errorf("%d bytes, at most %d were asked for", made.Size, limit)
	}
	return decoded(t, data), made
}

func TestStillIsUpright(t *testing.T) {
	t.Parallel()
	for orientation := 1; orientation <= 8; orientation++ {
		// The larger ones are shrunk while they are loaded, which is where bimg goes wrong.
		for _, size := range [][2]int{{160, 120}, {1600, 900}} {
			t.Run(fmt.Sprint(orientation, size), func(t *testing.T) {
				t.Parallel()
				source := oriented(asJPEG(t, turned(photo(size[0], size[1]), orientation), 92), orientation)
				img, made := still(t, source, job.Request{MIME: "image/jpeg", MaxSide: 400}, 3)
				upright(t, img)
				if made.Width <= made.Height {
					t.Errorf("%d×%d lies on its side", made.Width, made.Height)
				}
			})
		}
	}
}

func TestStillTurnsWebP(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	jpg := file(t, "in.jpg", oriented(asJPEG(t, turned(photo(1600, 900), 6), 92), 6))
	webp := filepath.Join(dir, "in.webp")
	tool(t, "cwebp", "-quiet", "-metadata", "exif", jpg, "-o", webp)
	img, made := still(t, contents(t, webp), job.Request{MIME: "image/webp", MaxSide: 400}, 3)
	if made.Width != 400 || made.Height != 225 {
		t.Errorf("got %d×%d, want 400×225", made.Width, made.Height)
	}
	upright(t, img)
}

// Every format and depth comes out as 8-bit sRGB that looks like its source.
func TestStillOfEveryKind(t *testing.T) {
	t.Parallel()
	small := photo(160, 120)
	gray, deep, palette := image.NewGray(small.Rect), image.NewNRGBA64(small.Rect), image.NewPaletted(small.Rect, flag())
	gray16 := image.NewGray16(small.Rect)
	for y := range 120 {
		for x := range 160 {
			gray.Set(x, y, small.At(x, y))
			gray16.Set(x, y, small.At(x, y))
			deep.Set(x, y, small.At(x, y))
			palette.Set(x, y, small.At(x, y))
		}
	}
	var tif, anim bytes.Buffer
	if err := tiff.Encode(&tif, small, &tiff.Options{Compression: tiff.Deflate, Predictor: true}); err != nil {
		t.Fatal(err)
	}
	if err := gif.EncodeAll(&anim, &gif.GIF{Image: []*image.Paletted{palette, image.NewPaletted(small.Rect, flag())}, Delay: []int{5, 5}}); err != nil {
		t.Fatal(err)
	}
	heic := convert(t, small, ".heic[Q=90]")
	tests := map[string]struct {
		mime   string
		source []byte
		facts  media.Picture
		want   string
		colour bool
		exact  bool
	}{
		"PNG":           {mime: "image/png", source: asPNG(t, small), want: "image/png", colour: true, exact: true},
		"PNG of APNG":   {mime: "image/apng", source: asPNG(t, small), want: "image/png", colour: true, exact: true},
		"gray PNG":      {mime: "image/png", source: asPNG(t, gray), want: "image/png", exact: true},
		"palette PNG":   {mime: "image/png", source: asPNG(t, palette), want: "image/png", colour: true, exact: true},
		"16-bit PNG":    {mime: "image/png", source: asPNG(t, deep), want: "image/png", colour: true},
		"16-bit gray":   {mime: "image/png", source: asPNG(t, gray16), want: "image/png"},
		"gray JPEG":     {mime: "image/jpeg", source: asJPEG(t, gray, 90), want: "image/jpeg"},
		"TIFF":          {mime: "image/tiff", source: tif.Bytes(), want: "image/jpeg", colour: true},
		"GIF":           {mime: "image/gif", source: anim.Bytes(), want: "image/png", colour: true, exact: true},
		"lossy WebP":    {mime: "image/webp", source: convert(t, small, ".webp[Q=90]"), facts: media.Picture{Codec: "lossy"}, want: "image/jpeg", colour: true},
		"lossless WebP": {mime: "image/webp", source: convert(t, palette, ".webp[lossless]"), facts: media.Picture{Codec: "lossless"}, want: "image/png", colour: true, exact: true},
		"HEIC":          {mime: "image/heic", source: heic, want: "image/jpeg", colour: true},
		"10-bit brand":  {mime: "image/heic", source: bytes.Replace(heic, []byte("ftypheic"), []byte("ftypheix"), 1), want: "image/jpeg", colour: true},
		"AVIF":          {mime: "image/avif", source: convert(t, small, ".avif[Q=90]"), want: "image/jpeg", colour: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img, made := still(t, test.source, job.Request{MIME: test.mime, Picture: test.facts}, 3)
			if made.MIME != test.want || made.Untouched != test.exact || made.Width != 160 || made.Height != 120 {
				t.Errorf("got %+v, want %s, untouched %v", made, test.want, test.exact)
			}
			if test.colour {
				upright(t, img)
			}
			if note := strings.Join(made.Notes, ""); strings.Contains(note, "the first of 2 pictures") != (name == "GIF") {
				t.Errorf("notes: %q", note)
			}
		})
	}
}

// flag is a palette with the colours of photo's corners.
func flag() color.Palette {
	return color.Palette{
		color.NRGBA{0, 0, 0, 255}, color.NRGBA{220, 30, 30, 255}, color.NRGBA{30, 200, 30, 255},
		color.NRGBA{30, 30, 210, 255}, color.NRGBA{230, 220, 40, 255}, color.NRGBA{128, 128, 128, 255},
	}
}

// Numbers in another space come out as the colours they stand for.
func TestStillConvertsProfiles(t *testing.T) {
	t.Parallel()
	png := file(t, "in.png", asPNG(t, photo(320, 240)))
	for _, profile := range []string{"cmyk", "p3"} {
		for _, side := range []int{0, 80} {
			t.Run(fmt.Sprint(profile, side), func(t *testing.T) {
				t.Parallel()
				jpg := filepath.Join(t.TempDir(), "in.jpg")
				tool(t, "vips", "icc_transform", png, jpg+"[Q=95]", profile, "--input-profile", "srgb")
				img, made := still(t, contents(t, jpg), job.Request{MIME: "image/jpeg", MaxSide: side}, 3)
				if made.Untouched {
					t.Error("a converted picture is not untouched")
				}
				b := img.Bounds()
				// Paper has no such green and red; a profile that was not read is off by a hundred.
				near(t, img, b.Dx()/8, b.Dy()/8, color.NRGBA{220, 30, 30, 255}, 40)
				near(t, img, b.Dx()/8, b.Dy()*7/8, color.NRGBA{230, 220, 40, 255}, 40)
			})
		}
	}
}

func TestStillOfCMYKWithoutProfile(t *testing.T) {
	t.Parallel()
	jpg := filepath.Join(t.TempDir(), "in.jpg")
	tool(t, "vips", "icc_transform", file(t, "in.png", asPNG(t, photo(320, 240))), jpg+"[Q=95,strip]", "cmyk", "--input-profile", "srgb")
	img, _ := still(t, contents(t, jpg), job.Request{MIME: "image/jpeg"}, 3)
	near(t, img, 40, 30, color.NRGBA{220, 30, 30, 255}, 50)
}

func TestStillTransparency(t *testing.T) {
	t.Parallel()
	img := photo(200, 100)
	for y := range 100 {
		for x := 100; x < 200; x++ {
			img.SetNRGBA(x, y, color.NRGBA{0, 0, 0, 0})
		}
	}
	tests := map[string]struct {
		req   job.Request
		bands int
		want  color.NRGBA
	}{
		"on white":   {job.Request{}, 3, color.NRGBA{255, 255, 255, 255}},
		"on blue":    {job.Request{Background: "#0000fe"}, 3, color.NRGBA{0, 0, 254, 255}},
		"on black":   {job.Request{Background: "#000000"}, 3, color.NRGBA{0, 0, 0, 255}},
		"as a JPEG":  {job.Request{Prefer: "jpeg"}, 3, color.NRGBA{255, 255, 255, 255}},
		"smaller":    {job.Request{MaxSide: 50}, 3, color.NRGBA{255, 255, 255, 255}},
		"kept":       {job.Request{KeepAlpha: true}, 4, color.NRGBA{0, 0, 0, 0}},
		"kept small": {job.Request{KeepAlpha: true, MaxSide: 50}, 4, color.NRGBA{0, 0, 0, 0}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.req.MIME = "image/png"
			got, made := still(t, asPNG(t, img), test.req, test.bands)
			near(t, got, made.Width*9/10, made.Height/2, test.want, 3)
			near(t, got, made.Width/20, made.Height/8, color.NRGBA{220, 30, 30, 255}, 12)
			if made.Untouched != (name == "kept") {
				t.Errorf("untouched is %v", made.Untouched)
			}
		})
	}
}

// An alpha channel that says nothing is left out, without a lossy step.
func TestStillDropsOpaqueAlpha(t *testing.T) {
	t.Parallel()
	img := photo(64, 64)
	img.Pix[3] = 254
	almost := asPNG(t, img)
	webp := convert(t, photo(64, 64), ".webp[lossless]")
	if _, made := still(t, almost, job.Request{MIME: "image/png", KeepAlpha: true}, 4); made.MIME != "image/png" {
		t.Errorf("got %+v", made)
	}
	still(t, webp, job.Request{MIME: "image/webp", KeepAlpha: true}, 3)
}

// A JPEG that is only heavy by what is not the picture keeps its pixels.
func TestStillStripsWithoutALoss(t *testing.T) {
	t.Parallel()
	plain := asJPEG(t, photo(640, 480), 90)
	source := oriented(plain, 1)
	for range 5 {
		source = segment(source, 0xed, bytes.Repeat([]byte("thumbnail"), 7000))
	}
	img, made := still(t, source, job.Request{MIME: "image/jpeg", Limit: int64(len(plain))}, 3)
	if !made.Untouched || made.Encodes != 0 || made.Size != int64(len(plain)) {
		t.Errorf("got %+v, want %d bytes without an encode", made, len(plain))
	}
	upright(t, img)
}

func TestStillFitsAnyLimit(t *testing.T) {
	t.Parallel()
	sources := map[string]struct {
		mime string
		data []byte
	}{
		"a photo":             {"image/jpeg", asJPEG(t, photo(1500, 1000), 98)},
		"noise":               {"image/png", asPNG(t, noise(900, 700, false))},
		"noise, turned":       {"image/jpeg", oriented(asJPEG(t, noise(900, 700, false), 98), 6)},
		"see-through noise":   {"image/png", asPNG(t, noise(300, 200, true))},
		"a strip of 3000 × 1": {"image/png", asPNG(t, noise(3000, 1, false))},
	}
	for name, source := range sources {
		for _, limit := range []int64{400_000, 90_000, 5_000} {
			for _, alpha := range []bool{false, true} {
				t.Run(fmt.Sprint(name, limit, alpha), func(t *testing.T) {
					t.Parallel()
					bands := 3
					if alpha && strings.HasPrefix(name, "see") {
						bands = 4
					}
					_, made := still(t, source.data, job.Request{MIME: source.mime, Limit: limit, KeepAlpha: alpha}, bands)
					// Quality 90 stores all of the colour, so that 89 may be the best that fits by far.
					if made.Quality > 0 && made.Quality < 89 && made.Size < limit*85/100 {
						t.Errorf("quality fell to %d, and only %d of %d bytes are used", made.Quality, made.Size, limit)
					}
					if made.Encodes > 12 {
						t.Errorf("%d encodes", made.Encodes)
					}
				})
			}
		}
	}
}

func TestStillCapsItsSides(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		source        []byte
		mime          string
		width, height int
	}{
		"a wide one":         {asJPEG(t, solid(5000, 1000), 90), "image/jpeg", 4096, 819},
		"a tall one":         {asPNG(t, solid(1000, 5000)), "image/png", 819, 4096},
		"one of three lines": {asJPEG(t, solid(9000, 3), 90), "image/jpeg", 4096, 1},
		"a small one":        {asJPEG(t, photo(30, 20), 90), "image/jpeg", 30, 20},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, made := still(t, test.source, job.Request{MIME: test.mime}, 3); made.Width != test.width || made.Height != test.height {
				t.Errorf("got %d×%d, want %d×%d", made.Width, made.Height, test.width, test.height)
			}
		})
	}
}

func TestStillPrefers(t *testing.T) {
	t.Parallel()
	jpg, png := asJPEG(t, photo(300, 200), 90), asPNG(t, photo(300, 200))
	tests := map[string]struct {
		data  []byte
		req   job.Request
		want  string
		limit int64
	}{
		"a PNG of a JPEG":             {jpg, job.Request{MIME: "image/jpeg", Prefer: "png"}, "image/png", 0},
		"a JPEG of a PNG":             {png, job.Request{MIME: "image/png", Prefer: "jpeg"}, "image/jpeg", 0},
		"a PNG that does not fit":     {png, job.Request{MIME: "image/png", Prefer: "png"}, "image/jpeg", 40_000},
		"a PNG that does not fit now": {png, job.Request{MIME: "image/png"}, "image/jpeg", 40_000},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.req.Limit = test.limit
			if _, made := still(t, test.data, test.req, 3); made.MIME != test.want {
				t.Errorf("got %+v, want %s", made, test.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	jpg, png := asJPEG(t, photo(300, 200), 90), asPNG(t, photo(300, 200))
	progressive := convert(t, photo(300, 200), ".jpg[interlace]")
	cut := func(b []byte) []byte { return b[:len(b)*6/10] }
	corrupt := bytes.Clone(jpg)
	copy(corrupt[len(jpg)/2:], "\xff\xd9")
	flipped := bytes.Clone(png)
	flipped[len(png)/2] ^= 1
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>`)
	tests := map[string]struct {
		data []byte
		req  job.Request
		want job.Class
		says string
	}{
		"a truncated JPEG":        {cut(jpg), job.Request{MIME: "image/jpeg"}, job.Damaged, "cut off"},
		"a truncated progressive": {cut(progressive), job.Request{MIME: "image/jpeg"}, job.Damaged, "cut off"},
		"a corrupt scan":          {corrupt, job.Request{MIME: "image/jpeg"}, job.Damaged, "corrupt"},
		"a truncated PNG":         {cut(png), job.Request{MIME: "image/png"}, job.Damaged, "cut off"},
		"a wrong checksum":        {flipped, job.Request{MIME: "image/png"}, job.Damaged, "corrupt"},
		"a truncated WebP":        {cut(convert(t, photo(90, 90), ".webp")), job.Request{MIME: "image/webp"}, job.Damaged, ""},
		"a truncated HEIC":        {cut(convert(t, photo(90, 90), ".heic")), job.Request{MIME: "image/heic"}, job.Damaged, ""},
		"a truncated TIFF":        {cut(convert(t, photo(90, 90), ".tif")), job.Request{MIME: "image/tiff"}, job.Damaged, ""},
		"a truncated GIF":         {cut(convert(t, photo(90, 90), ".gif")), job.Request{MIME: "image/gif"}, job.Damaged, ""},
		"nothing":                 {nil, job.Request{MIME: "image/png"}, job.Damaged, "opened"},
		"something else":          {[]byte("hello, world, this is no picture"), job.Request{MIME: "image/png"}, job.Damaged, "opened"},
		"an SVG called PNG":       {svg, job.Request{MIME: "image/png"}, job.Damaged, "opened"},
		"an SVG":                  {svg, job.Request{MIME: "image/svg+xml"}, job.Refused, "no decoder"},
		"12 bits": {jpg[:30], job.Request{MIME: "image/jpeg", Picture: media.Picture{Bits: 12, Codec: "baseline"}},
			job.Refused, "12 bits"},
		"too many pixels": {jpg, job.Request{MIME: "image/jpeg", MaxPixels: 59_999}, job.TooLarge, "60000 pixels"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for product, make := range map[string]func(context.Context, []byte, job.Request) ([]byte, job.Made, error){
				"still": engine(t).Still, "sticker": engine(t).Sticker,
			} {
				data, _, err := make(t.Context(), test.data, test.req)
				if data != nil || err == nil {
					t.Fatalf("%s: %d bytes came out", product, len(data))
				}
				if f := failed(err); f.Class != test.want || !strings.Contains(f.Message, test.says) {
					t.Errorf("%s: got %s: %s, want %s: …%s…", product, f.Class, f.Message, test.want, test.says)
				}
			}
		})
	}
}

func TestStillRefusesAColour(t *testing.T) {
	t.Parallel()
	for _, background := range []string{"white", "#fff", "#12345g", "123456", "#-12345"} {
		req := job.Request{MIME: "image/png", Background: background}
		_, _, err := engine(t).Still(t.Context(), asPNG(t, photo(9, 9)), req)
		if f := failed(err); f.Class != job.Refused || !strings.Contains(f.Message, "#rrggbb") {
			t.Errorf("%s: got %v", background, err)
		}
	}
}

// A few kilobytes that would take more than a gigabyte are refused by their header.
func TestStillRefusesABomb(t *testing.T) {
	t.Parallel()
	bomb := filepath.Join(t.TempDir(), "bomb.png")
	tool(t, "vips", "black", bomb, "20000", "20000")
	_, _, err := engine(t).Still(t.Context(), contents(t, bomb), job.Request{MIME: "image/png"})
	want := job.TooLarge.Failf("20000×20000 are 400000000 pixels, at most 100000000 are decoded: scale the picture down")
	if f := failed(err); f != *want {
		t.Errorf("got %v, want %v", f, want)
	}
}

func TestStillGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := engine(t).Still(ctx, asPNG(t, photo(64, 64)), job.Request{MIME: "image/png"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it cancelled", err)
	}
}
