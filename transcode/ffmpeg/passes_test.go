package ffmpeg

import (
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// A first pass that came to 20 MB is one to learn from. One that would have come to 40 MB is made anew in haste, before
// the second, which missed by 1 % here.
func TestArgumentsForSecondPass(t *testing.T) {
	t.Parallel()
	for quality, steps := range map[string][]struct {
		name string
		outcome
	}{
		"": {{"second", outcome{size: 20_000_000, pictures: 19_000_000, seconds: 60}}},
		"best": {
			{"best-hasty", outcome{size: 40_000_000}},
			{"best-second", outcome{size: 15_000_000, pictures: 14_000_000, seconds: 60}},
			{"best-third", outcome{size: 16_160_000}},
		},
		"best, calm after all": {{"", outcome{size: 40_000_000}}, {"best-calm", outcome{size: 3_000_000, pictures: 2_000_000, seconds: 60}}},
	} {
		quality, _, _ := strings.Cut(quality, ",")
		r := minute(t, quality)
		for _, step := range steps {
			smaller, can := r.smaller(step.outcome, 0)
			if !can {
				t.Fatalf("%s: nothing left to shrink", step.name)
			}
			args, err := smaller.args()
			if err != nil {
				t.Fatal(err)
			}
			if step.name != "" {
				golden(t, "video-"+step.name, args)
			}
			r = smaller
		}
	}
}

// minute is the recipe for a minute of 1080p that may come to 16 MB.
func minute(t *testing.T, quality string) recipe {
	t.Helper()
	facts := clip("mp4", 60, media.VideoTrack{Codec: "hevc", Width: 1920, Height: 1080, FrameRate: 30})
	job := Job{Source: "in.mp4", Output: "out.tmp", Plan: videoPlan(h264, aac, transcode.Options{Quality: quality})}
	r, err := newRecipe(&job, &facts, need{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The best quality is to use up what there is: where a second pass left much, another one follows, once. A film that
// needs no more gets no more.
func TestWhatASecondPassLeaves(t *testing.T) {
	t.Parallel()
	over, calm := outcome{size: 20_000_000, pictures: 19_000_000, seconds: 60}, outcome{size: 3_000_000, pictures: 2_000_000, seconds: 60}
	for name, test := range map[string]struct {
		quality string
		before  []outcome
		size    int64
		want    bool
	}{
		"much":                {"best", []outcome{over}, 14_000_000, true},
		"little":              {"best", []outcome{over}, 15_000_000, false},
		"much, once more":     {"best", []outcome{over, {size: 14_000_000}}, 14_000_000, false},
		"much after too much": {"best", []outcome{over, {size: 16_100_000}}, 14_000_000, false},
		"much of a calm film": {"best", []outcome{{size: 40_000_000}, calm}, 8_000_000, false},
		"much at the default": {"", []outcome{over}, 14_000_000, false},
	} {
		r := minute(t, test.quality)
		for _, o := range test.before {
			r, _ = r.after(o, 0)
		}
		next, again := r.after(outcome{size: test.size}, 0)
		if again != test.want || again && next.pictures.rate <= r.pictures.rate {
			t.Errorf("%s: another pass is %v, at %.0f bits per second after %.0f", name, again, next.pictures.rate, r.pictures.rate)
		}
	}
}

// A first pass is given up where it is going to be far over, and then one is made that nobody keeps.
func TestWhatIsGivenUpOnTheWay(t *testing.T) {
	t.Parallel()
	first := minute(t, "")
	second, hasty := first, first
	second.pictures.pass, hasty.pictures.hasty = 2, true
	for name, test := range map[string]struct {
		recipe recipe
		at     Progress
		want   bool
	}{
		"a busy start":                {first, Progress{Seconds: 6, bytes: 7_900_000}, false},
		"half the limit early on":     {first, Progress{Seconds: 19, bytes: 8_100_000}, true},
		"half the limit at a third":   {first, Progress{Seconds: 21, bytes: 8_100_000}, false},
		"a first pass a little over":  {first, Progress{Seconds: 60, bytes: 20_000_000}, false},
		"a first pass far over":       {first, Progress{Seconds: 60, bytes: 24_100_000}, true},
		"the same, at its end":        {first, Progress{Seconds: 60, bytes: 24_100_000, ended: true}, false},
		"a hasty one":                 {hasty, Progress{Seconds: 60, bytes: 90_000_000}, false},
		"a second one over the limit": {second, Progress{Seconds: 59, bytes: 16_000_001}, true},
		"a second one under it":       {second, Progress{Seconds: 1, bytes: 15_999_999}, false},
	} {
		if got := test.recipe.tooMuch(test.at); got != test.want {
			t.Errorf("%s: given up is %v", name, got)
		}
		if !test.want {
			continue
		}
		after, can := test.recipe.smaller(outcome{size: test.recipe.whole(test.at)}, 0)
		if first := test.recipe.pictures.pass == 1; !can || after.pictures.hasty != first {
			t.Errorf("%s: after it comes %+v", name, after.pictures)
		}
	}
}
