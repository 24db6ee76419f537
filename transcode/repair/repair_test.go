package repair_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/png"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wamedia/wamedia/transcode/repair"
)

const most = 1 << 20

// scene is noise: as it cannot be packed, a share of the bytes is about that share of the picture.
func scene() *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 90, 120))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(rng.Uint32())
	}
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	return img
}

func encoded(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPNG(t *testing.T) {
	t.Parallel()
	noise := scene()
	gray, deep, drawn := image.NewGray(noise.Rect), image.NewNRGBA64(noise.Rect), image.NewPaletted(noise.Rect, palette.Plan9)
	for y := range 120 {
		for x := range 90 {
			c := noise.At(x, y)
			gray.Set(x, y, c)
			deep.Set(x, y, c)
			drawn.Set(x, y, c)
		}
	}
	for name, img := range map[string]image.Image{"RGB": noise, "gray": gray, "16 bits": deep, "palette": drawn} {
		whole := encoded(t, img)
		for _, share := range []float64{1, 0.8, 0.4} {
			mended, got, err := repair.PNG(whole[:int(share*float64(len(whole)))], most)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if math.Abs(got-share) > 0.15 {
				t.Errorf("%s: %.2f of the bytes give %.2f of the picture", name, share, got)
			}
			out, err := png.Decode(bytes.NewReader(mended))
			if err != nil {
				t.Fatalf("%s: what came out is no PNG: %v", name, err)
			}
			rows := int(got * 119)
			for _, y := range []int{0, rows / 2, rows - 2} {
				got, want := color.NRGBA64Model.Convert(out.At(45, y)), color.NRGBA64Model.Convert(img.At(45, y))
				if got != want {
					t.Errorf("%s: row %d of %d: %v, want %v", name, y, rows, got, want)
				}
			}
			if last := color.NRGBAModel.Convert(out.At(45, 119)); name == "RGB" && share < 1 && last != (color.NRGBA{128, 128, 128, 255}) {
				t.Errorf("what is missing is %v, want gray", last)
			}
		}
	}
}

func TestPNGRefusals(t *testing.T) {
	t.Parallel()
	whole := encoded(t, scene())
	for name, test := range map[string]struct {
		data []byte
		most int64
	}{
		"nothing":         {nil, most},
		"another format":  {[]byte("GIF89a and more than that"), most},
		"a signature":     {whole[:8], most},
		"a header":        {whole[:33], most},
		"too many pixels": {whole, 90*120 - 1},
		"a false header":  {append(append(bytes.Clone(whole[:20]), 7), whole[21:]...), most},
	} {
		if out, share, err := repair.PNG(test.data, test.most); !errors.Is(err, repair.ErrNothing) || out != nil || share != 0 {
			t.Errorf("%s: %d bytes, %v, %v", name, len(out), share, err)
		}
	}
}

func FuzzPNG(f *testing.F) {
	var b bytes.Buffer
	if err := png.Encode(&b, scene()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:500])
	f.Fuzz(func(t *testing.T, data []byte) {
		out, share, err := repair.PNG(data, most)
		if err != nil {
			return
		}
		if share <= 0 || share > 1 {
			t.Errorf("a share of %v", share)
		}
		if _, err := png.DecodeConfig(bytes.NewReader(out)); err != nil {
			t.Errorf("what came out is no PNG: %v", err)
		}
	})
}

func picture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, scene(), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGIF(t *testing.T) {
	t.Parallel()
	whole := picture(t)
	for _, share := range []float64{1, 0.7, 0.4} {
		got, err := repair.GIF(whole[:int(share*float64(len(whole)))])
		if err != nil || math.Abs(got-share) > 0.2 {
			t.Errorf("%.2f of the bytes give %.2f of the picture, %v", share, got, err)
		}
	}
	for _, n := range []int{0, 6, 13, 790} {
		if _, err := repair.GIF(whole[:n]); !errors.Is(err, repair.ErrNothing) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func FuzzGIF(f *testing.F) {
	f.Add(picture(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		if share, err := repair.GIF(data); err == nil && (share <= 0 || share > 1) {
			t.Errorf("a share of %v", share)
		}
	})
}

// A checksum counts where the picture depends on it.
func TestSoundPNG(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	text := append([]byte("\x00\x00\x00\x01tEXt!"), 1, 2, 3, 4) // with a wrong checksum
	damaged := bytes.Clone(whole)
	damaged[bytes.Index(whole, []byte("IDAT"))+6] ^= 1
	for name, test := range map[string]struct {
		data []byte
		want bool
	}{
		"whole":          {whole, true},
		"cut off":        {whole[:len(whole)-20], true},
		"pixels":         {damaged, false},
		"text":           {slices.Concat(whole[:33], text, whole[33:]), true},
		"no byte at all": {nil, true},
	} {
		if got := repair.SoundPNG(test.data); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}
