package ffmpeg_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/validate/media"
)

// A green box moves over nothing, or over white: what is left is the way it took.
func TestContent(t *testing.T) {
	t.Parallel()
	short := "-f lavfi -i color=0x00ff00:s=20x10:r=5:d=0.8 -filter_complex "
	moving := "-f lavfi -i color=0x00ff00:s=20x10:r=5:d=1 -filter_complex "
	tests := map[string]struct {
		name, args string
		facts      media.Facts
		want       image.Rectangle
		give       int
	}{
		"nothing around": {
			"a.png", short + "[0]format=rgba,pad=200:100:x=30:y=40:color=black@0[a];[a]scroll=h=0.05[b] -map [b] -f apng",
			media.Facts{MIME: "image/png", Picture: &media.Picture{Width: 200, Height: 100, Alpha: true, Frames: 4}},
			image.Rect(0, 40, 50, 50), 0,
		},
		"white around, large": {
			"b.mp4", moving + "[0]scale=400:200,pad=2000:1000:x=600:y=400:color=white -c:v libx264 -qp 10 -pix_fmt yuv420p",
			media.Facts{
				Container: &media.Container{Format: "mp4"},
				Video:     []media.VideoTrack{{Codec: "h264", Width: 2000, Height: 1000, FrameRate: 5}},
			},
			image.Rect(600, 400, 1000, 600), 5,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := ffmpeg.Frames{Source: sample(t, test.name, test.args), Facts: test.facts}
			got, err := open(t).Content(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			if !test.want.In(got) || !got.In(test.want.Inset(-test.give)) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// Blue and red halves, in a film that is turned: the middle of what is asked for fills the canvas within its margin.
func TestFramesAreLaidOut(t *testing.T) {
	t.Parallel()
	plain := sample(t, "plain.mp4",
		"-f lavfi -i color=blue:s=100x40:r=5:d=1 -vf drawbox=w=50:color=red:t=fill -c:v libx264 -qp 5 -pix_fmt yuv420p")
	source := turned(t, plain, 270)
	f := ffmpeg.Frames{Source: source, Facts: facts(t, source), FPS: 5, Content: image.Rect(0, 50, 40, 100)}
	f.Layout.Cover, f.Layout.Margin = true, 8
	raw, _ := frames(t, f)
	first := rgba(raw, 64)
	red, blue, nothing := color.NRGBA{254, 0, 0, 255}, color.NRGBA{0, 0, 254, 255}, color.NRGBA{}
	// Turned, the red half is below; of its 40 by 50 pixels the middle 40 are seen.
	expectColor(t, first, 9, 9, red)
	expectColor(t, first, 54, 54, red)
	for _, at := range []image.Point{{6, 32}, {57, 32}, {32, 6}, {32, 57}} {
		expectColor(t, first, at.X, at.Y, nothing)
	}
	f.Content = image.Rectangle{}
	raw, _ = frames(t, f)
	first = rgba(raw, 64)
	expectColor(t, first, 32, 12, blue)
	expectColor(t, first, 32, 52, red)
}

// Every frame of an animation comes once, however long it is shown.
func TestFramesComeOnce(t *testing.T) {
	t.Parallel()
	source := sample(t, "uneven.gif", "-f lavfi -i color=blue:s=64x64:r=20:d=1 "+
		"-vf hue=h=90*n,select='eq(n,0)+eq(n,2)+eq(n,9)+eq(n,10)' -vsync vfr")
	picture := &media.Picture{Width: 64, Height: 64, Frames: 4, FrameMS: []int{100, 350, 50, 50}}
	f := ffmpeg.Frames{Source: source, Facts: media.Facts{MIME: "image/gif", Picture: picture}}
	for most, want := range map[int]int{0: 4, 3: 3, 9: 4} {
		f.Most = most
		if _, count := frames(t, f); count != want {
			t.Errorf("at most %d: %d frames, want %d", most, count, want)
		}
	}
}
