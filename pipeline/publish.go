package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// ErrExists says that a file which this program did not make stands where an output should go.
var ErrExists = errors.New("a file that wamedia did not make stands there; move it away or choose another folder")

// place hands the finished file to the sink.
func (w *work) place(ctx context.Context) error {
	if !w.kept() || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	f := Finished{Index: w.item.Index, Name: w.called(), MIME: w.result.OutputMIME}
	if w.item.Output != nil {
		f.Target = w.item.Output(f.MIME)
	}
	w.finish()
	info, err := os.Stat(w.converted)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	f.Path, f.Size, f.Keep = w.converted, info.Size(), w.line.Uploader != nil
	if w.result.Output, err = w.sink().Put(ctx, f); err == nil && !f.Keep {
		w.converted = ""
	}
	return err
}

// kept reports whether the finished file goes somewhere beside the platform.
func (w *work) kept() bool { return w.item.Output != nil || w.line.Sink != nil }

// sink is where finished files go: by default to the file system.
func (w *work) sink() Sink {
	if w.line.Sink != nil {
		return w.line.Sink
	}
	return Folder{Dir: w.line.Work.Parent(), Own: w.line.Own, Placing: w.line.Placing}
}

// finish chooses the file of our own to rename: what a conversion made, or the copy of an untouched source.
func (w *work) finish() {
	if w.converted != "" {
		return
	}
	w.closeCopy()
	w.converted, w.spool = w.spool, ""
}

// same tells whether two files hold the same bytes.
func same(a, b string) bool {
	fa, errA := os.Open(a)
	fb, errB := os.Open(b)
	defer func() { _, _ = fa.Close(), fb.Close() }()
	if errA != nil || errB != nil {
		return false
	}
	ia, errA := fa.Stat()
	ib, errB := fb.Stat()
	return errA == nil && errB == nil && ia.Size() == ib.Size() && ib.Mode().IsRegular() && equal(fa, fb)
}

func equal(a, b io.Reader) bool {
	pieceA, pieceB := make([]byte, 64<<10), make([]byte, 64<<10)
	for {
		n, errA := io.ReadFull(a, pieceA)
		m, errB := io.ReadFull(b, pieceB)
		if n != m || !bytes.Equal(pieceA[:n], pieceB[:m]) {
			return false
		}
		if errA != nil || errB != nil {
			return errors.Is(errA, io.EOF) == errors.Is(errB, io.EOF)
		}
	}
}
