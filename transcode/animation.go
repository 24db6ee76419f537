package transcode

import (
	"fmt"
	"math"
	"slices"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	// maxFrames of an animation that are decoded: 60 a second for the ten that a sticker may play.
	maxFrames = 600
	// maxStored is the most frames that the file itself may hold: decoders go over all of them to find one.
	maxStored = 50_000
	// maxMotion in pixels of all frames together: half a minute of decoding.
	maxMotion = 5_000_000_000
)

// ShownMS lists how long each frame of an animated picture is shown as a sticker, in milliseconds: as long as its own
// players show it, and at least as long as a sticker has to. Of an animation that is cut, frames after the end are not
// listed, but for one that tells of the others; nor are frames beyond the first over the most that are decoded. Where no
// time is known, all frames take as long as players show a frame that stores no time.
func ShownMS(f *media.Facts, o Options) []int {
	var out []int
	total := 0
	times := f.Picture.FrameMS
	if len(times) == 0 && f.Picture.Animated() {
		times = slices.Repeat([]int{media.ShownMS(f.MIME, 0)}, min(f.Picture.Frames, maxFrames+1))
	}
	for _, ms := range times {
		if len(out) > maxFrames || o.OverLong != "speed" && total > limits.StickerTotalMS {
			break
		}
		ms = min(max(ms, limits.StickerFrameMS), math.MaxInt32)
		out, total = append(out, ms), total+ms
	}
	return out
}

// animatedFilm makes a silent film of an animated picture.
func (p Plan) animatedFilm(f *media.Facts) Plan {
	if pixels := int64(f.Picture.Width) * int64(f.Picture.Height); int64(f.Picture.Frames) > maxMotion/max(1, pixels) {
		return p.refuse(fmt.Sprintf("%d frames of %d×%d are more than %d megapixels: scale the animation down, or shorten it",
			f.Picture.Frames, f.Picture.Width, f.Picture.Height, int64(maxMotion/1e6)))
	}
	p.Action, p.Engine, p.MIME = Transcode, FFmpegEngine, "video/mp4"
	p.Video = Stream{Do: Encode, Codec: "h264"}
	return p
}

// tooMuchMotion says why an animated picture would take too long to decode; "" when it would not.
func tooMuchMotion(f *media.Facts, o Options) string {
	if !f.Picture.Animated() {
		return ""
	}
	frames := len(ShownMS(f, o))
	pixels := saturate.Area(f.Picture.Width, f.Picture.Height)
	switch {
	case f.Picture.Frames > maxStored:
		return fmt.Sprintf("the animation has %d frames, and up to %d are read: shorten it", f.Picture.Frames, maxStored)
	case frames > maxFrames:
		return fmt.Sprintf("more than %d of its %d frames would have to be decoded, the most that are: shorten the animation, or lower its frame rate",
			maxFrames, f.Picture.Frames)
	case int64(frames) > maxMotion/max(1, pixels):
		return fmt.Sprintf("%d frames of %d×%d are %d megapixels, and up to %d are decoded: scale the animation down, or shorten it",
			frames, f.Picture.Width, f.Picture.Height, saturate.Mul(int64(frames), pixels)/1e6, int64(maxMotion/1e6))
	}
	return ""
}
