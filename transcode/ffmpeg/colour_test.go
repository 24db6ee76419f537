package ffmpeg_test

import (
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// Colours that nothing tells are told as players guess them, full range becomes limited range, and what is told stays.
// The pictures look the same before and after.
func TestColoursAreTold(t *testing.T) {
	t.Parallel()
	const large = "-f lavfi -i testsrc2=s=1280x720:r=25:d=0.2 "
	const full = "-vf scale=out_range=pc,format=yuvj420p -color_range pc "
	const rec709 = "-colorspace bt709 -color_primaries bt709 -color_trc bt709 "
	for what, c := range map[string]struct{ name, args, want string }{
		"small, untagged":   {"a.mp4", bars + "-c:v libx264 -bf 2 -pix_fmt yuv420p", "tv smpte170m"},
		"large, untagged":   {"a.mp4", large + "-c:v libx264 -bf 2 -pix_fmt yuv420p", "tv bt709"},
		"small, tagged":     {"a.mp4", bars + "-c:v libx264 -bf 2 -pix_fmt yuv420p " + rec709, "tv bt709"},
		"full range":        {"a.mp4", bars + full + "-c:v libx264 -bf 2", "tv smpte170m"},
		"full range, large": {"a.mkv", large + full + rec709 + "-c:v libx264 -bf 2", "tv bt709"},
		"10-bit full range": {"a.mp4", bars + "-vf scale=out_range=pc,format=yuv420p10le -color_range pc -c:v libx265 -x265-params log-level=none:range=full", "tv smpte170m"},
		"motion JPEG":       {"a.avi", bars + "-c:v mjpeg -q:v 2 -pix_fmt yuvj420p", "tv bt470bg"},
		"VP9, tagged":       {"a.webm", bars + "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 " + rec709, "tv bt709"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			source := sample(t, c.name, c.args)
			j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
			_, p := made(t, j)
			if got := p.Streams[0].Range + " " + p.Streams[0].Space; got != c.want {
				t.Errorf("the colours are %s, want %s", got, c.want)
			}
			out := run(t, "ffmpeg", "-v", "info", "-nostats", "-i", "file:"+source, "-i", "file:"+j.Output,
				"-filter_complex", "[0]scale=out_range=tv,format=yuv420p[a];[1]scale=out_range=tv,format=yuv420p[b];[a][b]ssim=stats_file=-", "-f", "null", "-")
			first, _, _ := strings.Cut(out, "\n")
			if !strings.Contains(first, "All:0.9") {
				t.Errorf("the first picture differs from its source: %s", first)
			}
		})
	}
}
