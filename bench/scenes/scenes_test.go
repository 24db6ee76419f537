package scenes_test

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/bench/scenes"
)

// ppm gives the bytes of a small photograph.
func ppm(t *testing.T, seed uint64, grain float64, bits int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := scenes.NewPhoto(64, 48, seed, grain).WritePPM(&b, bits); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPhotoComesFromItsNumberAlone(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(ppm(t, 1, 2, 8), ppm(t, 1, 2, 8)) {
		t.Error("one number makes two pictures")
	}
	if bytes.Equal(ppm(t, 1, 2, 8), ppm(t, 2, 2, 8)) {
		t.Error("two numbers make one picture")
	}
	const head8, head16 = "P6\n64 48\n255\n", "P6\n64 48\n65535\n"
	got := []int{len(ppm(t, 1, 0, 8)) - len(head8), len(ppm(t, 1, 0, 16)) - len(head16)}
	if diff := cmp.Diff([]int{64 * 48 * 3, 64 * 48 * 6}, got); diff != "" {
		t.Errorf("bytes of pixels: %s", diff)
	}
}

// rough is the mean difference between neighbours.
func rough(m image.Image) int {
	sum, b := 0, m.Bounds()
	for y := range b.Dy() {
		for x := 1; x < b.Dx(); x++ {
			here, _ := color.GrayModel.Convert(m.At(x, y)).(color.Gray)
			left, _ := color.GrayModel.Convert(m.At(x-1, y)).(color.Gray)
			sum += max(int(here.Y)-int(left.Y), int(left.Y)-int(here.Y))
		}
	}
	return sum * 100 / (b.Dx() * b.Dy())
}

func TestGrainMakesRough(t *testing.T) {
	t.Parallel()
	day, night := rough(scenes.NewPhoto(200, 150, 7, 0).Image()), rough(scenes.NewPhoto(200, 150, 7, 8).Image())
	if night < day+200 {
		t.Errorf("%d hundredths of a step without grain, %d with 8 steps", day, night)
	}
}

func TestDrawingsAndScreensHaveTransparency(t *testing.T) {
	t.Parallel()
	screen, err := scenes.NewScreen(320, 480, 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*image.NRGBA{"drawing": scenes.NewDrawing(128, 96, 1), "screen": screen} {
		colors := map[color.NRGBA]bool{}
		for i := 0; i < len(m.Pix); i += 4 {
			colors[color.NRGBA{m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3]}] = true
		}
		if m.NRGBAAt(0, 0).A != 0 || m.NRGBAAt(m.Rect.Dx()/2, m.Rect.Dy()/2).A != 255 || len(colors) < 5 || len(colors) > 3000 {
			t.Errorf("%s: corner %v, middle %v, %d colours", name, m.NRGBAAt(0, 0), m.NRGBAAt(m.Rect.Dx()/2, m.Rect.Dy()/2), len(colors))
		}
	}
}

func TestCutoutsFade(t *testing.T) {
	t.Parallel()
	m := scenes.NewCutout(200, 150, 3, 0)
	soft := 0
	for i := 3; i < len(m.Pix); i += 4 {
		if a := m.Pix[i]; a > 0 && a < 255 {
			soft++
		}
	}
	if m.NRGBAAt(0, 0) != (color.NRGBA{}) || m.NRGBAAt(100, 75).A != 255 || soft < 300 {
		t.Errorf("corner %v, middle %v, %d pixels of an edge", m.NRGBAAt(0, 0), m.NRGBAAt(100, 75), soft)
	}
}

func TestMotion(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		motion *scenes.Motion
		opaque bool
	}{
		"sprite": {scenes.NewSprite(96, 96, 1), false},
		"ghost":  {scenes.NewGhost(96, 96, 1), false},
		"pan":    {scenes.NewPan(96, 72, 1, 2, false), true},
		"scene":  {scenes.NewPan(96, 72, 1, 0, true), true},
	}
	for name, c := range cases {
		first, again, later := c.motion.Frame(0), c.motion.Frame(0), c.motion.Frame(0.4)
		if !bytes.Equal(first.Pix, again.Pix) || bytes.Equal(first.Pix, later.Pix) || first.Opaque() != c.opaque {
			t.Errorf("%s: same again %v, moves %v, opaque %v", name,
				bytes.Equal(first.Pix, again.Pix), !bytes.Equal(first.Pix, later.Pix), first.Opaque())
		}
	}
}
