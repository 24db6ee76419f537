package local

import (
	"context"
	"errors"
	"fmt"
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
	in, err := os.Open(source)
	if err != nil {
		return fmt.Errorf("move moov: %w", err)
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat()
	if err != nil {
		return fmt.Errorf("move moov: %w", err)
	}
	out, err := os.Create(output)
	if err != nil {
		return fmt.Errorf("move moov: %w", err)
	}
	if err := faststart.Rewrite(ctx, out, in, info.Size()); err != nil {
		return errors.Join(err, out.Close())
	}
	return out.Close()
}
