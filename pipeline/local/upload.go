package local

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/whatsapp"
)

// uploader hands files to the client. Once the platform has refused the token, the account or the phone number, no
// further upload is tried.
type uploader struct {
	client  *whatsapp.Client
	refusal atomic.Pointer[refusedError]
}

// refusedError is the platform's refusal of the token, the account or the phone number.
type refusedError struct{ cause error }

// Error says what the platform said.
func (e *refusedError) Error() string { return e.cause.Error() }

// Unwrap makes the error a pipeline.ErrDenied as well.
func (e *refusedError) Unwrap() []error { return []error{pipeline.ErrDenied, e.cause} }

// failure tells the line what an error of the client means.
type failure struct {
	cause *whatsapp.Error
	at    time.Time
}

// InDoubt tells whether the upload may have been accepted all the same.
func (f failure) InDoubt() bool { return f.cause.InDoubt }

// Permanent tells whether the same upload would fail again.
func (f failure) Permanent() bool { return f.cause.Class == whatsapp.Permanent }

// Transient reports whether the same upload may go through later.
func (f failure) Transient() bool { return f.cause.Class == whatsapp.Transient }

// RetryAt is when the platform wants to be asked again; the zero time where it asked for no pause.
func (f failure) RetryAt() time.Time {
	if f.cause.Class != whatsapp.Throttled {
		return time.Time{}
	}
	return f.at.Add(f.cause.RetryAfter)
}

// Unwrap gives the client's own error.
func (f failure) Unwrap() error { return f.cause }

// Error gives the text of the client's own.
func (f failure) Error() string { return f.cause.Error() }

// Upload uploads one file.
func (u *uploader) Upload(ctx context.Context, up pipeline.Upload) (string, error) {
	if refusal := u.refusal.Load(); refusal != nil {
		return "", fmt.Errorf("not uploaded, as the platform refused an earlier file: %w", refusal)
	}
	done, err := u.client.Upload(ctx, whatsapp.Media{Name: up.Name, MIME: up.MIME, Content: up.Body, Size: up.Size})
	var refused *whatsapp.Error
	if !errors.As(err, &refused) {
		return done.ID, err
	}
	if refused.Class == whatsapp.Auth {
		refusal := &refusedError{cause: err}
		u.refusal.Store(refusal)
		return "", refusal
	}
	return "", failure{refused, time.Now()}
}
