package ffmpeg

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// surveyOf is a survey of a film in 1080p whose losses at a million bits per second are given, from 1080 lines down to
// 720 and 480, and which needs so many bits at full quality.
func surveyOf(full float64, losses ...float64) survey {
	var s survey
	sides := []int{1080, 720, 480}
	for i, loss := range losses {
		pixels := float64(sides[i]*sides[i]) / (1080 * 1080)
		factor := quality + stepsToHalve*(math.Log2(full/1e6)+bitsPower*math.Log2(pixels))
		s.shapes = append(s.shapes, surveyed{
			shape: shape{width: sides[i] * 16 / 9, height: sides[i], fps: 30},
			at:    []trialResult{{quality: factor, bits: 1e6, loss: loss}},
		})
	}
	return s
}

// The side of the least loss is chosen, also between those that were tried, and full size where all fits.
func TestBestSide(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		survey survey
		want   int
	}{
		"large is best":           {surveyOf(9e6, 0.010, 0.014, 0.030), 1080},
		"the middle is best":      {surveyOf(9e6, 0.014, 0.010, 0.014), 720},
		"small is best":           {surveyOf(9e6, 0.030, 0.014, 0.010), 480},
		"above the middle":        {surveyOf(9e6, 0.0105, 0.010, 0.016), 900},
		"below the middle":        {surveyOf(9e6, 0.016, 0.010, 0.0103), 540},
		"large fits":              {surveyOf(0.9e6, 0.030, 0.014, 0.010), 1080},
		"large may fit":           {surveyOf(1.05e6, 0.030, 0.014, 0.010), 1080},
		"two shapes, the first":   {surveyOf(9e6, 0.010, 0.014), 1080},
		"two shapes, the second":  {surveyOf(9e6, 0.014, 0.010), 720},
		"one shape":               {surveyOf(9e6, 0.014), 1080},
		"no bend, falling losses": {surveyOf(9e6, 0.030, 0.017, 0.0096), 480},
	} {
		if got, _ := test.survey.bestSide(1e6); got != test.want {
			t.Errorf("%s: %d lines, want %d", name, got, test.want)
		}
	}
}

// What was tried at two rates tells how loss falls with bits, so that the best side may differ from rate to rate.
func TestTwoTrialsGiveASlope(t *testing.T) {
	t.Parallel()
	s := surveyOf(9e6, 0.010, 0.012, 0.030)
	s.shapes[0].at = append(s.shapes[0].at, trialResult{quality: s.shapes[0].at[0].quality + 6, bits: 5e5, loss: 0.020})
	s.shapes[1].at = append(s.shapes[1].at, trialResult{quality: s.shapes[1].at[0].quality + 6, bits: 5e5, loss: 0.015})
	for rate, want := range map[float64]int{1.2e6: 1080, 4e5: 720} {
		if got, _ := s.bestSide(rate); got != want {
			t.Errorf("%.0f bits: %d lines, want %d", rate, got, want)
		}
	}
	if got := s.shapes[0].quality(2.5e5); math.Abs(got-s.shapes[0].at[1].quality-6) > 0.01 {
		t.Errorf("a quarter of the bits at a factor of %v", got)
	}
	if got := s.shapes[0].bits(s.shapes[0].at[0].quality); math.Abs(got-1e6) > 1 {
		t.Errorf("%v bits at the quality of the first trial", got)
	}
}

func TestTrialSides(t *testing.T) {
	t.Parallel()
	for full, want := range map[int][]int{1080: {1080, 720, 480}, 720: {720, 480, 360}, 480: {480, 360}, 240: {240}} {
		if diff := cmp.Diff(want, trialSides(full, false)); diff != "" {
			t.Errorf("%d lines: %s", full, diff)
		}
	}
	if diff := cmp.Diff([]int{1080, 720, 480, 360}, trialSides(1080, true)); diff != "" {
		t.Errorf("of few bits: %s", diff)
	}
}

// A film that will not fit begins with a hasty pass in its shape. Where that shows another film than the excerpts did, the
// shape is chosen again, larger or smaller, once.
func TestShapeIsRevised(t *testing.T) {
	t.Parallel()
	facts := clip("mp4", 100, media.VideoTrack{Codec: "hevc", Width: 1920, Height: 1080, FrameRate: 30})
	job := Job{Source: "in.mp4", Output: "out.tmp", Plan: videoPlan(h264, transcode.Stream{}, transcode.Options{})}
	first := surveyOf(9e6, 0.010, 0.0105, 0.030)
	for i := range first.shapes { // the larger shape loses faster
		o := first.shapes[i].at[0]
		o.quality, o.bits, o.loss = o.quality+6, o.bits/2, o.loss*[...]float64{2, 1.3, 1.2}[i]
		first.shapes[i].at = append(first.shapes[i].at, o)
	}
	r, err := newRecipe(&job, &facts, first)
	if err != nil {
		t.Fatal(err)
	}
	if r.pictures.shape.height != 900 || !r.pictures.hasty || r.pictures.coarser <= 0 {
		t.Fatalf("begins with %+v", r.pictures)
	}
	for name, test := range map[string]struct {
		times float64
		want  int
		hasty bool
	}{
		"as foretold": {1, 900, false}, "four times": {4, 720, true}, "a third": {0.33, 1080, true},
	} {
		pictures := int64(test.times * r.pictures.rate * 100 / 8)
		next, again := r.after(outcome{pictures + 40_000, pictures, 100}, 0)
		if !again || next.pictures.shape.height != test.want || next.pictures.hasty != test.hasty {
			t.Errorf("%s: then %+v", name, next.pictures.shape)
		}
		if !test.hasty {
			continue
		}
		if last, _ := next.after(outcome{pictures + 40_000, pictures, 100}, 0); last.pictures.hasty || last.pictures.pass != 2 {
			t.Errorf("%s: a third first pass", name)
		}
	}
}

// A second pass in a reduced shape that leaves much of the limit is followed by another at a higher rate.
func TestReducedShapesUseTheLimit(t *testing.T) {
	t.Parallel()
	r := minute(t, "")
	r.pictures.survey = surveyOf(9e6, 0.03, 0.01, 0.03)
	r.pictures.shape, r.pictures.pass = r.pictures.resized(r.pictures.shape, 720), 2
	for size, want := range map[int64]bool{14_000_000: true, 15_000_000: false} {
		if next, again := r.after(outcome{size: size}, 0); again != want || again && next.pictures.rate <= r.pictures.rate {
			t.Errorf("%d bytes: another pass is %v", size, again)
		}
	}
}

// Sound beside pictures that are short of bits takes its part and no more.
func TestBudgetedSound(t *testing.T) {
	t.Parallel()
	const seconds = 100
	kept := func(rate int64) *media.AudioTrack {
		return &media.AudioTrack{Codec: "aac", Channels: 2, SampleRate: 48_000, Bytes: rate * seconds / 8}
	}
	for name, test := range map[string]struct {
		rate  int64
		total float64
		same  bool
		want  sound
	}{
		"a talk, dual mono": {160_000, 1_280_000, true, sound{do: transcode.Encode, codec: "aac", channels: 1, sampleRate: 48_000}},
		"heavy":             {256_000, 1_280_000, false, sound{do: transcode.Encode, codec: "aac", channels: 2, sampleRate: 48_000}},
		"heavy, with room":  {256_000, 6_000_000, true, sound{do: transcode.Keep}},
		"a tenth":           {128_000, 1_280_000, false, sound{do: transcode.Keep}},
		"over a tenth":      {128_000, 1_000_000, false, sound{do: transcode.Encode, codec: "aac", channels: 2, sampleRate: 48_000}},
		"mono is as light":  {64_000, 1_280_000, true, sound{do: transcode.Keep}},
	} {
		if got := (sound{do: transcode.Keep}).budgeted(kept(test.rate), test.total, seconds, test.same); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}
