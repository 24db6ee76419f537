package local

import (
	"context"
	"errors"
	"os"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode/faststart"
)

// moov moves moov before mdat without ffmpeg, and asks ffmpeg only for files that hold what is not understood here.
type moov struct{ film film }

// Apply writes the source with its moov first.
func (m moov) Apply(ctx context.Context, t pipeline.Task) (pipeline.Outcome, error) {
	err := moovFirst(ctx, t.Source, t.Output)
	if errors.Is(err, faststart.ErrUnsuitable) {
		return m.film.Apply(ctx, t)
	}
	if err != nil {
		return pipeline.Outcome{}, err
	}
	return pipeline.Outcome{Note: untouched}, m.film.verified(ctx, t)
}

// untouched is what is said of a film whose pictures and sound are the same bits as before.
const untouched = "streams untouched"

func moovFirst(ctx context.Context, source, output string) error {
	return rewrite("move moov", source, output, func(out, in *os.File) error {
		info, err := in.Stat()
		if err != nil {
			return err
		}
		return faststart.Rewrite(ctx, out, in, info.Size())
	})
}
