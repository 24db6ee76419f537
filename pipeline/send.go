package pipeline

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

const (
	// lifetime of a media id (media page, updated 2026-04-17).
	lifetime = 30 * 24 * time.Hour
	// drain is how long an upload in flight may go on after the run was cancelled.
	drain = 10 * time.Second
)

// send uploads the finished file, unless the ledger knows an id for its bytes.
func (w *work) send(ctx context.Context) error {
	if w.line.Uploader == nil {
		return nil
	}
	release, err := w.line.Slots.upload(ctx)
	if err != nil {
		return err
	}
	defer release()
	u, sum, done, err := w.parcel()
	if err != nil {
		return err
	}
	defer done()
	claim, err := w.line.Ledger.Claim(ctx, ledger.Key{SHA256: sum, API: w.line.API, Phone: w.line.Phone, MIME: u.MIME})
	if err != nil {
		return fmt.Errorf("look the upload up: %w", err)
	}
	defer claim.Release()
	if known, ok := claim.Done(); ok {
		w.result.MediaID, w.result.Expires, w.result.Reused = known.ID, known.Expires, true
		return nil
	}
	return w.upload(ctx, claim, u)
}

// upload writes the intent, sends, and writes the id, in that order. A cancelled run lets it come to its end.
func (w *work) upload(ctx context.Context, claim *ledger.Claim, u Upload) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	ctx, stop := draining(ctx)
	defer stop()
	if err := claim.Uploading(ctx); err != nil {
		return fmt.Errorf("note the upload: %w", err)
	}
	id, err := w.line.Uploader.Upload(ctx, u)
	lasting := context.WithoutCancel(ctx)
	if err != nil {
		return errors.Join(err, claim.Fail(lasting, classOf(err), err))
	}
	w.result.MediaID, w.result.Expires = id, time.Now().Add(lifetime).UTC().Truncate(time.Second)
	if err := claim.Uploaded(lasting, ledger.Media{ID: id, Expires: w.result.Expires}); err != nil {
		return fmt.Errorf("uploaded as %s, but the ledger did not take it: %w", id, err)
	}
	return nil
}

// draining gives a context that outlives its parent by the time uploads in flight are granted.
func draining(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() { time.AfterFunc(drain, cancel) })
	return ctx, func() { stop(); cancel() }
}

func classOf(err error) ledger.Class {
	var doubt interface{ InDoubt() bool }
	if errors.As(err, &doubt) && doubt.InDoubt() {
		return ledger.Doubtful
	}
	var permanent interface{ Permanent() bool }
	if errors.As(err, &permanent) && permanent.Permanent() {
		return ledger.Permanent
	}
	return ledger.Transient
}

// parcel is the finished file with its hash: the output, the cured file, or the source itself.
func (w *work) parcel() (Upload, [sha256.Size]byte, func(), error) {
	u := Upload{Name: w.name(), MIME: w.result.OutputMIME, Body: w.body, Size: w.size}
	done := func() {}
	if path := w.finished(); path != "" {
		f, err := os.Open(path)
		if err != nil {
			return u, [sha256.Size]byte{}, done, fmt.Errorf("upload: %w", err)
		}
		u.Body, u.Size, done = f, w.result.OutputSize, func() { _ = f.Close() }
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(u.Body, 0, u.Size)); err != nil {
		done()
		return u, [sha256.Size]byte{}, func() {}, fmt.Errorf("hash: %w", err)
	}
	return u, [sha256.Size]byte(h.Sum(nil)), done, nil
}

func (w *work) finished() string {
	if w.result.Output != "" {
		return w.result.Output
	}
	return w.cured
}

// name is what the platform is told the file is called.
func (w *work) name() string {
	if w.result.Output != "" {
		return filepath.Base(w.result.Output)
	}
	base := filepath.Base(w.item.Path)
	if w.result.OutputMIME == w.result.Facts.MIME && len(w.result.Plan.ForcedBy) == 0 {
		return base
	}
	return strings.TrimSuffix(base, filepath.Ext(base)) + firstExtension(w.result.OutputMIME)
}
