package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

// LostError says that a conversion lost something which its plan did not give up.
type LostError struct {
	// What was lost, with figures.
	What string
}

// Error names the loss.
func (e *LostError) Error() string { return "the cure lost something: " + e.What }

// conserved compares an output with its source: frames of an animation, uprightness, transparency of stickers, and what
// its streams hold.
func (w *work) conserved(ctx context.Context, out *media.Facts) error {
	in, plan := &w.result.Facts, w.result.Plan
	if err := lost(lostAnimation(in, out, plan, w.result.Outcome.Motion), lostShape(in, out, plan), lostAlpha(in, out, plan, w.result.Outcome.Opaque)); err != nil {
		return err
	}
	switch plan.Engine {
	case transcode.AnimationEngine:
		return lost(lostTime(in, out))
	case transcode.FFmpegEngine, transcode.MoovEngine, transcode.OggEngine:
		return w.streamsConserved(ctx, out)
	}
	return nil
}

// lost is a *LostError for the first loss that is named, else nil.
func lost(whats ...string) error {
	for _, what := range whats {
		if what != "" {
			return &LostError{What: what}
		}
	}
	return nil
}

// lostAnimation compares what moves. An animation whose frames all show the same picture may become a still.
func lostAnimation(in, out *media.Facts, plan transcode.Plan, motion *job.Motion) string {
	if plan.Engine != transcode.AnimationEngine || out.Picture.Animated() {
		return ""
	}
	switch {
	case motion != nil && motion.Pictures > 1:
		return fmt.Sprintf("%d different frames became one", motion.Pictures)
	case !in.Picture.Animated():
		return ""
	case motion != nil && motion.Frames+1 >= len(transcode.ShownMS(in, plan.Options)): // the list may have one after the end
		return ""
	}
	return fmt.Sprintf("%d frames became one", in.Picture.Frames)
}

// lostTime compares how long an animation plays with what a sticker may.
func lostTime(in, out *media.Facts) string {
	want, got := min(seconds(in), limits.StickerTotalMS/1000), seconds(out)
	if want == 0 || got == 0 && out.Seconds == nil {
		return ""
	}
	slack := max(durationSlack, saidSlack+seconds(in)*0.01)
	for _, f := range []*media.Facts{in, out} {
		if len(f.Video) > 0 {
			slack = max(slack, longestFrame(&f.Video[f.Shown()]))
		}
	}
	if got >= want-slack && got <= want+2*slack {
		return ""
	}
	return fmt.Sprintf("%.2f s became %.2f s", want, got)
}

// longestFrame of a track in seconds; 0 when unknown. Frames of a variable rate may last twice the average.
func longestFrame(t *media.VideoTrack) float64 {
	switch {
	case t.FrameRate <= 0:
		return 0
	case t.VariableRate:
		return 2 / t.FrameRate
	}
	return 1 / t.FrameRate
}

// counted tells whether the length of a file is the sum of what is in it, as tables and pages give it. Others write a
// length into a header, or leave it to be guessed from the bit rate.
func counted(f *media.Facts) bool {
	return f.Container == nil || !slices.Contains([]string{"asf", "avi", "flv", "matroska", "mpegps", "mpegts", "webm"}, f.Container.Format)
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

// lostShape compares the upright ratios of still pictures: a conversion may shrink a picture, not squeeze it.
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

// lostAlpha says whether transparency that was to be kept is gone. What has an alpha channel and is opaque, as its decoder
// saw it, has none; a source of 8 bits in which a transparent pixel was found has some, whatever its decoder saw.
func lostAlpha(in, out *media.Facts, plan transcode.Plan, opaque bool) string {
	if plan.Kind != media.Image || !plan.Options.KeepAlpha || in.Picture == nil || !in.Picture.Alpha || out.Picture.Alpha {
		return ""
	}
	known := in.Picture.Transparent
	if opaque && (known == nil || !*known || in.Picture.Bits > 8) {
		return ""
	}
	return "the transparency"
}
