//go:build vips && cgo

package vips_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

// sticker makes a still sticker and has it judged: the picture comes from dwebp.
func sticker(t *testing.T, source []byte, req job.Request) (image.Image, job.Made) {
	t.Helper()
	data, made, err := engine(t).Sticker(t.Context(), source, req)
	if err != nil {
		t.Fatal(err)
	}
	return judgeSticker(t, data, made, limitOr(req, 100_000)), made
}

func limitOr(req job.Request, limit int64) int64 {
	if req.Limit != 0 {
		return req.Limit
	}
	return limit
}

func judgeSticker(t *testing.T, data []byte, made job.Made, limit int64) image.Image {
	t.Helper()
	if n := int64(len(data)); n > limit || n != made.Size {
		t.Errorf("%d bytes, %d were answered and %d allowed", n, made.Size, limit)
	}
	path := file(t, "sticker.webp", data)
	info := tool(t, "webpinfo", path)
	if !strings.Contains(info, "No error detected") || strings.Contains(info, "ANMF") {
		t.Errorf("webpinfo says:\n%s", info)
	}
	png := filepath.Join(t.TempDir(), "sticker.png")
	tool(t, "dwebp", "-quiet", path, "-o", png)
	img := decoded(t, contents(t, png))
	if img.Bounds() != image.Rect(0, 0, 512, 512) || made.Width != 512 || made.Height != 512 {
		t.Errorf("%v, %d×%d was answered", img.Bounds(), made.Width, made.Height)
	}
	return img
}

var nothing = color.NRGBA{}

func TestStickerIsFittedOntoItsCanvas(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		source []byte
		mime   string
		inside image.Rectangle // of the canvas
	}{
		"a wide photo":      {asJPEG(t, photo(1600, 800), 92), "image/jpeg", image.Rect(0, 128, 512, 384)},
		"a tall photo":      {asJPEG(t, photo(700, 1400), 92), "image/jpeg", image.Rect(128, 0, 384, 512)},
		"a turned one":      {oriented(asJPEG(t, turned(photo(1600, 800), 6), 92), 6), "image/jpeg", image.Rect(0, 128, 512, 384)},
		"a mirrored one":    {oriented(asJPEG(t, turned(photo(700, 1400), 5), 92), 5), "image/jpeg", image.Rect(128, 0, 384, 512)},
		"a small one":       {asPNG(t, photo(40, 20)), "image/png", image.Rect(0, 128, 512, 384)},
		"the right size":    {asPNG(t, photo(512, 512)), "image/png", image.Rect(0, 0, 512, 512)},
		"a HEIC":            {convert(t, photo(400, 200), ".heic"), "image/heic", image.Rect(0, 128, 512, 384)},
		"a WebP of photos":  {convert(t, photo(400, 200), ".webp"), "image/webp", image.Rect(0, 128, 512, 384)},
		"a strip of 999×10": {asPNG(t, photo(999, 10)), "image/png", image.Rect(0, 254, 512, 258)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img, made := sticker(t, test.source, job.Request{MIME: test.mime})
			if made.SSIM == nil || *made.SSIM < 0.95 {
				t.Errorf("got %+v, want it to look like its source", made)
			}
			if img.Bounds() != test.inside {
				near(t, img, 0, 0, nothing, 0)
				near(t, img, 511, 511, nothing, 0)
			}
			in := test.inside
			if in.Dx() < 100 || in.Dy() < 100 {
				return
			}
			dx, dy := in.Dx()/8, in.Dy()/8
			near(t, img, in.Min.X+dx, in.Min.Y+dy, color.NRGBA{220, 30, 30, 255}, 25)
			near(t, img, in.Max.X-dx, in.Min.Y+dy, color.NRGBA{30, 200, 30, 255}, 25)
			near(t, img, in.Max.X-dx, in.Max.Y-dy, color.NRGBA{30, 30, 210, 255}, 25)
		})
	}
}

// The edge of a white disc on nothing stays white, though what cannot be seen is black.
func TestStickerHasNoHalo(t *testing.T) {
	t.Parallel()
	disc := image.NewNRGBA(image.Rect(0, 0, 900, 900))
	for y := range 900 {
		for x := range 900 {
			if (x-450)*(x-450)+(y-450)*(y-450) < 400*400 {
				disc.SetNRGBA(x, y, color.NRGBA{255, 255, 255, 255})
			}
		}
	}
	img, _ := sticker(t, asPNG(t, disc), job.Request{MIME: "image/png"})
	edge := 0
	for y := range 512 {
		for x := range 512 {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			if c.A == 0 || c.A == 255 {
				continue
			}
			if edge++; c.A > 16 && min(c.R, c.G, c.B) < 245 {
				t.Fatalf("%v at %d,%d", c, x, y)
			}
		}
	}
	if edge < 500 {
		t.Errorf("an edge of %d soft pixels, want it smooth", edge)
	}
}

// Whatever it takes, the limit holds.
func TestStickerFitsAnyLimit(t *testing.T) {
	t.Parallel()
	sources := map[string][]byte{
		"noise":             asPNG(t, noise(512, 512, false)),
		"see-through noise": asPNG(t, noise(512, 512, true)),
		"a photo":           asPNG(t, photo(512, 512)),
	}
	for name, source := range sources {
		for _, limit := range []int64{0, 50_000, 12_000} {
			t.Run(fmt.Sprint(name, limit), func(t *testing.T) {
				t.Parallel()
				req := job.Request{MIME: "image/png", Limit: limit}
				data, made, err := engine(t).Sticker(t.Context(), source, req)
				if err != nil {
					if f := failed(err); f.Class != job.Refused || name == "a photo" || limit == 0 {
						t.Error(err)
					}
					return
				}
				judgeSticker(t, data, made, limitOr(req, 100_000))
				if made.Encodes > 30 {
					t.Errorf("%d encodes", made.Encodes)
				}
			})
		}
	}
}

func TestStickerTakesTheBestCoding(t *testing.T) {
	t.Parallel()
	drawing := image.NewPaletted(image.Rect(0, 0, 512, 512), append(flag(), color.NRGBA{}))
	for y := range 512 {
		for x := range 512 {
			drawing.SetColorIndex(x, y, uint8((x/40+y/30)%7))
		}
	}
	if _, made := sticker(t, asPNG(t, drawing), job.Request{MIME: "image/png"}); made.Coding != "lossless" || *made.SSIM != 1 {
		t.Errorf("a drawing: got %+v, want it lossless", made)
	}
	if _, made := sticker(t, asPNG(t, photo(512, 512)), job.Request{MIME: "image/png", Limit: 40_000}); made.Coding != "lossy" ||
		made.Size < 34_000 || made.Encodes > 8 {
		t.Errorf("a photo: got %+v, want it lossy, near the limit, in few encodes", made)
	}
}

// A sticker that is too heavy by its metadata alone keeps its pixels and its pack.
func TestStickerKeepsItsPixels(t *testing.T) {
	t.Parallel()
	plain := filepath.Join(t.TempDir(), "plain.webp")
	tool(t, "cwebp", "-quiet", "-lossless", file(t, "in.png", asPNG(t, solid(512, 512))), "-o", plain)
	pack := []byte(`II*` + "\x00" + `{"sticker-pack-id":"one","sticker-pack-name":"two"}`)
	heavy := filepath.Join(t.TempDir(), "heavy.webp")
	withPack := filepath.Join(t.TempDir(), "pack.webp")
	tool(t, "webpmux", "-set", "exif", file(t, "exif", pack), plain, "-o", withPack)
	tool(t, "webpmux", "-set", "xmp", file(t, "xmp", bytes.Repeat([]byte("x"), 150_000)), withPack, "-o", heavy)
	data, made, err := engine(t).Sticker(t.Context(), contents(t, heavy), job.Request{MIME: "image/webp"})
	if err != nil {
		t.Fatal(err)
	}
	if !made.Untouched || made.Encodes != 0 || !bytes.Contains(data, pack) || bytes.Contains(data, []byte("xxxx")) {
		t.Errorf("got %+v, want the pixels and the pack kept, and nothing else", made)
	}
	judgeSticker(t, data, made, 100_000)
}

// A sticker that is encoded anew keeps its pack too.
func TestStickerKeepsItsPack(t *testing.T) {
	t.Parallel()
	pack := []byte(`II*` + "\x00" + `{"sticker-pack-id":"one"}`)
	for _, img := range []image.Image{photo(300, 300), photo(400, 300)} {
		webp := filepath.Join(t.TempDir(), "in.webp")
		plain := file(t, "plain.webp", convert(t, img, ".webp"))
		tool(t, "webpmux", "-set", "exif", file(t, "exif", pack), plain, "-o", webp)
		for _, limit := range []int64{0, 30_000} {
			req := job.Request{MIME: "image/webp", Limit: limit}
			data, made, err := engine(t).Sticker(t.Context(), contents(t, webp), req)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(data, pack) {
				t.Errorf("%v: the pack is lost", img.Bounds())
			}
			judgeSticker(t, data, made, limitOr(req, 100_000))
		}
	}
}

// solid is one colour.
func solid(width, height int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = [4]byte{200, 100, 50, 255}[i%4]
	}
	return img
}
