// Package validate judges media files by what WhatsApp's Cloud API takes: bytes become facts, and every rule of the
// book turns facts into a finding, or says that it could not decide. It is pure Go and needs neither libvips nor
// ffmpeg.
//
// File and Reader judge with the default Policy; a Policy of one's own changes what is looked at and how severely.
package validate

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/wamedia/wamedia/internal/panics"
	"github.com/wamedia/wamedia/internal/snapshot"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe"
)

// Verdict is the sum of a file's findings.
type Verdict string

// The verdicts.
const (
	// Pass: nothing worse than an info.
	Pass Verdict = "pass"
	// Warn: warnings, or an error's rule that could not be decided.
	Warn Verdict = "warn"
	// Fail: at least one error.
	Fail Verdict = "fail"
)

// ErrChanged says that a file was written to or replaced while it was read. Errors that are one also are a *ChangedError.
var ErrChanged = snapshot.ErrChanged

// ChangedError says how a file changed while it was read.
type ChangedError = snapshot.ChangedError

// Result is what is known and thought of one file.
type Result struct {
	// Name the file was judged by: its extension is compared with its bytes.
	Name string
	// Kind the file was judged as.
	Kind media.Kind
	// Facts read from the bytes.
	Facts media.Facts
	// Verdict over all Findings and Unknown.
	Verdict Verdict
	// Findings in the order of the rule book.
	Findings []Finding
	// Unknown lists the rules that could not be decided.
	Unknown []Unknown

	undecided bool // an error hangs on one of Unknown
}

// File judges the file at path with the default policy. The error tells that the file could not be read; what is
// wrong with its contents is in the result.
func File(path string) (Result, error) {
	return Policy{}.File(context.Background(), path)
}

// Reader judges size bytes of r as a file called name, with the default policy.
func Reader(r io.ReaderAt, size int64, name string) (Result, error) {
	return Policy{}.Reader(context.Background(), r, size, name)
}

// File judges the file at path. The error is an ErrChanged where it was written to meanwhile.
func (p Policy) File(ctx context.Context, path string) (Result, error) {
	// Opening a pipe that nobody writes to would wait for ever without O_NONBLOCK; files do not mind it.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return Result{}, fmt.Errorf("judge: %w", err)
	}
	defer func() { _ = f.Close() }()
	return p.OpenFile(ctx, f, path)
}

// OpenFile checks an open file called name; it does not close it. Errors are as those of File.
func (p Policy) OpenFile(ctx context.Context, f *os.File, name string) (Result, error) {
	before, err := snapshot.Take(f)
	if err != nil {
		return Result{}, fmt.Errorf("judge: %w", err)
	}
	if !before.Mode().IsRegular() {
		return Result{}, fmt.Errorf("judge %s: it is %s; want a regular file", name, fileType(before.Mode()))
	}
	r, err := p.Reader(ctx, f, before.Size(), name)
	if changed := before.Check(f); changed != nil {
		return Result{}, fmt.Errorf("judge %s: %w", filepath.Base(name), changed)
	}
	return r, err
}

// Reader judges size bytes of r as a file called name. A failing disk, an ended context and a panic while it is read are
// errors; damaged and hostile contents are findings.
func (p Policy) Reader(ctx context.Context, r io.ReaderAt, size int64, name string) (_ Result, err error) {
	defer panics.Catch(&err)
	if err := p.Validate(); err != nil {
		return Result{}, fmt.Errorf("policy: %w", err)
	}
	prober := p.Prober
	if prober == nil {
		prober = new(probe.Prober)
	}
	facts, err := prober.File(ctx, r, size, p.Deep)
	if err != nil {
		return Result{}, fmt.Errorf("judge %s: %w", filepath.Base(name), err)
	}
	return p.Judge(facts, name), nil
}

func fileType(m os.FileMode) string {
	switch {
	case m.IsDir():
		return "a folder"
	case m&os.ModeNamedPipe != 0:
		return "a pipe"
	case m&os.ModeDevice != 0:
		return "a device"
	case m&os.ModeSocket != 0:
		return "a socket"
	}
	return "not a file"
}
