package pipeline

import (
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/wamedia/wamedia/internal/snapshot"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// work is one item on its way down the line.
type work struct {
	line   *Line
	item   Item
	result Result
	done   bool // nothing is left to do
	// planOnly is true where nothing is made.
	planOnly bool

	source    *os.File          // nil where the item brought a body, and where nothing more is read of it
	opened    snapshot.Snapshot // of the source
	body      io.ReaderAt
	size      int64
	converted string   // path of the unfinished output; empty where the source serves as it is
	spool     string   // path of a private copy of the source
	copied    *os.File // the copy, open
	seal      *seal    // of the finished file, where it is to be sent
	meter     meter
}

// inspect reads facts and judges them.
func (w *work) inspect(ctx context.Context) error {
	judged, err := w.policy().Reader(ctx, w.body, w.size, w.called())
	w.result.Result = judged
	return err
}

// plan chooses the cheapest change.
func (w *work) plan(ctx context.Context) error {
	w.result.Plan = transcode.Make(w.result.Result, w.line.Options)
	if err := w.lookDeeper(ctx); err != nil {
		return err
	}
	w.result.OutputMIME, w.result.OutputSize = w.result.Facts.MIME, w.size
	switch w.result.Plan.Action {
	case transcode.Refuse:
		w.refused()
	case transcode.Rename:
		w.result.OutputMIME = w.result.Plan.MIME
		return w.pass(w.outputPolicy().Judge(w.result.Facts, w.outputName(w.result.OutputMIME)))
	case transcode.Copy:
		w.result.Remaining = w.result.Findings
	}
	return nil
}

// lookDeeper decodes a source that is to be handed on as it is: nothing is emitted that was not decoded. What is decoded
// is the copy that will be emitted.
func (w *work) lookDeeper(ctx context.Context) error {
	switch {
	case w.result.Plan.Action > transcode.Rename, w.planOnly && w.line.Policy.Deep:
		return nil
	case w.planOnly:
		return w.judgeDeeper(ctx)
	}
	if w.item.Private && w.item.Body == nil && !w.kept() {
		return w.judgeDeeper(ctx)
	}
	if err := w.copy(); err != nil {
		return err
	}
	return w.judgeDeeper(ctx)
}

// judgeDeeper decodes the source, and plans by what that shows.
func (w *work) judgeDeeper(ctx context.Context) error {
	policy := w.policy()
	policy.Deep = true
	judged, err := policy.Reader(ctx, w.body, w.size, w.called())
	if err != nil {
		return err
	}
	w.result.Result = judged
	w.result.Plan = transcode.Make(judged, w.line.Options)
	return nil
}

// refused ends the work on a file that nothing compliant can be made of.
func (w *work) refused() {
	w.done = true
	w.result.Remaining = w.result.Findings
}

// called is the source's name.
func (w *work) called() string { return cmp.Or(w.item.Name, w.item.Path) }

func (w *work) policy() validate.Policy {
	policy := w.line.Policy
	if w.item.Kind != "" {
		policy.As = w.item.Kind
	}
	return policy
}

// judge looks at an output with the eyes that looked at the source; pixels are decoded.
func (w *work) judge(ctx context.Context, body io.ReaderAt, size int64, mime string) (validate.Result, error) {
	return w.outputPolicy().Reader(ctx, body, size, w.outputName(mime))
}

func (w *work) outputPolicy() validate.Policy {
	policy := w.line.Policy
	policy.As, policy.Deep = w.result.Kind, policy.Deep || w.pixels()
	return policy
}

// outputName is the source's name as one of its new type.
func (w *work) outputName(mime string) string {
	return strings.TrimSuffix(w.called(), filepath.Ext(w.called())) + firstExtension(mime)
}

func (w *work) pixels() bool {
	return w.result.Kind == media.Image || w.result.Kind == media.Sticker
}

func firstExtension(mime string) string {
	if ext := validate.Extensions(mime); len(ext) > 0 {
		return ext[0]
	}
	return ""
}
