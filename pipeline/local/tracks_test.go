package local_test

import (
	"os/exec"
	"testing"

	"github.com/wamedia/wamedia/transcode"
)

// Of several tracks of pictures the one stays that players show: it is blue here, and the others are red.
func TestTheTrackThatIsShownStays(t *testing.T) {
	t.Parallel()
	const red, blue = "-f lavfi -i color=red:s=640x360:r=10:d=1 ", "-f lavfi -i color=blue:s=320x180:r=10:d=1 "
	const second = "-disposition:v:0 0 -disposition:v:1 default "
	two := "-map 0 -map 1 " + good
	for what, c := range map[string]struct {
		name, args string
		picked     int
		want       transcode.Do
	}{
		"a disabled one before it":       {"a.mp4", red + blue + two + second, 0, transcode.Keep},
		"a disabled HEVC one":            {"a.mov", red + blue + two + "-c:v:0 libx265 -x265-params log-level=none " + second, 0, transcode.Keep},
		"one that is not the default":    {"a.mkv", red + blue + two + second, 0, transcode.Keep},
		"a smaller one in a stream":      {"a.ts", "-f lavfi -i color=red:s=160x90:r=10:d=1 " + blue + two, 0, transcode.Keep},
		"a cover before it":              {"a.mkv", "-f lavfi -i color=red:s=640x640:r=1:d=1 " + blue + "-map 0 -map 1 -c:v:0 mjpeg -pix_fmt:v:0 yuvj420p -c:v:1 libx264 -profile:v:1 main -bf:v:1 0", 0, transcode.Keep},
		"the one that the user picked":   {"a.mp4", red + blue + two, 2, transcode.Keep},
		"B-frames in it, none in others": {"a.mp4", red + blue + "-map 0 -map 1 -c:v libx264 -profile:v main -bf:v:0 0 -bf:v:1 2 " + second, 0, transcode.Encode},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := cured(t, filmed(t, c.name, c.args), transcode.Options{VideoTrack: c.picked})
			if r.Plan.Video.Do != c.want {
				t.Errorf("the pictures are planned to %s, want %s", r.Plan.Video.Do, c.want)
			}
			rgb, err := exec.Command("ffmpeg", "-v", "error", "-i", r.Output, "-frames:v", "1", "-vf", "scale=1:1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-").Output()
			if err != nil || len(rgb) != 3 || rgb[0] > 60 || rgb[2] < 190 {
				t.Errorf("the output shows %v, want blue: %v", rgb, err)
			}
		})
	}
}
