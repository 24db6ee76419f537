package ffmpeg

import (
	"context"
	"fmt"
	"io"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/validate/media"
)

// maxStill in bytes is the largest PNG that a picture of maxPixels may become.
const maxStill = 8*maxPixels + asideSize

// drawnSide in pixels is the largest side of a drawing: it has no pixels of its own.
const drawnSide = 2048

// Still decodes the picture of a format that the image worker cannot read, the largest where there are several, and
// writes it to w as a PNG. The result has still to be scaled and judged. SVG is drawn by librsvg, which is given no
// address to look for other files from: the caller has to want that.
func (e *Engine) Still(ctx context.Context, path string, f *media.Facts, w io.Writer) error {
	s, err := newSource(path, f)
	if err != nil {
		return err
	}
	parts := []string{"png"}
	if s.demuxer == "svg_pipe" {
		parts = append(parts, "librsvg")
	}
	if err := e.require(ctx, parts...); err != nil {
		return err
	}
	args, err := stillArgs(s, opaqueBitmap(f))
	if err != nil {
		return err
	}
	if err := e.run(ctx, args, w, process.Limits{FileSize: maxStill}); err != nil {
		return fmt.Errorf("decode the %s: %w", f.Name, err)
	}
	return nil
}

// opaqueBitmap reports whether the fourth byte of each pixel of a bitmap is unused. ffmpeg takes it for alpha unless all
// are zero.
func opaqueBitmap(f *media.Facts) bool {
	return f.MIME == "image/bmp" && f.Picture != nil && !f.Picture.Alpha
}

func stillArgs(s source, opaque bool) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		var drawing []ffmpeg.KwArgs
		if s.demuxer == "svg_pipe" {
			drawing = append(drawing, ffmpeg.KwArgs{"width": drawnSide, "height": drawnSide, "keep_ar": 1})
		}
		// Without a map ffmpeg takes the stream of most pixels.
		png := ffmpeg.KwArgs{"frames:v": 1, "c:v": "png", "compression_level": 1, "f": "image2pipe", "map_metadata": "-1"}
		if opaque {
			png["pix_fmt"] = "rgb24"
		}
		return s.input(1, drawing...).Output("pipe:1", png)
	})
}
