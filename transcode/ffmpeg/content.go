package ffmpeg

import (
	"context"
	"image"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/transcode/pixel"
)

// contentSide is the largest side that pictures are looked at with, in pixels, to find their empty borders.
const contentSide = 1024

// Content is the part of the upright pictures outside of which all the frames that are asked for are empty.
func (e *Engine) Content(ctx context.Context, f Frames) (image.Rectangle, error) {
	var s scan
	err := e.frames(ctx, f, &s, s.drawn)
	return s.content(), err
}

// scan looks for the borders of raw frames that are written to it.
type scan struct {
	whole, frame image.Point // sizes
	part         []byte      // of the next frame
	borders      pixel.Borders
}

// drawn gives the pictures as they are, or smaller.
func (s *scan) drawn(p pictures, v *ffmpeg.Stream) *ffmpeg.Stream {
	s.whole = image.Pt(p.track.Width, p.track.Height)
	s.frame = s.whole
	if max(s.whole.X, s.whole.Y) > contentSide {
		s.frame.X, s.frame.Y = pixel.Contain(s.whole.X, s.whole.Y, contentSide, contentSide)
	}
	p.shape.width, p.shape.height = s.frame.X, s.frame.Y
	return p.scaled(v)
}

// Write takes the next bytes of the frames.
func (s *scan) Write(b []byte) (int, error) {
	size := 4 * s.frame.X * s.frame.Y
	for rest := b; len(rest) > 0; {
		n := min(len(rest), size-len(s.part))
		s.part, rest = append(s.part, rest[:n]...), rest[n:]
		if len(s.part) == size {
			s.borders.Add(pixel.Raster{Pix: s.part, Width: s.frame.X, Height: s.frame.Y, Channels: 4})
			s.part = s.part[:0]
		}
	}
	return len(b), nil
}

// content in pixels of the source; where those were scaled, a pixel more on every side.
func (s *scan) content() image.Rectangle {
	found := s.borders.Content()
	if s.frame == s.whole {
		return found
	}
	up := func(p image.Point) image.Point {
		return image.Pt(p.X*s.whole.X/s.frame.X, p.Y*s.whole.Y/s.frame.Y)
	}
	return image.Rectangle{Min: up(found.Inset(-1).Min), Max: up(found.Inset(-1).Max)}.Intersect(image.Rectangle{Max: s.whole})
}
