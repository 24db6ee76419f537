package transcode

import (
	"fmt"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/validate/media"
)

// The work that a file may ask for is counted in pixels, as that is what decoding and encoding take time for. A length or
// a number of frames that a header claims costs nothing to write.
const (
	// maxScans of a JPEG that are decoded. Encoders write about ten.
	maxScans = 500
	// maxScanned is the most pixels of all scans of a JPEG together: ten seconds of decoding.
	maxScanned = 10_000_000_000
	// maxHeard is the longest sound in seconds that is converted: more fits under no limit of size.
	maxHeard = 24 * 3600
	// maxFilmed is the most pixels of all frames of a film together: 2¼ hours of 1080p at 30 frames a second, or 16
	// minutes of 2160p at 60.
	maxFilmed = 500_000_000_000
)

// tooMuchWork says why a plan would take too long to carry out; "" where it would not.
func (p Plan) tooMuchWork(f *media.Facts) string {
	switch {
	case p.Video.Do == Encode && f.Picture.Animated():
		return tooMuchFilm(&media.VideoTrack{Width: f.Picture.Width, Height: f.Picture.Height, Frames: f.Picture.Frames}, nil)
	case p.Video.Do == Encode:
		return tooMuchFilm(&f.Video[p.Video.Index], f.Seconds)
	case p.Engine == AnimationEngine && len(f.Video) > 0 && p.Options.OverLong == "speed": // which decodes all of it
		return tooMuchFilm(&f.Video[f.Shown()], f.Seconds)
	case p.Audio.Do != Drop:
		return tooMuchSound(f)
	}
	if f.Picture == nil || p.Action != Transcode {
		return ""
	}
	return tooManyScans(f.Picture)
}

func tooManyScans(p *media.Picture) string {
	scanned := saturate.Mul(saturate.Area(p.Width, p.Height), int64(p.Scans))
	switch {
	case p.Scans > maxScans:
		return fmt.Sprintf("the JPEG is coded in %d scans, and up to %d are decoded: save it again with the program that made it", p.Scans, maxScans)
	case scanned > maxScanned:
		return fmt.Sprintf("%d scans of %d×%d are %d megapixels, and up to %d are decoded: save the picture again, or scale it down",
			p.Scans, p.Width, p.Height, scanned/1e6, int64(maxScanned/1e6))
	}
	return ""
}

// tooMuchSound goes by the length, or by the size where AMR is too long for its frames to be counted.
func tooMuchSound(f *media.Facts) string {
	const amr = 50 * 61 // bytes a second at the highest rate (3GPP TS 26.201, table 1)
	var seconds float64
	switch {
	case f.Seconds != nil:
		seconds = *f.Seconds
	case f.Container != nil && f.Container.Format == "amr":
		seconds = float64(f.Size / amr)
	}
	if seconds <= maxHeard {
		return ""
	}
	return fmt.Sprintf("it plays for %d hours or more, and sound of up to %d is converted: cut it first", saturate.Int(seconds/3600), maxHeard/3600)
}

// tooMuchFilm counts the frames that a film has, or else those that it plays in its length.
func tooMuchFilm(t *media.VideoTrack, seconds *float64) string {
	frames := int64(t.Frames)
	if frames == 0 && seconds != nil && t.FrameRate > 0 {
		frames = int64(saturate.Int(*seconds * t.FrameRate))
	}
	pixels := saturate.Mul(saturate.Area(t.Width, t.Height), frames)
	if pixels <= maxFilmed {
		return ""
	}
	return fmt.Sprintf("%d frames of %d×%d are %d gigapixels, and up to %d are converted: cut the film, or scale it down first",
		frames, t.Width, t.Height, pixels/1e9, int64(maxFilmed/1e9))
}
