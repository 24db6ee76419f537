package ffmpeg_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/validate/media"
)

// rgba is the first frame of raw ones.
func rgba(raw []byte, side int) *image.NRGBA {
	return &image.NRGBA{Pix: raw[:4*side*side], Stride: 4 * side, Rect: image.Rect(0, 0, side, side)}
}

func frames(t *testing.T, f ffmpeg.Frames) (raw []byte, count int) {
	t.Helper()
	f.Layout.Side = 64
	var out bytes.Buffer
	if err := open(t).Frames(t.Context(), f, &out); err != nil {
		t.Fatal(err)
	}
	const frame = 64 * 64 * 4
	if out.Len() == 0 || out.Len()%frame != 0 {
		t.Fatalf("%d bytes are not frames of %d", out.Len(), frame)
	}
	return out.Bytes(), out.Len() / frame
}

func expectColor(t *testing.T, picture image.Image, x, y int, want color.NRGBA) {
	t.Helper()
	got := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)
	if want.A == 0 && got.A == 0 {
		return
	}
	far := func(a, b uint8) bool { return max(a, b)-min(a, b) > 12 }
	if far(got.A, want.A) || far(got.R, want.R) || far(got.G, want.G) || far(got.B, want.B) {
		t.Errorf("pixel %d,%d is %v, want %v", x, y, got, want)
	}
}

// A green left half, a transparent right half whose hidden colour is red, twice as wide as high: the canvas is
// transparent above and below, and no red bleeds into the green.
func TestFramesKeepTransparency(t *testing.T) {
	t.Parallel()
	half := "-f lavfi -i color=red@0:s=200x100:r=10:d=1,format=yuva444p,drawbox=w=100:color=0x00ff00@1:t=fill:replace=1,format=rgba "
	picture := &media.Picture{Width: 200, Height: 100, Alpha: true, Frames: 10}
	webm := media.Facts{
		Container: &media.Container{Format: "webm"},
		Video:     []media.VideoTrack{{Codec: "vp9", Width: 200, Height: 100, Alpha: true}},
	}
	for name, test := range map[string]struct {
		args  string
		facts media.Facts
	}{
		"a.gif":  {"-filter_complex split[a][b];[a]palettegen[p];[b][p]paletteuse", media.Facts{MIME: "image/gif", Picture: picture}},
		"a.png":  {"-f apng -plays 0", media.Facts{MIME: "image/png", Picture: picture}},
		"a.webm": {"-c:v libvpx-vp9 -pix_fmt yuva420p -deadline realtime", webm},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := ffmpeg.Frames{Source: sample(t, name, half+test.args), Facts: test.facts, FPS: 5}
			raw, count := frames(t, f)
			if count != 5 {
				t.Errorf("%d frames of one second at 5 a second", count)
			}
			first := rgba(raw, 64)
			green, nothing := color.NRGBA{0, 255, 0, 255}, color.NRGBA{}
			expectColor(t, first, 10, 32, green)
			expectColor(t, first, 30, 32, green)
			expectColor(t, first, 50, 32, nothing)
			expectColor(t, first, 10, 4, nothing)
			expectColor(t, first, 10, 60, nothing)
		})
	}
}

// What a lossy film has as faint as noise was meant to be nothing, or opaque; a picture means what it says.
func TestFramesClearFaintAlphaOfFilms(t *testing.T) {
	t.Parallel()
	thirds := "-f lavfi -i color=0x00ff00:s=64x64:r=10:d=0.5,format=yuva444p,geq=lum=lum(X\\,Y):cb=cb(X\\,Y):cr=cr(X\\,Y):a=" +
		"if(lt(X\\,20)\\,250\\,if(gt(X\\,44)\\,4\\,128)) "
	webm := media.Facts{
		Container: &media.Container{Format: "webm"},
		Video:     []media.VideoTrack{{Codec: "vp9", Width: 64, Height: 64, Alpha: true}},
	}
	apng := media.Facts{MIME: "image/png", Picture: &media.Picture{Width: 64, Height: 64, Alpha: true, Frames: 5}}
	for name, test := range map[string]struct {
		args                 string
		facts                media.Facts
		solid, faint, within uint8
	}{
		"a.webm": {"-c:v libvpx-vp9 -pix_fmt yuva420p -deadline realtime", webm, 255, 0, 0},
		"a.png":  {"-pix_fmt rgba -f apng -plays 0", apng, 250, 4, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, _ := frames(t, ffmpeg.Frames{Source: sample(t, name, thirds+test.args), Facts: test.facts, FPS: 10})
			first := rgba(raw, 64)
			for y := range 64 {
				solid, soft, faint := first.NRGBAAt(8, y).A, first.NRGBAAt(32, y).A, first.NRGBAAt(56, y).A
				if solid < test.solid || solid-test.solid > test.within || faint > test.faint || test.faint-faint > test.within {
					t.Fatalf("row %d: alpha is %d and %d, want %d and %d", y, solid, faint, test.solid, test.faint)
				}
				if soft < 122 || soft > 134 {
					t.Fatalf("row %d: alpha is %d where it was half", y, soft)
				}
			}
		})
	}
}

func TestFramesAreCutSpedUpAndTurned(t *testing.T) {
	t.Parallel()
	plain := sample(t, "plain.mp4", "-f lavfi -i color=blue:s=64x32:r=25:d=4 -c:v libx264 -pix_fmt yuv420p")
	source := turned(t, plain, 90)
	f := ffmpeg.Frames{Source: source, Facts: facts(t, source), FPS: 10}
	for name, test := range map[string]struct {
		seconds, speed float64
		want           int
	}{
		"all": {0, 0, 40}, "cut": {1.5, 0, 15}, "sped up": {2, 2, 20},
	} {
		f.Seconds, f.Speed = test.seconds, test.speed
		raw, count := frames(t, f)
		if count != test.want {
			t.Errorf("%s: %d frames, want %d", name, count, test.want)
		}
		expectColor(t, rgba(raw, 64), 32, 2, color.NRGBA{0, 0, 255, 255})
		expectColor(t, rgba(raw, 64), 4, 32, color.NRGBA{})
	}
}

func TestStill(t *testing.T) {
	t.Parallel()
	half := "-f lavfi -i color=blue:s=48x32:d=1,format=rgb24 -frames:v 1 "
	small, large := sample(t, "s.png", "-f lavfi -i color=red:s=16x16 -frames:v 1"), sample(t, "l.png", "-f lavfi -i color=blue:s=48x32 -frames:v 1")
	tests := map[string]struct{ mime, args string }{
		"a.bmp": {"image/bmp", half},
		"a.jp2": {"image/jp2", half + "-c:v libopenjpeg"},
		"a.jxl": {"image/jxl", half + "-c:v libjxl"},
		"a.ico": {"image/x-icon", "-i " + small + " -i " + large + " -map 0 -map 1 -c:v bmp -pix_fmt bgra"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := sample(t, name, test.args)
			var out bytes.Buffer
			if err := open(t).Still(t.Context(), path, &media.Facts{MIME: test.mime}, &out); err != nil {
				t.Fatal(err)
			}
			picture, err := png.Decode(&out)
			if err != nil {
				t.Fatal(err)
			}
			if size := picture.Bounds().Size(); size != image.Pt(48, 32) {
				t.Errorf("it is %v", size)
			}
			expectColor(t, picture, 20, 20, color.NRGBA{0, 0, 255, 255})
		})
	}
}

func TestStillOfNonsense(t *testing.T) {
	t.Parallel()
	path := sample(t, "a.wav", tone)
	var out bytes.Buffer
	for _, mime := range []string{"image/bmp", "image/jxl", "text/plain"} {
		if err := open(t).Still(t.Context(), path, &media.Facts{MIME: mime, Name: "picture"}, &out); err == nil || out.Len() > 0 {
			t.Errorf("%s: %d bytes of a picture", mime, out.Len())
		}
	}
}
