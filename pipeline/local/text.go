package local

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode/utf8text"
)

// text converts documents of plain text to UTF-8.
type text struct{}

// Apply writes the source as UTF-8. Text has at most the 100 MB of a document, so that it takes a second at most.
func (text) Apply(_ context.Context, t pipeline.Task) (pipeline.Outcome, error) {
	in, err := os.Open(t.Source)
	if err != nil {
		return pipeline.Outcome{}, fmt.Errorf("convert to UTF-8: %w", err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(t.Output)
	if err != nil {
		return pipeline.Outcome{}, fmt.Errorf("convert to UTF-8: %w", err)
	}
	document := t.Facts.Document
	if err := utf8text.Convert(out, in, document.Encoding, document.Markup); err != nil {
		return pipeline.Outcome{}, errors.Join(err, out.Close())
	}
	return pipeline.Outcome{Note: "converted from " + document.Encoding + " to UTF-8"}, out.Close()
}

// Memory of a few buffers.
func (text) Memory(pipeline.Task) int64 { return 1 << 20 }
