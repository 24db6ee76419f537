package local_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/wamedia/wamedia/transcode"
)

// An animated picture as a video keeps its own timing, as browsers show it, and plays a second at least.
func TestAnAnimatedPictureBecomesAFilm(t *testing.T) {
	t.Parallel()
	const source = "-f lavfi -i testsrc2=s=101x75:r=100:d=2 "
	const uneven = "-vf select='eq(n\\,0)+eq(n\\,10)+eq(n\\,160)+eq(n\\,180)' -vsync vfr "
	even := func(frames string) string {
		return source + "-vf select='not(mod(n\\,10))' -vsync vfr -frames:v " + frames + " "
	}
	starts := []float64{0, 0.1, 1.6, 1.8}
	for what, c := range map[string]struct {
		name, args string
		starts     []float64
		seconds    float64
	}{
		"a GIF with uneven delays":  {"a.gif", source + uneven + "-final_delay 20", starts, 2},
		"an APNG with uneven times": {"a.png", source + uneven + "-f apng", starts, 2},
		"a WebP with uneven times":  {"a.webp", source + uneven + "-c:v libwebp_anim", starts, 2.4},
		"delays of 10 ms":           {"a.gif", source + "-frames:v 4", []float64{0, 0.1, 0.2, 0.3, 0.4}, 1.2},
		"less than a second":        {"a.gif", even("4"), []float64{0, 0.1, 0.2, 0.3, 0.4}, 1.2},
		"more than a second":        {"a.gif", even("12"), []float64{0, 0.1, 0.2}, 1.2},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := cured(t, filmed(t, c.name, c.args), transcode.Options{})
			if r.Plan.Action != transcode.Transcode || r.Outcome.Note != "pictures encoded at 100×74" {
				t.Errorf("%s: %v", r.Plan.Action, r.Outcome.Note)
			}
			times := shownAt(t, r.Output)
			for i, want := range c.starts {
				if got, _ := strconv.ParseFloat(times[i], 64); math.Abs(got-want) > 0.005 {
					t.Errorf("frame %d is shown at %s s, want %v", i, times[i], want)
				}
			}
			if end, _ := strconv.ParseFloat(times[len(times)-1], 64); end > c.seconds || end < c.seconds-0.1 {
				t.Errorf("the last frame is shown at %v s of %v", end, c.seconds)
			}
		})
	}
}
