// Package probe reads facts from files: io.ReaderAt and a size in, media.Facts out. A first guess from the first
// bytes chooses the parser; the parser decides. Parsers read headers and structure through a bounded reader, never
// the name, and answer any bytes with facts.
package probe

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
	"github.com/wamedia/wamedia/validate/sniff"
)

// File reads the facts of size bytes of r. Deep also decodes pixels where a Go decoder exists and checks every
// checksum. The error is a failure of the disk or the end of ctx; damage is a fact.
func File(ctx context.Context, r io.ReaderAt, size int64, deep bool) (media.Facts, error) {
	s := source.New(ctx, r, size, source.Budget{})
	facts := read(s, deep)
	facts.Size = size
	if err := s.Err(); err != nil && !errors.Is(err, source.ErrBudget) {
		return media.Facts{}, fmt.Errorf("probe: %w", err)
	}
	if errors.Is(s.Err(), source.ErrBudget) {
		facts.Undecide("structure", "the file asks for more reading than a file of its size may")
	}
	return facts, nil
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
