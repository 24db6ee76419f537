package media

import (
	"cmp"

	"github.com/wamedia/wamedia/internal/saturate"
)

// Shown is the index in Video of the pictures that players show: of the enabled tracks the default one, of several or
// none the largest, else the first. A cover is shown only where there is nothing else. It is 0 for a file without
// pictures.
func (f *Facts) Shown() int {
	best := 0
	for i := 1; i < len(f.Video); i++ {
		if f.Video[i].rank(&f.Video[best]) > 0 {
			best = i
		}
	}
	return best
}

// rank compares two tracks by which of them is rather shown.
func (t *VideoTrack) rank(other *VideoTrack) int {
	return cmp.Or(
		order(!t.cover(), !other.cover()),
		order(!t.Disabled, !other.Disabled),
		order(t.Default, other.Default),
		cmp.Compare(saturate.Area(t.Width, t.Height), saturate.Area(other.Width, other.Height)),
	)
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// cover reports whether the track looks like cover art: a single picture, or one coded as stills are where its pictures
// have not been counted.
func (t *VideoTrack) cover() bool {
	switch t.Codec {
	case "mjpeg", "png", "gif", "bmp", "tiff", "jpeg2000", "webp":
		return t.Frames <= 1
	}
	return t.Frames == 1
}
