package ffmpeg

import (
	"context"
	"fmt"
	"io"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/validate/media"
)

// Still decodes the picture of a format that the image worker cannot read, the largest where there are several, and
// writes it to w as a PNG. The result has still to be scaled and judged.
func (e *Engine) Still(ctx context.Context, path string, f *media.Facts, w io.Writer) error {
	s, err := newSource(path, f)
	if err != nil {
		return err
	}
	if err := e.require(ctx, "png"); err != nil {
		return err
	}
	args, err := stillArgs(s)
	if err != nil {
		return err
	}
	if err := e.run(ctx, args, w, process.Limits{}); err != nil {
		return fmt.Errorf("decode the %s: %w", f.Name, err)
	}
	return nil
}

func stillArgs(s source) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		// Without a map ffmpeg takes the stream of most pixels.
		return s.input(1).Output("pipe:1", ffmpeg.KwArgs{
			"frames:v": 1, "c:v": "png", "compression_level": 1, "f": "image2pipe", "map_metadata": "-1",
		})
	})
}
