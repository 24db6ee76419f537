package ffmpeg

import (
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/option"
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
	job := Job{Source: "in.mp4", Output: "out.tmp", Plan: videoPlan(h264, aac, transcode.Options{Quality: option.Quality(quality)})}
	r, err := newRecipe(&job, &facts, survey{})
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

// A first pass is given up where it is far over, and then one is made that nobody keeps. Nothing else is given up, as
// what follows would depend on when it was.
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
		"a first pass a little over": {first, Progress{Seconds: 60, bytes: 24_000_000}, false},
		"a first pass far over":      {first, Progress{Seconds: 30, bytes: 24_000_001}, true},
		"the same, at its end":       {first, Progress{Seconds: 60, bytes: 24_000_001, ended: true}, true},
		"a hasty one":                {hasty, Progress{Seconds: 60, bytes: 90_000_000}, false},
		"a second one":               {second, Progress{Seconds: 59, bytes: 16_000_001}, false},
	} {
		if got := test.recipe.tooMuch(test.at); got != test.want {
			t.Errorf("%s: given up is %v", name, got)
		}
	}
	if after, can := first.smaller(first.givenUp(), 0); !can || !after.pictures.hasty || after.pictures.coarser <= 0 {
		t.Errorf("after it comes %+v", after.pictures)
	}
}
