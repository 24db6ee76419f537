package local

import (
	"bufio"
	"context"
	"errors"
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
	return rewrite("write the pages again", source, output, func(out, in *os.File) error {
		w := bufio.NewWriter(out)
		err := oggopus.Rewrite(w, &untilDone{ctx, in}, oggopus.Options{})
		return errors.Join(err, w.Flush())
	})
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
