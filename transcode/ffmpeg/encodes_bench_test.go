package ffmpeg_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/transcode/option"
	"github.com/wamedia/wamedia/validate/media"
)

// BenchmarkEncodes fits films whose scenes differ in what they need under limits at which quality has to drop. It tells in
// how many of a hundred two encodes of the whole were enough, and the least and the mean share of the limit that was used.
func BenchmarkEncodes(b *testing.B) {
	for _, quality := range []string{"fast", "best"} {
		b.Run(quality, func(b *testing.B) {
			for b.Loop() {
				var t tally
				for i := range 10 {
					t.add(b, film(b, i), quality)
				}
				b.ReportMetric(100*float64(t.few)/float64(t.runs), "%≤2encodes")
				b.ReportMetric(100*t.least, "%used-least")
				b.ReportMetric(100*t.sum/float64(t.runs), "%used-mean")
			}
		})
	}
}

// film joins scenes of four seconds, others for every number.
func film(b *testing.B, number int) string {
	b.Helper()
	scenes := [...]string{
		"mandelbrot=s=640x360:r=25:start_scale=0.3", "testsrc2=s=640x360:r=25", "smptehdbars=s=640x360:r=25",
		"life=s=320x180:r=25:mold=10:ratio=0.3:seed=7:life_color=white:death_color=gray,scale=640:360",
		"testsrc2=s=640x360:r=25,noise=alls=20:allf=t:all_seed=3", "gradients=s=640x360:r=25:speed=0.05:seed=4",
		"sierpinski=s=640x360:r=25:seed=2", "cellauto=s=640x360:r=25:rule=110:seed=9",
		"mandelbrot=s=640x360:r=25,noise=alls=9:allf=t:all_seed=5",
	}
	args, graph, count := "", "", 3+number%3
	for i := range count {
		args += fmt.Sprintf("-f lavfi -t 4 -i %s ", scenes[(number*number+i*(1+number%4))%len(scenes)])
		graph += fmt.Sprintf("[%d]format=yuv420p,setsar=1[v%[1]d];", i)
	}
	for i := range count {
		graph += fmt.Sprintf("[v%d]", i)
	}
	return sample(b, "a.mkv", fmt.Sprintf("%s-filter_complex %sconcat=n=%d -c:v libx264 -preset ultrafast -crf 10", args, graph, count))
}

// tally is what came of some runs.
type tally struct {
	runs, few  int
	least, sum float64
}

// add fits a film under shares of what it takes where there is room.
func (t *tally) add(b *testing.B, source, quality string) {
	b.Helper()
	j := job(b, source, media.Video, "video/mp4", h264, transcode.Stream{})
	j.Plan.Options.Quality = option.Quality(quality)
	free, _ := made(b, j)
	for _, share := range []float64{0.7, 0.4, 0.2} {
		j.Plan.Limit = int64(share * float64(free.Size))
		result, err := open(b).Make(b.Context(), j)
		var long *ffmpeg.TooLongError
		switch {
		case errors.As(err, &long):
			continue // nobody would watch it
		case err != nil || result.Size > j.Plan.Limit:
			b.Fatalf("%s at %g: %+v, %v", strings.TrimPrefix(source, b.TempDir()), share, result, err)
		}
		used := float64(result.Size) / float64(j.Plan.Limit)
		if t.runs++; t.runs == 1 || used < t.least {
			t.least = used
		}
		t.sum += used
		if result.Encodes <= 2 {
			t.few++
		}
	}
}
