//go:build vips && cgo

package vips_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/validate/media"
)

// heavy adds what makes a JPEG too heavy without being a picture.
func heavy(data []byte) []byte {
	for range 3 {
		data = segment(data, 0xed, bytes.Repeat([]byte("SecretThumbnail"), 4000))
	}
	return data
}

// jpegRGB is a JPEG as its own decoder sees it, in sRGB.
func jpegRGB(t *testing.T, data []byte) pixel.Raster {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	r := pixel.New(b.Dx(), b.Dy(), 3)
	for y := range r.Height {
		for x := range r.Width {
			red, green, blue, _ := img.At(x, y).RGBA()
			copy(r.Pix[3*(y*r.Width+x):], []byte{byte(red >> 8), byte(green >> 8), byte(blue >> 8)})
		}
	}
	return r
}

// A JPEG that is too heavy by metadata and lies on its side is turned without a lossy step where its blocks allow.
func TestJPEGIsTurnedWithoutALoss(t *testing.T) {
	t.Parallel()
	for orientation := 1; orientation <= 8; orientation++ {
		for i, coding := range []string{".jpg[Q=85]", ".jpg[Q=85,interlace]", ".jpg[Q=85,subsample-mode=off]"} {
			if i > 0 && orientation%3 != 0 {
				continue
			}
			t.Run(fmt.Sprint(orientation, coding), func(t *testing.T) {
				t.Parallel()
				plain := convert(t, turned(photo(320, 240), orientation), coding)
				img, made := still(t, heavy(oriented(plain, orientation)), job.Request{MIME: "image/jpeg", Limit: 100_000}, 3)
				if !made.Untouched || made.Encodes != 0 || made.Coding != "kept" || made.Width != 320 || made.Height != 240 {
					t.Fatalf("got %+v", made)
				}
				if turned := strings.Join(made.Notes, ""); (turned == "turned upright") != (orientation > 1) {
					t.Errorf("notes: %q", turned)
				}
				upright(t, img)
				// The cosine transform of Go is not exactly the same in both directions.
				want := jpegRGB(t, plain).Upright(orientation)
				if alike := pixel.SSIM(want, jpegRGB(t, output(t, heavy(oriented(plain, orientation)), 100_000))); alike < 0.999 {
					t.Errorf("similarity %.4f to the source turned", alike)
				}
			})
		}
	}
}

func output(t *testing.T, source []byte, limit int64) []byte {
	t.Helper()
	data, _, err := engine(t).Still(t.Context(), source, job.Request{MIME: "image/jpeg", Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A picture whose last blocks are cut would have its edge in the middle of a block: its pixels are turned instead.
func TestJPEGOfCutBlocksIsRedrawn(t *testing.T) {
	t.Parallel()
	for orientation, lossless := range map[int]bool{1: true, 2: false, 3: false, 4: false, 5: true, 6: false, 7: false, 8: false} {
		source := heavy(oriented(asJPEG(t, turned(photo(317, 235), orientation), 85), orientation))
		img, made := still(t, source, job.Request{MIME: "image/jpeg", Limit: 100_000}, 3)
		if made.Untouched != lossless || made.Width != 317 || made.Height != 235 {
			t.Errorf("orientation %d: got %+v, untouched should be %v", orientation, made, lossless)
		}
		upright(t, img)
	}
}

// Pixels that are too heavy become coarser, and look like those of a decoder and an encoder of the same quality.
func TestJPEGIsMadeCoarser(t *testing.T) {
	t.Parallel()
	img := photo(1200, 800)
	source := asJPEG(t, img, 97)
	for _, orientation := range []int{1, 6} {
		data := oriented(asJPEG(t, turned(img, orientation), 97), orientation)
		limit := int64(len(source) / 2)
		out := output(t, data, limit)
		_, made := still(t, data, job.Request{MIME: "image/jpeg", Limit: limit, Picture: media.Picture{Subsampling: "4:2:0"}}, 3)
		if made.Untouched || made.Quality == 0 || made.Encodes > 3 {
			t.Errorf("got %+v", made)
		}
		ours := pixel.SSIM(jpegRGB(t, source), jpegRGB(t, out))
		peer := pixel.SSIM(jpegRGB(t, source), jpegRGB(t, asJPEG(t, decoded(t, source), made.Quality)))
		if ours < peer-0.01 {
			t.Errorf("similarity %.4f, that of a new JPEG of quality %d is %.4f", ours, made.Quality, peer)
		}
	}
}

// What is written anew as it is was read without a word from the decoder; anything else takes the way over pixels.
func TestOddJPEGsAreRedrawn(t *testing.T) {
	t.Parallel()
	plain := asJPEG(t, photo(320, 240), 85)
	tests := map[string][]byte{
		"gray":            heavy(asJPEG(t, image.NewGray(image.Rect(0, 0, 320, 240)), 85)),
		"stray bytes":     heavy(append(bytes.Clone(plain[:len(plain)-2]), "stray\xff\xd9"...)),
		"another profile": heavy(convert(t, photo(320, 240), ".jpg[profile=p3]")),
	}
	for name, source := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, made := still(t, source, job.Request{MIME: "image/jpeg", Limit: 100_000}, 3); made.Untouched {
				t.Errorf("got %+v", made)
			}
		})
	}
}
