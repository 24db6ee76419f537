package ffmpeg

import (
	"fmt"

	ffmpeg "github.com/u2takey/ffmpeg-go"
)

// fit gives the size of pictures inside the shape, for a filter that works it out again where the size of the source
// changes on the way. Pictures keep their own shape; what rounding to whole pixels takes off it does not count.
func (s shape) fit() ffmpeg.KwArgs {
	same := fmt.Sprintf("lt(abs(dar*%d-%d),%g)", s.height, s.width, max(2, 0.02*float64(s.width)))
	return ffmpeg.KwArgs{
		"w": fmt.Sprintf("'if(%s,%d,max(2,min(%[2]d,2*trunc(%d*dar/2))))'", same, s.width, s.height),
		"h": fmt.Sprintf("'if(%s,%d,max(2,min(%[2]d,2*trunc(%d/dar/2))))'", same, s.height, s.width),
	}
}

// fitted brings the pictures into the shape. Those of another shape than the first ones get borders.
func (p pictures) fitted(s *ffmpeg.Stream) *ffmpeg.Stream {
	return p.colored(p.sized(s, p.shape.fit(), ffmpeg.KwArgs{"out_range": "tv"})).
		Filter("pad", nil, ffmpeg.KwArgs{"w": p.shape.width, "h": p.shape.height, "x": "(ow-iw)/2", "y": "(oh-ih)/2"})
}
