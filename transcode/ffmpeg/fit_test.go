package ffmpeg_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/transcode/option"
	"github.com/wamedia/wamedia/validate/media"
)

// Whatever the content, an output never passes its limit, uses most of it where it would be larger, and is encoded
// twice, or once more where it is so short that one scene is all that the second pass can move bits between.
func TestVideoFits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args, quality string
		limit         int64
		least         float64
		most          int
	}{
		"noise":         {"-f lavfi -i nullsrc=s=320x180:r=25:d=4 -vf geq=random(1)*255:128:128", "", 300_000, 0.8, 2},
		"noise at best": {"-f lavfi -i nullsrc=s=320x180:r=25:d=4 -vf geq=random(1)*255:128:128", "best", 300_000, 0.92, 2},
		"fractal":       {"-f lavfi -i mandelbrot=s=320x180:r=25 -t 4", "", 100_000, 0.8, 3},
		"calm at best":  {"-f lavfi -i testsrc2=s=320x180:r=25:d=4", "best", 3_000_000, 0, 2},
		"very small":    {"-f lavfi -i mandelbrot=s=640x360:r=25 -t 4", "", 80_000, 0.8, 3},
		"half still":    {"-f lavfi -i nullsrc=s=320x180:r=25:d=6 -vf geq=if(lt(T\\,3)\\,128\\,random(1)*255):128:128", "", 200_000, 0.8, 2},
		"a burst":       {"-f lavfi -i nullsrc=s=320x180:r=25:d=6 -vf geq=if(between(T\\,2\\,3)\\,random(1)*255\\,X):128:128", "best", 150_000, 0.92, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, "a.mkv", test.args+" -c:v ffv1")
			j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
			j.Plan.Limit, j.Plan.Options.Quality = test.limit, option.Quality(test.quality)
			result, p := made(t, j)
			if used := float64(result.Size) / float64(test.limit); used > 1 || used < test.least || result.Encodes > test.most {
				t.Errorf("%.3f of the limit used after %d encodes", used, result.Encodes)
			}
			if want := *j.Facts.Seconds; math.Abs(p.seconds()-want) > 0.1 {
				t.Errorf("it plays %v s, want %v", p.seconds(), want)
			}
			if left, _ := filepath.Glob(j.Output + "-*"); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// A minute of a screen on which little moves has no bits to spare for its size by rule, and needs none.
func TestCalmPicturesKeepTheirSize(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.mkv", "-f lavfi -i smptebars=s=1280x720:r=2:d=70 -c:v libx264 -preset ultrafast")
	j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
	j.Plan.Limit = 200_000
	if result, _ := made(t, j); result.Width != 1280 || result.Encodes != 1 || result.Size > j.Plan.Limit {
		t.Errorf("got %+v", result)
	}
	busy := sample(t, "b.mkv", "-f lavfi -i nullsrc=s=640x400:r=2:d=70 -vf geq=random(1)*255:128:128 -c:v libx264 -preset ultrafast")
	j = job(t, busy, media.Video, "video/mp4", h264, transcode.Stream{})
	j.Plan.Limit = 75_000
	if result, _ := made(t, j); result.Width != 576 || result.Size > j.Plan.Limit {
		t.Errorf("got %+v", result)
	}
}

// A header that says half a second of four would lead to four times the rate.
func TestALyingHeaderIsFoundOut(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.mkv", "-f lavfi -i mandelbrot=s=320x180:r=25 -t 4 -c:v ffv1")
	j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
	half := 0.5
	j.Facts.Seconds, j.Plan.Limit = &half, 100_000
	result, p := made(t, j)
	if result.Size > 100_000 || math.Abs(p.seconds()-4) > 0.1 {
		t.Errorf("%d bytes playing %v s", result.Size, p.seconds())
	}
}

// The other way round, nothing is refused as too long that is not.
func TestALengthTooLongIsMeasured(t *testing.T) {
	t.Parallel()
	j := job(t, sample(t, "a.mkv", bars+tone), media.Video, "video/mp4", h264, aac)
	hours := 10 * 3600.0
	j.Facts.Seconds = &hours
	if _, p := made(t, j); math.Abs(p.seconds()-1) > 0.1 {
		t.Errorf("it plays %v s", p.seconds())
	}
}

func TestProgressIsTold(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.mkv", bars+tone)
	j := job(t, source, media.Video, "video/mp4", h264, aac)
	var last ffmpeg.Progress
	j.Progress = func(p ffmpeg.Progress) {
		if p.Seconds < last.Seconds {
			t.Errorf("from %v back to %v", last, p)
		}
		last = p
	}
	_, _ = made(t, j)
	if last.Seconds < 0.9 || math.Abs(last.Total-1) > 0.1 || last.Encode != 1 {
		t.Errorf("the last report is %+v", last)
	}
}

func TestPlansThatMakeNoSense(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.wav", tone)
	good := job(t, source, media.Audio, "audio/mp4", transcode.Stream{}, aac)
	for name, spoil := range map[string]func(*ffmpeg.Job){
		"nothing kept":       func(j *ffmpeg.Job) { j.Plan.Audio = transcode.Stream{} },
		"no such sound":      func(j *ffmpeg.Job) { j.Plan.Audio.Index = 1 },
		"no such pictures":   func(j *ffmpeg.Job) { j.Plan.Video = h264 },
		"no such container":  func(j *ffmpeg.Job) { j.Plan.MIME = "audio/x-nothing" },
		"no such demuxer":    func(j *ffmpeg.Job) { j.Facts.MIME = "text/plain" },
		"encrypted":          func(j *ffmpeg.Job) { j.Facts.Audio = []media.AudioTrack{{Encrypted: true}} },
		"no such source":     func(j *ffmpeg.Job) { j.Source += "x" },
		"a file of nonsense": func(j *ffmpeg.Job) { j.Source, j.Facts.Seconds = os.Args[0], nil },
	} {
		j := good
		j.Output = filepath.Join(t.TempDir(), "out")
		spoil(&j)
		if _, err := open(t).Make(t.Context(), j); err == nil {
			t.Errorf("%s: no error", name)
		}
		if _, err := os.Stat(j.Output); !os.IsNotExist(err) {
			t.Errorf("%s: an output is left", name)
		}
	}
}
