// Package y4m reads uncompressed video with the header line YUV4MPEG2.
package y4m

import (
	"strconv"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Read adds to f what the header line at off says. It always reports true.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	line, _, ok := strings.Cut(string(r.Bytes(off, 512)), "\n")
	if !ok {
		f.Damagef(media.Corrupt, "the first line does not end")
		return true
	}
	v := media.VideoTrack{Codec: "rawvideo", Bits: 8}
	layout := "420"
	for _, field := range strings.Fields(line)[1:] {
		switch value := field[1:]; field[0] {
		case 'W':
			v.Width = whole(value)
		case 'H':
			v.Height = whole(value)
		case 'F':
			num, den, _ := strings.Cut(value, ":")
			if whole(den) > 0 {
				v.FrameRate = float64(whole(num)) / float64(whole(den))
			}
		case 'I':
			v.Interlaced = value != "p" && value != "?"
		case 'C':
			layout = value
		}
	}
	frame := frameBytes(layout, int64(v.Width), int64(v.Height))
	rest := r.Size() - off - int64(len(line)) - 1
	if frame > 0 {
		v.Frames = int(rest / (frame + int64(len("FRAME\n"))))
		v.Seconds = duration.Seconds(float64(v.Frames), v.FrameRate)
		if v.Frames == 0 {
			f.Damagef(media.NoContent, "not one whole frame")
		}
	}
	f.Video, f.Seconds = []media.VideoTrack{v}, v.Seconds
	return true
}

// whole reads a number that is not negative, 0 for anything else.
func whole(s string) int {
	v, err := strconv.ParseUint(s, 10, 31)
	if err != nil {
		return 0
	}
	return int(v)
}

// frameBytes is how many bytes a frame of 8 bits takes, 0 for other layouts.
func frameBytes(layout string, w, h int64) int64 {
	if w <= 0 || h <= 0 || w > 1<<15 || h > 1<<15 || strings.Contains(layout, "p1") {
		return 0
	}
	switch {
	case strings.HasPrefix(layout, "420"):
		return w*h + 2*((w+1)/2)*((h+1)/2)
	case strings.HasPrefix(layout, "422"):
		return w*h + 2*((w+1)/2)*h
	case layout == "444":
		return 3 * w * h
	case layout == "mono":
		return w * h
	}
	return 0
}
