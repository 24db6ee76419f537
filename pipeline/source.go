package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/wamedia/wamedia/internal/snapshot"
	"github.com/wamedia/wamedia/validate"
)

// open opens what there is to read.
func (w *work) open(context.Context) error {
	if w.item.Body != nil {
		w.body, w.size = w.item.Body, w.item.Size
		return nil
	}
	f, err := w.openFile()
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	w.source = f
	if w.opened, err = snapshot.Take(f); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if !w.opened.Mode().IsRegular() {
		return errors.New("read: it is not a regular file")
	}
	w.body, w.size = f, w.opened.Size()
	return nil
}

func (w *work) openFile() (*os.File, error) {
	if w.item.Open != nil {
		return w.item.Open()
	}
	// To open a pipe would wait for its writer without O_NONBLOCK; files do not mind it.
	return os.OpenFile(w.item.Path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// unchanged gives a stage's error, or a *validate.ChangedError where the source is not what it was when it was opened:
// then nothing that was read of it counts.
func (w *work) unchanged(stage error) error {
	if w.source == nil {
		return stage
	}
	err := w.opened.Check(w.source)
	if err == nil {
		err = w.opened.CheckPath(w.item.Path) // which engines open by themselves
	}
	if err == nil {
		return stage
	}
	w.forget()
	return err
}

// forget drops what was found out about the source.
func (w *work) forget() {
	r := &w.result
	*r = Result{Index: r.Index, Path: r.Path, Forecast: r.Forecast, Result: validate.Result{Name: r.Name}}
}

// release closes the source, which from here on may change without harm.
func (w *work) release() {
	if w.source != nil {
		_ = w.source.Close()
		w.source = nil
	}
}

// materialize sees to a file that engines can open, for a body.
func (w *work) materialize() error {
	if w.item.Body == nil || w.spool != "" {
		return nil
	}
	return w.copy()
}

// copy makes a private copy of the source, which stands for it from here on: what is checked is what is handed on.
func (w *work) copy() error {
	if w.spool == "" {
		w.spool = w.line.Work.File(".source")
	}
	if err := write(w.spool, io.NewSectionReader(w.body, 0, w.size)); err != nil {
		return err
	}
	f, err := os.Open(w.spool)
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	w.copied = f
	// Read once more: a write in the same instant as the last one leaves the times as they were.
	if !equal(f, io.NewSectionReader(w.body, 0, w.size)) {
		w.forget()
		return fmt.Errorf("copy: %w", &validate.ChangedError{What: "it reads differently the second time"})
	}
	if err := w.unchanged(nil); err != nil {
		return err
	}
	w.release()
	w.body = f
	return nil
}

// path is a file that engines can open: the source, or the copy that stands for it.
func (w *work) path() string {
	if w.spool != "" {
		return w.spool
	}
	return w.item.Path
}

func write(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if _, err = io.Copy(f, r); err != nil {
		_ = f.Close()
		return fmt.Errorf("write: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// closeCopy lets the private copy be renamed and removed, which some systems refuse of open files.
func (w *work) closeCopy() {
	if w.copied != nil {
		_ = w.copied.Close()
		w.copied = nil
	}
}

// finished is the file to hand on: the output, what a conversion made, or the source itself or its copy.
func (w *work) finished() string {
	for _, path := range []string{w.converted, w.result.Output} {
		if path != "" {
			return path
		}
	}
	return w.path()
}

func (w *work) cleanup() {
	w.release()
	w.closeCopy()
	for _, path := range []string{w.converted, w.spool} {
		if path != "" {
			_ = os.Remove(path)
		}
	}
}
