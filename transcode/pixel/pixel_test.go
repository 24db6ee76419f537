package pixel_test

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/tiff"

	"github.com/wamedia/wamedia/transcode/pixel"
)

// random is noise, with as many channels as asked for.
func random(width, height, channels int) pixel.Raster {
	r := pixel.New(width, height, channels)
	rng := rand.New(rand.NewPCG(7, uint64(width*height*channels)))
	for i := range r.Pix {
		r.Pix[i] = byte(rng.Uint32())
	}
	return r
}

// plain is one colour.
func plain(width, height int, c ...byte) pixel.Raster {
	return pixel.Raster{Pix: bytes.Repeat(c, width*height), Width: width, Height: height, Channels: len(c)}
}

func TestTIFFAndBack(t *testing.T) {
	t.Parallel()
	for _, channels := range []int{3, 4} {
		want := random(37, 21, channels)
		got, err := pixel.FromTIFF(want.TIFF())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

// What others read of our TIFF is what we wrote.
func TestTIFFForOthers(t *testing.T) {
	t.Parallel()
	for _, channels := range []int{3, 4} {
		want := random(9, 5, channels)
		img, err := tiff.Decode(bytes.NewReader(want.TIFF()))
		if err != nil {
			t.Fatal(err)
		}
		for i := range want.Width * want.Height {
			c := color.NRGBAModel.Convert(img.At(i%want.Width, i/want.Width)).(color.NRGBA)
			got := []byte{c.R, c.G, c.B, c.A}[:channels]
			if p := want.Pix[i*channels:][:channels]; !bytes.Equal(got, p) && (channels == 3 || p[3] != 0) {
				t.Fatalf("pixel %d is %v, want %v", i, got, p)
			}
		}
	}
}

// What others write in the form that is asked for is understood.
func TestFromTIFFOfOthers(t *testing.T) {
	t.Parallel()
	img := image.NewNRGBA(image.Rect(0, 0, 31, 17))
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range img.Pix {
		img.Pix[i] = byte(rng.Uint32())
	}
	var b bytes.Buffer
	if err := tiff.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	got, err := pixel.FromTIFF(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(pixel.Raster{Pix: img.Pix, Width: 31, Height: 17, Channels: 4}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFromTIFFRefuses(t *testing.T) {
	t.Parallel()
	good := random(5, 5, 3).TIFF()
	gray := image.NewGray(image.Rect(0, 0, 5, 5))
	var packed, grays bytes.Buffer
	if err := tiff.Encode(&packed, image.NewRGBA(gray.Rect), &tiff.Options{Compression: tiff.Deflate}); err != nil {
		t.Fatal(err)
	}
	if err := tiff.Encode(&grays, gray, nil); err != nil {
		t.Fatal(err)
	}
	tests := map[string][]byte{
		"nothing": nil, "cut": good[:len(good)-1], "only a head": good[:8], "a tag short": good[:30],
		"big-endian": append([]byte("MM\x00*"), good[4:]...), "compressed": packed.Bytes(), "gray": grays.Bytes(),
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r, err := pixel.FromTIFF(in); err == nil {
				t.Errorf("got %d×%d×%d, want an error", r.Width, r.Height, r.Channels)
			}
		})
	}
	rng := rand.New(rand.NewPCG(3, 3))
	for range 20_000 {
		b := bytes.Clone(good)
		for range 1 + rng.IntN(3) {
			b[rng.IntN(140)] = byte(rng.Uint32())
		}
		if r, err := pixel.FromTIFF(b); err == nil && len(r.Pix) != r.Width*r.Height*r.Channels {
			t.Fatalf("%d bytes for %d×%d×%d", len(r.Pix), r.Width, r.Height, r.Channels)
		}
	}
}

func TestFlatten(t *testing.T) {
	t.Parallel()
	r := pixel.Raster{Width: 3, Height: 1, Channels: 4, Pix: []byte{200, 0, 0, 255, 200, 0, 0, 0, 200, 100, 0, 128}}
	got := r.Flatten(color.RGBA{R: 0, G: 255, B: 255, A: 255})
	want := pixel.Raster{Width: 3, Height: 1, Channels: 3, Pix: []byte{200, 0, 0, 0, 255, 255, 100, 177, 127}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.Opaque() != true || r.Opaque() != false || plain(2, 2, 1, 2, 3, 255).Opaque() != true {
		t.Error("Opaque is wrong")
	}
}

// The colour of pixels that cannot be seen must not show at an edge.
func TestScaleWeighsByAlpha(t *testing.T) {
	t.Parallel()
	r := pixel.New(64, 64, 4)
	for i := 0; i < len(r.Pix); i += 4 {
		if i/4%64 < 32 {
			copy(r.Pix[i:], []byte{255, 255, 255, 255})
		} else {
			copy(r.Pix[i:], []byte{0, 0, 0, 0})
		}
	}
	for _, size := range [][2]int{{31, 31}, {7, 64}, {200, 90}} {
		got := r.Scale(size[0], size[1])
		if got.Width != size[0] || got.Height != size[1] || got.Channels != 4 {
			t.Fatalf("got %d×%d×%d", got.Width, got.Height, got.Channels)
		}
		for i := 0; i < len(got.Pix); i += 4 {
			if p := got.Pix[i : i+4]; p[3] > 8 && (p[0] < 250 || p[1] < 250 || p[2] < 250) {
				t.Fatalf("%v: a dark pixel %v at %d", size, p, i/4)
			}
		}
	}
	if opaque := random(9, 9, 3).Scale(3, 5); opaque.Channels != 3 || len(opaque.Pix) != 45 {
		t.Errorf("three channels became %d", opaque.Channels)
	}
}

func TestContain(t *testing.T) {
	t.Parallel()
	tests := []struct{ w, h, wantW, wantH int }{
		{1000, 500, 512, 256}, {500, 1000, 256, 512}, {512, 512, 512, 512}, {1, 1, 512, 512}, {3, 2, 512, 341},
		{100_000, 1, 512, 1}, {1, 100_000, 1, 512}, {2_000_000_000, 1_999_999_999, 512, 512},
	}
	for _, test := range tests {
		if w, h := pixel.Contain(test.w, test.h, 512, 512); w != test.wantW || h != test.wantH {
			t.Errorf("%d×%d: got %d×%d, want %d×%d", test.w, test.h, w, h, test.wantW, test.wantH)
		}
	}
}

func TestCanvasIsTransparentAround(t *testing.T) {
	t.Parallel()
	got := plain(2, 1, 9, 8, 7).Canvas(4, 3)
	want := pixel.New(4, 3, 4)
	copy(want.Pix[4*(1*4+1):], []byte{9, 8, 7, 255, 9, 8, 7, 255})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The eight ways in which the letter F may be stored, as the EXIF standard draws them.
func TestUpright(t *testing.T) {
	t.Parallel()
	stored := map[int][]string{
		0: {"##", "# ", "##", "# ", "# "},
		1: {"##", "# ", "##", "# ", "# "},
		2: {"##", " #", "##", " #", " #"},
		3: {" #", " #", "##", " #", "##"},
		4: {"# ", "# ", "##", "# ", "##"},
		5: {"#####", "# #  "},
		6: {"# #  ", "#####"},
		7: {"  # #", "#####"},
		8: {"#####", "  # #"},
		9: {"##", "# ", "##", "# ", "# "},
	}
	for orientation, rows := range stored {
		if diff := cmp.Diff(letters(stored[1]), letters(rows).Upright(orientation)); diff != "" {
			t.Errorf("orientation %d: %s", orientation, diff)
		}
	}
}

func letters(rows []string) pixel.Raster {
	r := pixel.New(len(rows[0]), len(rows), 3)
	for y, row := range rows {
		for x, letter := range row {
			r.Pix[3*(y*r.Width+x)] = byte(letter)
		}
	}
	return r
}

func TestFewColours(t *testing.T) {
	t.Parallel()
	r := pixel.New(16, 16, 3)
	for i := range 256 {
		r.Pix[3*i+1] = byte(i)
	}
	if !r.FewColours(256) || r.FewColours(255) || !plain(5, 5, 1, 2, 3, 4).FewColours(1) {
		t.Error("wrong count")
	}
}

func TestSSIM(t *testing.T) {
	t.Parallel()
	photo := smooth(64, 48)
	tests := map[string]struct {
		a, b     pixel.Raster
		min, max float64
	}{
		"itself":                {photo, photo, 1, 1},
		"itself with alpha":     {photo, photo.Alpha(), 1, 1},
		"a little noise":        {photo, noisy(photo, 8), 0.7, 0.99},
		"much noise":            {photo, noisy(photo, 100), 0, 0.5},
		"black and white":       {plain(16, 16, 0, 0, 0), plain(16, 16, 255, 255, 255), 0, 0.01},
		"noise and other noise": {random(64, 64, 3), noisy(plain(64, 64, 128, 128, 128), 128), -0.1, 0.1},
		"another size":          {photo, smooth(64, 44), 0, 0},
		"unseen colours":        {plain(16, 16, 1, 2, 3, 0), plain(16, 16, 200, 100, 50, 0), 1, 1},
		"unlike alpha":          {plain(16, 16, 128, 128, 128, 0), plain(16, 16, 128, 128, 128, 255), 0, 0.6},
		"too small for windows": {plain(3, 3, 10, 10, 10), plain(3, 3, 61, 61, 61), 0.79, 0.81},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, back := pixel.SSIM(test.a, test.b), pixel.SSIM(test.b, test.a)
			if got < test.min || got > test.max || math.Abs(got-back) > 1e-9 {
				t.Errorf("got %v and back %v, want %v to %v", got, back, test.min, test.max)
			}
		})
	}
}

// smooth is a picture of slopes, as a photograph has them.
func smooth(width, height int) pixel.Raster {
	r := pixel.New(width, height, 3)
	for y := range height {
		for x := range width {
			copy(r.Pix[3*(y*width+x):], []byte{byte(4 * x), byte(5 * y), byte(128 + 100*math.Sin(float64(x*y)/90))})
		}
	}
	return r
}

func noisy(r pixel.Raster, by int) pixel.Raster {
	out := pixel.Raster{Pix: bytes.Clone(r.Pix), Width: r.Width, Height: r.Height, Channels: r.Channels}
	rng := rand.New(rand.NewPCG(5, 5))
	for i, v := range out.Pix {
		out.Pix[i] = byte(max(0, min(255, int(v)+rng.IntN(2*by+1)-by)))
	}
	return out
}
