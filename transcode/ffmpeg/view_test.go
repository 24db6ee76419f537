package ffmpeg_test

import (
	"image"
	"testing"

	"github.com/wamedia/wamedia/transcode/ffmpeg"
	jobs "github.com/wamedia/wamedia/transcode/job"
	layouts "github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/validate/media"
)

// A view is of the first frame and the part that is seen, multiplied by its opacity, and tells where that stands.
func TestView(t *testing.T) {
	t.Parallel()
	half := "-f lavfi -i color=black:s=128x64:r=5:d=1,format=rgba,geq=r=255*lt(X\\,64):g=0:b=255*gte(X\\,64):a=128 "
	apng := media.Facts{MIME: "image/png", Picture: &media.Picture{Width: 128, Height: 64, Alpha: true, Frames: 5, FrameMS: []int{200, 200, 200, 200, 200}}}
	source := sample(t, "a.png", half+"-f apng -plays 0")
	for name, c := range map[string]struct {
		layout      layouts.Layout
		content     image.Rectangle
		left, right [4]byte
		area        jobs.Area
	}{
		"whole": {layouts.Layout{Side: 512}, image.Rectangle{}, [4]byte{127, 0, 0, 128}, [4]byte{0, 0, 127, 128}, jobs.Area{Top: 0.25, Right: 1, Bottom: 0.75}},
		"part":  {layouts.Layout{Side: 512, Margin: 128, Cover: true}, image.Rect(64, 0, 128, 64), [4]byte{0, 0, 127, 128}, [4]byte{0, 0, 127, 128}, jobs.Area{Left: 0.25, Top: 0.25, Right: 0.75, Bottom: 0.75}},
	} {
		view, area, err := open(t).View(t.Context(), ffmpeg.Frames{Source: source, Facts: apng, Layout: c.layout, Content: c.content}, 8)
		if err != nil || view.Side != 8 || len(view.Pix) != 256 || area != c.area {
			t.Fatalf("%s: %v, %d bytes at %+v", name, err, len(view.Pix), area)
		}
		for i := range 4 {
			l, r := int(view.Pix[4*8+i])-int(c.left[i]), int(view.Pix[4*15+i])-int(c.right[i])
			if l < -4 || l > 4 || r < -4 || r > 4 {
				t.Errorf("%s: got %v and %v, want %v and %v", name, view.Pix[4*8:4*9], view.Pix[4*15:4*16], c.left, c.right)
				break
			}
		}
	}
}
