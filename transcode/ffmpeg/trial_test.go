package ffmpeg_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// Soft pictures that never stand still are shown at a smaller size under a tight limit, and fine lines at their own. Both
// use the limit, and come out the same each time.
func TestSizeFollowsTheContent(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args   string
		limit  int64
		height int
	}{
		"soft":       {"-f lavfi -i color=gray:s=96x54:r=25:d=2,noise=alls=90:allf=t:all_seed=3,scale=960:540,format=yuv420p", 200_000, 360},
		"fine lines": {"-f lavfi -i testsrc2=s=960x540:r=25:d=2,format=yuv420p", 120_000, 540},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, "a.mkv", test.args+" -c:v libx264 -preset ultrafast -qp 12")
			j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
			j.Facts.Size = sizeOf(t, source)
			j.Plan.Limit, j.Plan.Options.Threads = test.limit, 2
			result, _ := made(t, j)
			if result.Height != test.height || result.Size > test.limit || float64(result.Size) < 0.8*float64(test.limit) {
				t.Errorf("got %+v", result)
			}
			first, err := os.ReadFile(j.Output)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = made(t, j)
			if again, err := os.ReadFile(j.Output); err != nil || !bytes.Equal(again, first) {
				t.Errorf("another %d bytes than %d the next time, %v", len(again), len(first), err)
			}
		})
	}
}

// A talk whose two channels are the same has one, where its pictures are short of bits.
func TestDualMonoBecomesMono(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.mp4", "-f lavfi -i mandelbrot=s=640x360:r=25:end_scale=0.01 -f lavfi -i sine=r=48000 -t 4 "+
		"-filter_complex [1][1]amerge=inputs=2[a] -map 0 -map [a] -c:v libx264 -preset ultrafast -qp 10 -c:a aac -b:a 160k")
	j := job(t, source, media.Video, "video/mp4", h264, keep)
	j.Facts.Size = sizeOf(t, source)
	j.Plan.Limit = 200_000
	_, p := made(t, j)
	if got := p.summary()[1]; got != "aac LC 1 48000" {
		t.Errorf("the sound is %s", got)
	}
}

func sizeOf(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
