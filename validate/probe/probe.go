// Package probe reads facts from files: io.ReaderAt and a size in, media.Facts out. A first guess from the first
// bytes chooses the parser; the parser decides. Parsers read headers and structure through a bounded reader, never
// the name, and answer any bytes with facts.
package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
	"github.com/wamedia/wamedia/validate/sniff"
)

// Prober reads facts of one file after another and uses the same buffers again. The zero value works; it is safe for
// concurrent use.
type Prober struct {
	readers sync.Pool // of *source.Reader
}

// File reads the facts of size bytes of r. Deep also decodes pixels where a Go decoder exists and checks every
// checksum. The error is a failure of the disk or the end of ctx; damage is a fact.
func (p *Prober) File(ctx context.Context, r io.ReaderAt, size int64, deep bool) (media.Facts, error) {
	s, ok := p.readers.Get().(*source.Reader)
	if !ok {
		s = new(source.Reader)
	}
	defer p.readers.Put(s)
	s.Reset(ctx, r, size, budget(size, deep))
	facts := read(s, deep)
	facts.Size = size
	if err := s.Err(); err != nil && !errors.Is(err, source.ErrBudget) {
		return media.Facts{}, fmt.Errorf("probe: %w", err)
	}
	if errors.Is(s.Err(), source.ErrBudget) {
		facts.Unfinished(s.Err())
	}
	return facts, nil
}

// deepBytes is the most that decoding a file may read of it: the largest document ten times over.
const deepBytes = 1 << 30

// budget of a file of so many bytes. Decoders read more of it than parsers of its structure, and look at it more often.
func budget(size int64, deep bool) source.Budget {
	if !deep {
		return source.Budget{}
	}
	return source.Budget{Bytes: min(8*min(size, deepBytes)+64<<20, deepBytes), Looks: 128 << 20}
}

func read(s *source.Reader, deep bool) media.Facts {
	if s.Size() == 0 {
		return media.Facts{MIME: "inode/x-empty", Name: "empty file", Kind: media.Other}
	}
	guess := sniff.Head(s.Head())
	for _, family := range candidates(s, guess) {
		if facts := family(s, deep); facts.MIME != "" {
			return facts
		}
	}
	return named(guess)
}
