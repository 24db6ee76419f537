package ffmpeg_test

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// likeness is the mean SSIM of a film and its source, over all planes.
func likeness(t *testing.T, output, source string) float64 {
	t.Helper()
	text := run(t, "ffmpeg", "-nostdin", "-v", "error", "-i", "file:"+output, "-i", "file:"+source,
		"-filter_complex", "[0]format=yuv420p[a];[1]format=yuv420p[b];[a][b]ssim=stats_file=-", "-f", "null", "-")
	var sum float64
	all := regexp.MustCompile(`All:([0-9.]+)`).FindAllStringSubmatch(text, -1)
	for _, m := range all {
		one, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += one
	}
	return sum / float64(max(1, len(all)))
}

// TestFilmsThatFitStayNearTheirSize encodes films whose source was coded coarsely with B-frames.
func TestFilmsThatFitStayNearTheirSize(t *testing.T) {
	t.Parallel()
	const (
		chart = "-f lavfi -i testsrc2=s=320x180:r=25:d=4"
		web   = " -pix_fmt yuv420p -c:v libx264 -preset medium -profile:v high -threads 1 "
	)
	for name, args := range map[string]string{
		"coarse":                      chart + web + "-crf 29",
		"coarse, and does not say so": chart + web + "-crf 29 -bsf:v filter_units=remove_types=6",
		"fine":                        chart + ",noise=c0s=3:allf=t:all_seed=3" + web + "-crf 22",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, "a.mp4", args)
			j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
			made(t, j)
			before, after := read(t, source), read(t, j.Output)
			if ratio := float64(len(after)) / float64(len(before)); ratio > 1.35 {
				t.Errorf("%d bytes of %d: %.2f times", len(after), len(before), ratio)
			}
			if ssim := likeness(t, j.Output, source); ssim < 0.985 {
				t.Errorf("SSIM %.4f", ssim)
			}
			again := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
			made(t, again)
			if !bytes.Equal(after, read(t, again.Output)) {
				t.Error("the same film came out in other bytes")
			}
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
