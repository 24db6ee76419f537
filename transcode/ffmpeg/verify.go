package ffmpeg

import (
	"context"
	"fmt"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
)

// Verify decodes a file that was made, of so many seconds, as a whole. It is an error where any of it cannot be.
func (e *Engine) Verify(ctx context.Context, path, mime string, seconds float64) error {
	args, err := verifyArgs(source{path: path, demuxer: demuxerOfOutput(mime)})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	alive := watch(e.stall, stop)
	defer alive.end()
	m := &meter{now: Progress{Total: seconds}, report: alive.at}
	if err := e.run(ctx, args, &lines{each: m.line}, process.Limits{Wall: wallTime(seconds)}); err != nil {
		return fmt.Errorf("what was made does not decode as a whole: %w", err)
	}
	return nil
}

func verifyArgs(s source) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		strict := ffmpeg.KwArgs{"err_detect": "crccheck+bitstream+buffer+explode"}
		return s.input(0, strict).Output("pipe:1", ffmpeg.KwArgs{"map": "0", "f": "null"}).
			GlobalArgs("-xerror", "-progress", "pipe:1")
	})
}
