package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/validate"
)

const (
	// lifetime of a media id (media page, updated 2026-04-17).
	lifetime = 30 * 24 * time.Hour
	// drain is how long an upload in flight may go on after the run was cancelled.
	drain = 10 * time.Second
)

// hash seals the finished file while it still is private, where it is to be sent.
func (w *work) hash(context.Context) error {
	if w.line.Uploader == nil {
		return nil
	}
	f, err := os.Open(w.finished())
	if err != nil {
		return fmt.Errorf("hash: %w", err)
	}
	defer func() { _ = f.Close() }()
	w.seal, err = sealOf(f, w.result.OutputSize)
	return err
}

// send uploads the finished file, unless the ledger knows an id for its bytes.
func (w *work) send(ctx context.Context) error {
	w.result.UploadName = w.name()
	if w.line.Uploader == nil {
		return nil
	}
	release, err := w.line.Slots.upload(ctx)
	if err != nil {
		return err
	}
	defer release()
	f, err := os.Open(w.finished())
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	defer func() { _ = f.Close() }()
	claim, err := w.line.Ledger.Claim(ctx, ledger.Key{SHA256: w.seal.sum, API: w.line.API, Phone: w.line.Phone, MIME: w.result.OutputMIME})
	if err != nil {
		return fmt.Errorf("look the upload up: %w", err)
	}
	defer claim.Release()
	if known, ok := claim.Done(); ok {
		w.result.MediaID, w.result.Expires, w.result.Reused = known.ID, known.Expires, true
		return nil
	}
	if w.line.HoldDoubts && claim.InDoubt() {
		return errHeld
	}
	return w.upload(ctx, claim, f)
}

var errHeld = errors.New("not uploaded: an earlier upload of this file may have been accepted without its id being known, " +
	"and uploads in doubt are held back")

// upload writes the intent, sends, and writes the id, in that order. A cancelled run lets it come to its end.
// What is sent is what was hashed: the first byte that differs ends the request.
func (w *work) upload(ctx context.Context, claim Claim, f *os.File) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	ctx, stop := draining(ctx)
	defer stop()
	if err := claim.Uploading(ctx); err != nil {
		return fmt.Errorf("note the upload: %w", err)
	}
	ctx, abort := context.WithCancelCause(ctx)
	defer abort(nil)
	body := &sealed{seal: w.seal, body: f, changed: abort}
	id, err := w.line.Uploader.Upload(ctx, Upload{Name: w.result.UploadName, MIME: w.result.OutputMIME, Body: body, Size: w.seal.size})
	lasting := context.WithoutCancel(ctx)
	if changed := body.failure(); changed != nil {
		err = fmt.Errorf("upload: %w", changed)
	}
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

// name is what the platform is told the file is called. Its extension never contradicts the type.
func (w *work) name() string {
	base := filepath.Base(w.called())
	if w.result.Output != "" {
		base = filepath.Base(w.result.Output)
	}
	ext := filepath.Ext(base)
	known := validate.Extensions(w.result.OutputMIME)
	if len(known) == 0 || slices.Contains(known, strings.ToLower(ext)) {
		return base
	}
	return strings.TrimSuffix(base, ext) + known[0]
}
