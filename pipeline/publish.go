package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrExists says that a file which this program did not make stands where an output should go.
var ErrExists = errors.New("a file that wamedia did not make stands there; move it away or choose another folder")

// place gives the finished file its final name.
func (w *work) place(ctx context.Context) error {
	if w.item.Output == nil || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	target := w.item.Output(w.result.OutputMIME)
	out, err := outputAt(w.line.Work.Parent(), target)
	if err != nil {
		return err
	}
	defer out.close()
	w.finish()
	if err := w.rename(out); err != nil {
		return err
	}
	w.result.Output, w.cured = target, ""
	return nil
}

// finish chooses the file of our own to rename: what a conversion made, or the copy of an untouched source.
func (w *work) finish() {
	if w.cured != "" {
		return
	}
	w.closeCopy()
	w.cured, w.spool = w.spool, ""
}

// rename moves the unfinished file to its final name, which must be free, our own, or of the same bytes.
func (w *work) rename(out *output) error {
	info, err := out.lstat()
	taken := err == nil
	if taken && !w.mayReplace(out.path, info) {
		return fmt.Errorf("write %s: %w", out.path, ErrExists)
	}
	if err := w.announce(out.path); err != nil {
		return err
	}
	if taken {
		return out.replace(w.cured)
	}
	err = out.create(w.cured)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("write %s: %w", out.path, ErrExists)
	}
	return err
}

func (w *work) mayReplace(target string, info fs.FileInfo) bool {
	return info.Mode().IsRegular() && (same(w.cured, target) || w.line.Own != nil && w.line.Own(target))
}

// announce tells of a finished file that is about to take its name.
func (w *work) announce(target string) error {
	if w.line.Placing == nil {
		return nil
	}
	info, err := os.Stat(w.cured)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return w.line.Placing(target, info.Size())
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
