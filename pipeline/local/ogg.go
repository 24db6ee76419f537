package local

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode/oggopus"
)

// oggPages writes the pages of Ogg Opus again, without ffmpeg. What it cannot join is handed back to be encoded.
type oggPages struct{ film film }

// Apply writes the sound of the source with its own packets.
func (o oggPages) Apply(ctx context.Context, t pipeline.Task) (pipeline.Outcome, error) {
	err := rewriteOgg(ctx, t.Source, t.Output)
	switch {
	case errors.Is(err, oggopus.ErrUnsuitable):
		return pipeline.Outcome{}, &pipeline.NotCopiedError{Cause: err}
	case err != nil:
		return pipeline.Outcome{}, err
	}
	return pipeline.Outcome{Note: untouched}, o.film.verified(ctx, t)
}

// Memory of a few pages, and of ffmpeg should it verify.
func (o oggPages) Memory(t pipeline.Task) int64 { return o.film.Memory(t) }

func rewriteOgg(ctx context.Context, source, output string) error {
	in, err := os.Open(source)
	if err != nil {
		return fmt.Errorf("write the pages again: %w", err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(output)
	if err != nil {
		return fmt.Errorf("write the pages again: %w", err)
	}
	w := bufio.NewWriter(out)
	err = oggopus.Rewrite(w, &untilDone{ctx, in}, oggopus.Options{})
	return errors.Join(err, w.Flush(), out.Close())
}

// untilDone reads until the context ends.
type untilDone struct {
	ctx context.Context
	io.Reader
}

// Read reads on.
func (r *untilDone) Read(b []byte) (int, error) {
	if err := context.Cause(r.ctx); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}
