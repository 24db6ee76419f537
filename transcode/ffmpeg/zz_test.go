package ffmpeg_test

import (
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	for _, q := range []string{"", "best"} {
		for _, lim := range []int64{16_000_000, 3_000_000} {
			j := job(t, "/tmp/pt/bbb.mp4", media.Video, "video/mp4", h264, transcode.Stream{})
			j.Plan.Limit = lim
			j.Plan.Options.Quality = q
			j.Plan.Options.Threads = 2
			s := time.Now()
			r, _ := made(t, j)
			t.Logf("%q %d: %+v used %.3f in %v", q, lim, r, float64(r.Size)/float64(lim), time.Since(s).Round(time.Second))
			t.Log(run(t, "ffmpeg", "-v", "error", "-i", j.Output, "-i", "/tmp/pt/bbb.mp4", "-filter_complex", "[0:v]scale=1280:720[a];[a][1:v]ssim=stats_file=/tmp/pt/ssim.log", "-f", "null", "-"), run(t, "awk", "{split($0,a,\"All:\");split(a[2],b,\" \");s+=b[1];n++}END{print s/n}", "/tmp/pt/ssim.log"))
		}
	}
}
