package pixel_test

import (
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/pixel"
)

func TestLayoutShowsAPart(t *testing.T) {
	t.Parallel()
	whole := image.Rect(0, 0, 300, 100)
	tests := map[string]struct {
		layout  pixel.Layout
		content image.Rectangle
		aspect  float64
		want    image.Rectangle
	}{
		"all of it":              {pixel.Layout{}, whole, 1, whole},
		"the middle":             {pixel.Layout{Cover: true}, whole, 1, image.Rect(100, 0, 200, 100)},
		"the middle, upright":    {pixel.Layout{Cover: true}, image.Rect(0, 0, 50, 71), 1, image.Rect(0, 10, 50, 60)},
		"the content's middle":   {pixel.Layout{Cover: true}, image.Rect(10, 20, 50, 40), 1, image.Rect(20, 20, 40, 40)},
		"a square already":       {pixel.Layout{Cover: true}, image.Rect(0, 0, 9, 9), 1, image.Rect(0, 0, 9, 9)},
		"of wide pixels":         {pixel.Layout{Cover: true}, whole, 2, image.Rect(125, 0, 175, 100)},
		"of narrow pixels":       {pixel.Layout{Cover: true}, whole, 0.25, image.Rect(0, 12, 300, 87)},
		"no less than one pixel": {pixel.Layout{Cover: true}, image.Rect(0, 0, 9, 1), 4, image.Rect(4, 0, 5, 1)},
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, test.layout.Part(test.content, test.aspect)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestLayoutSizes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		layout        pixel.Layout
		width, height int
		size, need    image.Point
	}{
		"contained":         {pixel.Layout{Side: 512}, 2000, 1000, image.Pt(512, 256), image.Pt(512, 256)},
		"within a margin":   {pixel.Layout{Side: 512, Margin: 16}, 1000, 2000, image.Pt(240, 480), image.Pt(240, 480)},
		"covering":          {pixel.Layout{Side: 512, Cover: true}, 2000, 1000, image.Pt(512, 512), image.Pt(1024, 512)},
		"covering, margin":  {pixel.Layout{Side: 512, Cover: true, Margin: 56}, 1000, 4000, image.Pt(400, 400), image.Pt(400, 1600)},
		"covering, small":   {pixel.Layout{Side: 512, Cover: true}, 30, 20, image.Pt(512, 512), image.Pt(30, 20)},
		"to be trimmed":     {pixel.Layout{Side: 512, Trim: true}, 8000, 4000, image.Pt(512, 256), image.Pt(2048, 1024)},
		"small, to trim":    {pixel.Layout{Side: 512, Trim: true}, 1000, 500, image.Pt(512, 256), image.Pt(1000, 500)},
		"covering a strip":  {pixel.Layout{Side: 512, Cover: true}, 9000, 1, image.Pt(512, 512), image.Pt(9000, 1)},
		"contained, larger": {pixel.Layout{Side: 512}, 10, 10, image.Pt(512, 512), image.Pt(512, 512)},
	}
	for name, test := range tests {
		if w, h := test.layout.Size(test.width, test.height); image.Pt(w, h) != test.size {
			t.Errorf("%s: %d×%d, want %v", name, w, h, test.size)
		}
		if w, h := test.layout.Need(test.width, test.height); image.Pt(w, h) != test.need {
			t.Errorf("%s: %d×%d are needed, want %v", name, w, h, test.need)
		}
	}
}

func TestLayoutPlaces(t *testing.T) {
	t.Parallel()
	red := pixel.New(4, 2, 3)
	for i := 0; i < len(red.Pix); i += 3 {
		red.Pix[i] = 255
	}
	placed := pixel.Layout{Side: 16, Margin: 2}.Place(red)
	var borders pixel.Borders
	borders.Add(placed)
	if got, want := borders.Content(), image.Rect(2, 5, 14, 11); got != want || placed.Width != 16 || placed.Height != 16 {
		t.Errorf("%v of %d×%d, want %v", got, placed.Width, placed.Height, want)
	}
	keeps := pixel.Layout{Side: 16, Cover: true}
	if !keeps.Keeps(16, 16) || keeps.Keeps(16, 15) || (pixel.Layout{Side: 16, Trim: true}).Keeps(16, 16) {
		t.Error("a picture of the canvas's size stays, unless it is to be trimmed")
	}
}

// painted is a picture of one colour with a box of another.
func painted(width, height int, ground [4]byte, box image.Rectangle, paint [4]byte) pixel.Raster {
	r := pixel.New(width, height, 4)
	for y := range height {
		for x := range width {
			c := ground
			if image.Pt(x, y).In(box) {
				c = paint
			}
			copy(r.Pix[4*(y*width+x):], c[:])
		}
	}
	return r
}

func TestBorders(t *testing.T) {
	t.Parallel()
	clear, hardly, white, grainy, red := [4]byte{9, 9, 9, 0}, [4]byte{200, 0, 0, 7}, [4]byte{255, 255, 255, 255},
		[4]byte{248, 250, 246, 255}, [4]byte{255, 0, 0, 255}
	box, other := image.Rect(3, 4, 10, 6), image.Rect(8, 2, 9, 3)
	tests := map[string]struct {
		pictures []pixel.Raster
		want     image.Rectangle
	}{
		"nothing around":        {[]pixel.Raster{painted(12, 9, clear, box, red)}, box},
		"what is hardly there":  {[]pixel.Raster{painted(12, 9, clear, box, hardly)}, image.Rect(0, 0, 12, 9)},
		"a colour around":       {[]pixel.Raster{painted(12, 9, white, box, red)}, box},
		"a colour, with grain":  {[]pixel.Raster{painted(12, 9, white, box, grainy)}, image.Rect(0, 0, 12, 9)},
		"a hole in a colour":    {[]pixel.Raster{painted(12, 9, white, box, clear)}, image.Rect(0, 0, 12, 9)},
		"one colour":            {[]pixel.Raster{painted(12, 9, red, box, red)}, image.Rect(0, 0, 12, 9)},
		"up to the edge":        {[]pixel.Raster{painted(12, 9, clear, image.Rect(5, 0, 12, 9), red)}, image.Rect(5, 0, 12, 9)},
		"all frames together":   {[]pixel.Raster{painted(12, 9, clear, box, red), painted(12, 9, clear, other, red)}, box.Union(other)},
		"the first one's color": {[]pixel.Raster{painted(12, 9, white, box, red), painted(12, 9, white, other, white)}, box},
	}
	for name, test := range tests {
		var b pixel.Borders
		for _, p := range test.pictures {
			b.Add(p)
		}
		if diff := cmp.Diff(test.want, b.Content()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	cut := painted(12, 9, clear, box, red).Crop(box)
	if diff := cmp.Diff(painted(7, 2, red, box, red), cut); diff != "" {
		t.Errorf("cropped: %s", diff)
	}
}
