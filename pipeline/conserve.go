package pipeline

import (
	"fmt"
	"math"

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
		lostAnimation(in, out, plan), lostSound(out, plan), lostTime(in, out, plan), lostShape(in, out, plan), lostAlpha(in, out, plan),
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

func lostSound(out *media.Facts, plan transcode.Plan) string {
	if plan.Audio.Do != transcode.Drop && len(out.Audio) == 0 {
		return "the sound"
	}
	return ""
}

// durationSlack in seconds: one video frame at the lowest common rate, and the priming of audio codecs.
const durationSlack = 0.15

func lostTime(in, out *media.Facts, plan transcode.Plan) string {
	want, got := seconds(in), seconds(out)
	if plan.Engine == transcode.AnimationEngine {
		want = min(want, limits.StickerTotalMS/1000)
	}
	if everyFrame(in, out) {
		return ""
	}
	if silent := out.Seconds != nil && *out.Seconds == 0; want == 0 || !silent && (got == 0 || got >= want-durationSlack-want*0.01) {
		return ""
	}
	return fmt.Sprintf("%.2f s became %.2f s", want, got)
}

// everyFrame tells whether an output has all the frames of its source, so that only their timing can differ: the last
// frame of a film may last as long as its container likes.
func everyFrame(in, out *media.Facts) bool {
	return len(in.Video) > 0 && len(out.Video) > 0 && in.Video[0].Frames > 0 && out.Video[0].Frames >= in.Video[0].Frames
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
