//go:build vips && cgo

package vips_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/vips"
)

func engine(t *testing.T) *vips.Engine {
	t.Helper()
	e, err := vips.Open()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// failed is the Failure in an error; an empty one when there is none.
func failed(err error) job.Failure {
	var f *job.Failure
	if errors.As(err, &f) {
		return *f
	}
	return job.Failure{}
}

// tool runs a program of others, so that outputs are not judged by what made them.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "VIPS_WARNING=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// file puts bytes into a file of its own.
func file(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// photo is a picture with slopes, edges and a little grain. Its corners differ: red, green, blue and yellow,
// clockwise from the upper left.
func photo(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	rng := rand.New(rand.NewPCG(uint64(width), uint64(height)))
	corners := [4][4]uint8{{220, 30, 30, 255}, {30, 200, 30, 255}, {230, 220, 40, 255}, {30, 30, 210, 255}}
	across := make([]float64, width)
	for x := range across {
		across[x] = math.Sin(float64(x) * 7 / float64(width))
	}
	for y := range height {
		down := math.Cos(float64(y) * 5 / float64(height))
		row := img.Pix[img.Stride*y : img.Stride*(y+1)]
		outer := y < height/4 || y >= height-height/4
		for x := range width {
			p := row[4*x : 4*x+4]
			if outer && (x < width/4 || x >= width-width/4) {
				copy(p, corners[2*(2*y/height)+2*x/width][:])
				continue
			}
			wave, grain := across[x]*down, rng.IntN(9)-4
			p[0], p[1], p[2], p[3] = level(90*wave+120, grain), level(128-60*wave, grain), level(float64(255*x/width), grain), 255
		}
	}
	return img
}

func level(v float64, grain int) uint8 { return uint8(max(0, min(255, int(v)+grain))) }

// noise is what no encoder can foretell.
func noise(width, height int, alpha bool) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range img.Pix {
		if img.Pix[i] = byte(rng.Uint32()); i%4 == 3 && !alpha {
			img.Pix[i] = 255
		}
	}
	return img
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t *testing.T, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// convert has libvips' own command line write a picture in another format.
func convert(t *testing.T, img image.Image, extension string, options ...string) []byte {
	t.Helper()
	from := file(t, "in.png", asPNG(t, img))
	to := filepath.Join(t.TempDir(), "out"+extension)
	tool(t, "vips", append([]string{"copy", from, to}, options...)...)
	return contents(t, strings.SplitN(to, "[", 2)[0])
}

// oriented adds an EXIF segment with an orientation, and a place that must not get out.
func oriented(data []byte, orientation int) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x02\x00")
	tiff = append(tiff, 0x0f, 0x01, 2, 0, 12, 0, 0, 0, 38, 0, 0, 0) // Make, at byte 38
	tiff = append(tiff, 0x12, 0x01, 3, 0, 1, 0, 0, 0, byte(orientation), 0, 0, 0)
	tiff = append(tiff, 0, 0, 0, 0)
	tiff = append(tiff, "SecretMaker\x00"...)
	return segment(data, 0xe1, append([]byte("Exif\x00\x00"), tiff...))
}

// segment inserts one after the start of a JPEG.
func segment(data []byte, marker byte, body []byte) []byte {
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, marker}, uint16(len(body)+2))
	return append(append(head, body...), data[2:]...)
}

// turned is how a camera held otherwise stores img.
func turned(img *image.NRGBA, orientation int) *image.NRGBA {
	back := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}[orientation]
	r := pixel.Raster{Pix: img.Pix, Width: img.Rect.Dx(), Height: img.Rect.Dy(), Channels: 4}.Upright(back)
	return &image.NRGBA{Pix: r.Pix, Stride: 4 * r.Width, Rect: image.Rect(0, 0, r.Width, r.Height)}
}

// decoded is an output as Go's decoders see it.
func decoded(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// near fails unless the pixel at x, y is of that colour, give or take. What cannot be seen has any colour.
func near(t *testing.T, img image.Image, x, y int, want color.NRGBA, give int) {
	t.Helper()
	got := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
	if want.A == 0 {
		want.R, want.G, want.B = got.R, got.G, got.B
	}
	for _, d := range []int{
		int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B), int(got.A) - int(want.A),
	} {
		if d > give || d < -give {
			t.Errorf("at %d,%d: got %v, want %v", x, y, got, want)
			return
		}
	}
}

// upright fails unless the corners are those of photo.
func upright(t *testing.T, img image.Image) {
	t.Helper()
	b := img.Bounds()
	left, right, top, bottom := b.Dx()/8, b.Dx()-b.Dx()/8, b.Dy()/8, b.Dy()-b.Dy()/8
	near(t, img, left, top, color.NRGBA{220, 30, 30, 255}, 20)
	near(t, img, right, top, color.NRGBA{30, 200, 30, 255}, 20)
	near(t, img, right, bottom, color.NRGBA{30, 30, 210, 255}, 20)
	near(t, img, left, bottom, color.NRGBA{230, 220, 40, 255}, 20)
}

// plainStill fails unless data is what DESIGN promises of an image: 8-bit sRGB without metadata, as was answered.
func plainStill(t *testing.T, data []byte, made job.Made, bands int) {
	t.Helper()
	all := tool(t, "vipsheader", "-a", file(t, "still", data))
	for _, want := range []string{
		fmt.Sprintf("%dx%d uchar, %d bands, srgb", made.Width, made.Height, bands), "format: uchar", "interpretation: srgb",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("want %s, got:\n%s", want, all)
		}
	}
	for _, name := range []string{"exif", "icc-profile", "xmp", "orientation", "Secret"} {
		if strings.Contains(all, name) {
			t.Errorf("%s is still there:\n%s", name, all)
		}
	}
	if int64(len(data)) != made.Size {
		t.Errorf("%d bytes, %d were answered", len(data), made.Size)
	}
}
