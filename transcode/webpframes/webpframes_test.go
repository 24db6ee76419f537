package webpframes_test

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wamedia/wamedia/transcode/webpframes"
)

// animated makes a WebP of a red bar that moves on nothing.
func animated(t *testing.T, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.webp")
	graph := "color=red@0:s=64x48:r=10:d=0.5,format=rgba[a];color=red:s=8x48:r=10:d=0.5,format=rgba[b];[a][b]overlay=x=100*t:format=auto"
	all := append([]string{"-v", "error", "-f", "lavfi", "-i", graph, "-c:v", "libwebp_anim"}, append(args, path)...)
	if out, err := exec.Command("ffmpeg", all...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFramesAddUpOnTheGround(t *testing.T) {
	t.Parallel()
	for what, args := range map[string][]string{"lossless": {"-lossless", "1"}, "lossy with transparency": {"-lossless", "0"}} {
		b := animated(t, args...)
		frames := 0
		err := webpframes.Each(bytes.NewReader(b), int64(len(b)), color.White, func(m *image.RGBA) error {
			if bar := m.RGBAAt(10*frames+3, 20); bar.R < 200 || bar.G > 60 {
				t.Errorf("%s: the bar of frame %d is %v, want red", what, frames, bar)
			}
			if ground := m.RGBAAt(10*frames+20, 20); ground.G < 230 {
				t.Errorf("%s: the ground of frame %d is %v, want white", what, frames, ground)
			}
			frames++
			return nil
		})
		if err != nil || frames != 5 {
			t.Errorf("%s: %d frames, want 5: %v", what, frames, err)
		}
	}
}

func TestDamageIsAnError(t *testing.T) {
	t.Parallel()
	b := animated(t, "-lossless", "1")
	none := func(*image.RGBA) error { return nil }
	for n := 12; n < len(b); n += 7 {
		_ = webpframes.Each(bytes.NewReader(b[:n]), int64(n), color.White, none) // it ends, whatever is missing
	}
	if err := webpframes.Each(bytes.NewReader(b[:30]), 30, color.White, none); err == nil {
		t.Error("a file without frames is no error")
	}
}
