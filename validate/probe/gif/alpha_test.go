package gif_test

import (
	"bytes"
	"image"
	"image/color"
	stdgif "image/gif"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/gif"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// TestTransparent looks for pixels of the transparent index in the first frame.
func TestTransparent(t *testing.T) {
	t.Parallel()
	colours := color.Palette{color.Black, color.White, color.Transparent}
	draw := func(rect image.Rectangle, index func(i int) byte) *image.Paletted {
		m := image.NewPaletted(rect, colours)
		for i := range m.Pix {
			m.Pix[i] = index(i)
		}
		return m
	}
	whole := image.Rect(0, 0, 300, 200)
	opaque := draw(whole, func(i int) byte { return byte(i % 2) })
	last := draw(whole, func(i int) byte { return byte(i / (300*200 - 1) * 2) })
	file := func(frames ...*image.Paletted) []byte {
		g := stdgif.GIF{Image: frames, Delay: make([]int, len(frames)), Config: image.Config{ColorModel: colours, Width: 300, Height: 200}}
		var b bytes.Buffer
		if err := stdgif.EncodeAll(&b, &g); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	yes, no := true, false
	for name, c := range map[string]struct {
		in   []byte
		want *bool
	}{
		"an index that is unused":           {file(opaque), &no},
		"the last pixel":                    {file(last), &yes},
		"a later frame that keeps pixels":   {file(opaque, last), &no},
		"a first frame that leaves an edge": {file(draw(image.Rect(1, 0, 300, 200), func(int) byte { return 1 })), nil},
	} {
		got := probetest.Read(gif.Probe, c.in, true).Picture
		if !got.Alpha || (got.Transparent == nil) != (c.want == nil) || c.want != nil && *got.Transparent != *c.want {
			t.Errorf("%s: alpha %v, transparent %v; want %v", name, got.Alpha, got.Transparent, c.want)
		}
		if probetest.Read(gif.Probe, c.in, false).Picture.Transparent != nil {
			t.Errorf("%s: it was looked for at default depth", name)
		}
	}
}
