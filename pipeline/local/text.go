package local

import (
	"context"
	"os"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode/utf8text"
)

// text converts documents of plain text to UTF-8.
type text struct{}

// Apply writes the source as UTF-8.
func (text) Apply(ctx context.Context, t pipeline.Task) (pipeline.Outcome, error) {
	document := t.Facts.Document
	err := rewrite("convert to UTF-8", t.Source, t.Output, func(out, in *os.File) error {
		return utf8text.Convert(out, &untilDone{ctx, in}, document.Encoding, document.Markup)
	})
	return pipeline.Outcome{Note: "converted from " + document.Encoding + " to UTF-8"}, err
}

// Memory of a few buffers.
func (text) Memory(pipeline.Task) int64 { return 1 << 20 }
