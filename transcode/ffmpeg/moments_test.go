package ffmpeg_test

import (
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	jobs "github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

// Views of an output stand beside pictures of its source of the same time, one of which is the same.
func TestMoments(t *testing.T) {
	t.Parallel()
	const scenes = "-f lavfi -i testsrc2=s=160x90:r=20:d=24 -vf scale=in_range=tv:out_range=tv,format=yuv420p,"
	const made = scenes + "fps=10 -c:v libx264 -preset ultrafast -bf 0 -g 60"
	at := func(codec string, width, height int) media.VideoTrack {
		return media.VideoTrack{Codec: codec, Width: width, Height: height, FrameRate: 20, Frames: 480, Chroma: "4:2:0"}
	}
	sources := map[string]struct {
		name, args string
		format     string
		track      media.VideoTrack
		moments    int
	}{
		"MP4":              {"a.mp4", scenes + "null -c:v libx264 -preset ultrafast -g 40 -bf 2", "mp4", at("h264", 160, 90), 2},
		"a late start":     {"a.mp4", scenes + "null -c:v libx264 -preset ultrafast -g 40 -output_ts_offset 5", "mp4", at("h264", 160, 90), 2},
		"one key frame":    {"a.mkv", scenes + "null -c:v libx264 -preset ultrafast -g 9999", "matroska", at("h264", 160, 90), 1},
		"transport stream": {"a.ts", scenes + "null -c:v mpeg2video -q:v 3 -g 12 -bf 2", "mpegts", at("mpeg2video", 160, 90), 1},
		"bare H.264":       {"a.h264", scenes + "null -c:v libx264 -preset ultrafast -r 20", "", at("h264", 160, 90), 1},
		"AVI":              {"a.avi", scenes + "null -c:v mpeg4 -q:v 3 -g 30", "avi", at("mpeg4", 160, 90), 2},
		"odd pixels":       {"a.mkv", scenes + "scale=120:90,setsar=4/3 -c:v libx264 -preset ultrafast -g 40", "matroska", at("h264", 120, 90), 2},
		"full range":       {"a.mp4", "-f lavfi -i testsrc2=s=160x90:r=20:d=24 -c:v mjpeg -q:v 2 -pix_fmt yuvj420p", "mp4", at("mjpeg", 160, 90), 2},
		"RGB":              {"a.avi", "-f lavfi -i testsrc2=s=160x90:r=20:d=24 -c:v png -pix_fmt rgb24", "avi", at("png", 160, 90), 2},
	}
	output := sample(t, "made.mp4", made)
	other := sample(t, "other.mp4", "-f lavfi -i testsrc2=s=160x90:r=10:d=24 -vf format=yuv420p,hflip,negate -c:v libx264 -preset ultrafast -bf 0 -g 60")
	for name, c := range sources {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			facts := media.Facts{MIME: "video/h264", Seconds: new(24.0), Video: []media.VideoTrack{c.track}}
			if c.format != "" {
				facts.Container = &media.Container{Format: c.format}
			}
			source := sample(t, c.name, c.args)
			for path, want := range map[string]bool{output: true, other: false} {
				job := ffmpeg.Job{Source: source, Facts: facts, Output: path, Plan: transcode.Plan{MIME: "video/mp4", Video: transcode.Stream{Do: transcode.Encode}}}
				moments, err := open(t).Moments(t.Context(), job, 160, 90, 64)
				if err != nil || len(moments) != c.moments {
					t.Errorf("%d moments, want %d: %v", len(moments), c.moments, err)
				}
				for i, m := range moments {
					if d := nearest(m); (d < 12) != want {
						t.Errorf("moment %d strays by %.0f from the nearest of %d pictures", i, d, len(m.Source))
					}
				}
			}
		})
	}
}

// nearest is how far the picture of the output strays from that of the source which is most like it, on average.
func nearest(m ffmpeg.Moment) float64 {
	best := 255.0
	for _, source := range m.Source {
		best = min(best, stray(source, m.Output))
	}
	return best
}

func stray(a, b jobs.View) float64 {
	sum := 0.0
	for i := range a.Pix {
		sum += max(float64(a.Pix[i])-float64(b.Pix[i]), float64(b.Pix[i])-float64(a.Pix[i]))
	}
	return sum / float64(len(a.Pix))
}
