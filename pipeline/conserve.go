package pipeline

import (
	"fmt"
	"math"
	"slices"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

// LostError says that a cure lost something which its plan did not give up.
type LostError struct {
	// What was lost, with figures.
	What string
}

// Error names the loss.
func (e *LostError) Error() string { return "the cure lost something: " + e.What }

// conserved compares an output with its source: frames of an animation, sound, duration, uprightness, transparency
// of stickers.
func conserved(r *Result, out *media.Facts) error {
	in, plan := &r.Facts, r.Plan
	for _, lost := range []string{
		lostAnimation(in, out, plan), lostSound(in, out, plan), lostTime(in, out, plan), lostShape(in, out, plan), lostAlpha(in, out, plan),
	} {
		if lost != "" {
			return &LostError{What: lost}
		}
	}
	return nil
}

func lostAnimation(in, out *media.Facts, plan transcode.Plan) string {
	if plan.Engine == transcode.AnimationEngine && in.Picture.Animated() && !out.Picture.Animated() && distinct(in) {
		return fmt.Sprintf("%d frames became one", in.Picture.Frames)
	}
	return ""
}

// distinct guesses whether the frames of a picture may differ: those of an animation with no time to show may be one.
func distinct(f *media.Facts) bool { return f.Picture.TotalMS() > 0 }

func lostSound(in, out *media.Facts, plan transcode.Plan) string {
	switch {
	case plan.Audio.Do == transcode.Drop:
		return ""
	case len(out.Audio) == 0:
		return "the sound"
	case !counted(in) || plan.Audio.Index >= len(in.Audio):
		return ""
	}
	want, got := in.Audio[plan.Audio.Index].Seconds, out.Audio[0].Seconds
	if want == nil || got == nil || *got >= min(*want, seconds(in))-soundSlack {
		return ""
	}
	return fmt.Sprintf("%.2f s of sound became %.2f s", *want, *got)
}

const (
	// durationSlack in seconds is what a length may differ by unless a frame is longer: two frames of an audio codec.
	durationSlack = 0.05
	// soundSlack in seconds is the same for sound by itself, with what encoders put in front.
	soundSlack = 0.1
	// saidSlack in seconds, and a hundredth, is what a length that stands in a header may be off the truth.
	saidSlack = 0.15
)

func lostTime(in, out *media.Facts, plan transcode.Plan) string {
	want, got := seconds(in), seconds(out)
	if plan.Engine == transcode.AnimationEngine {
		want = min(want, limits.StickerTotalMS/1000)
	}
	silent := out.Seconds != nil && *out.Seconds == 0
	if want == 0 || got == 0 && !silent || everyFrame(in, out) {
		return ""
	}
	slack, late := slackOf(in, out, plan)
	if !silent && got >= want-slack && got <= want+slack+late {
		return ""
	}
	return fmt.Sprintf("%.2f s became %.2f s", want, got)
}

// slackOf is how much an output may differ from its source in length, in seconds, and how much longer it may be on top:
// pictures that are decoded out of order may start some frames late, and sound is never made shorter than can be played.
func slackOf(in, out *media.Facts, plan transcode.Plan) (slack, late float64) {
	frame := max(longestFrame(in), longestFrame(out))
	slack = max(durationSlack, frame)
	if plan.Engine == transcode.AnimationEngine || !counted(in) {
		slack = max(slack, saidSlack+seconds(in)*0.01)
	}
	return slack, max(soundSlack, 2*frame)
}

// longestFrame of a film in seconds; 0 without one. Frames of a variable rate may last twice the average.
func longestFrame(f *media.Facts) float64 {
	switch {
	case len(f.Video) == 0 || f.Video[0].FrameRate <= 0:
		return 0
	case f.Video[0].VariableRate:
		return 2 / f.Video[0].FrameRate
	}
	return 1 / f.Video[0].FrameRate
}

// counted tells whether the length of a file is the sum of what is in it, as tables and pages give it. Others write a
// length into a header, or leave it to be guessed from the bit rate.
func counted(f *media.Facts) bool {
	return f.Container == nil || !slices.Contains([]string{"asf", "avi", "flv", "matroska", "mpegps", "mpegts", "webm"}, f.Container.Format)
}

// everyFrame tells whether an output has all the frames of its source, each of them once, so that only their timing can
// differ: the last frame of a film may last as long as its container likes.
func everyFrame(in, out *media.Facts) bool {
	return len(in.Video) > 0 && len(out.Video) > 0 && in.Video[in.Shown()].Frames > 0 && out.Video[0].Frames == in.Video[in.Shown()].Frames
}

// seconds a file plays; 0 when unknown.
func seconds(f *media.Facts) float64 {
	switch {
	case f.Seconds != nil:
		return *f.Seconds
	case f.Picture.Animated():
		return float64(f.Picture.TotalMS()) / 1000
	}
	return 0
}

// lostShape compares the upright ratios of still pictures: a cure may shrink a picture, not squeeze it.
func lostShape(in, out *media.Facts, plan transcode.Plan) string {
	if plan.Kind != media.Image || in.Picture == nil || out.Picture == nil || in.Picture.Width == 0 || in.Picture.Height == 0 {
		return ""
	}
	w, h := float64(in.Picture.Width), float64(in.Picture.Height)
	if in.Picture.Orientation >= 5 {
		w, h = h, w
	}
	ow, oh := float64(out.Picture.Width), float64(out.Picture.Height)
	slack := 0.02 + 1/min(ow, oh)
	if math.Abs(math.Log((ow/oh)/(w/h))) > slack {
		return fmt.Sprintf("%.0f×%.0f pixels became %.0f×%.0f", w, h, ow, oh)
	}
	return ""
}

func lostAlpha(in, out *media.Facts, plan transcode.Plan) string {
	if plan.Kind == media.Image && plan.Options.KeepAlpha && in.Picture != nil && in.Picture.Alpha && !out.Picture.Alpha {
		return "the transparency"
	}
	return ""
}
