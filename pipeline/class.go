package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/wamedia/wamedia/internal/disk"
	"github.com/wamedia/wamedia/pipeline/failure"
	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/validate"
)

// Errors that Result.Err may be, for errors.Is. Result.Class covers them all.
var (
	// ErrRefused says that nothing compliant can be made of a file.
	ErrRefused = errors.New("the file is refused")
	// ErrDamaged says that an engine found a source that cannot be decoded.
	ErrDamaged = errors.New("the file is damaged")
	// ErrMissing says that a program which the work needs is not on this machine. The error around it names the program
	// and how to get it.
	ErrMissing = errors.New("a program is missing")
	// ErrDenied says that the platform refused the token, the account or the phone number: no upload of the run can
	// succeed.
	ErrDenied = errors.New("the platform refused us")
	// ErrClosed says that what should do the work was closed.
	ErrClosed = errors.New("closed: no more files are taken")
)

// OK reports whether the file came to its end: it was copied or converted, and sent where that was asked for. A refused
// file is not OK.
func (r Result) OK() bool { return r.Class() == failure.None }

// Class is the kind of failure of the result; failure.None where it is OK.
func (r Result) Class() failure.Class {
	refused := errors.Is(r.Err, ErrRefused)
	switch err := r.Err; {
	case refused && slices.Contains(r.Plan.ForcedBy, "any.damaged"):
		return failure.Damaged
	case refused:
		return failure.Refused
	case err == nil:
		return failure.None
	case errors.Is(err, validate.ErrChanged):
		return failure.Changed
	case errors.Is(err, ledger.ErrBusy):
		return failure.Busy
	case errors.Is(err, ErrMissing):
		return failure.Missing
	case errors.Is(err, ErrDamaged):
		return failure.Damaged
	case errors.Is(err, ErrDenied):
		return failure.Denied
	case disk.IsFull(err):
		return failure.Full
	}
	return uploadClass(r.Err)
}

// uploadClass asks an error for what an Uploader says of it.
func uploadClass(err error) failure.Class {
	var until interface{ RetryAt() time.Time }
	var permanent interface{ Permanent() bool }
	var transient interface{ Transient() bool }
	switch {
	case classOf(err) == ledger.Doubtful, errors.Is(err, errHeld):
		return failure.Doubtful
	case errors.As(err, &until) && !until.RetryAt().IsZero():
		return failure.Throttled
	case errors.As(err, &permanent) && permanent.Permanent():
		return failure.Refused
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return failure.Interrupted
	case errors.As(err, &transient) && transient.Transient():
		return failure.Transient
	}
	return failure.Failed
}

// RetryAt is when the platform asked to be tried again; the zero time unless Class is failure.Throttled.
func (r Result) RetryAt() time.Time {
	var until interface{ RetryAt() time.Time }
	if r.Class() == failure.Throttled && errors.As(r.Err, &until) {
		return until.RetryAt()
	}
	return time.Time{}
}

// refusal is the error of a file that nothing compliant can be made of.
func (r *Result) refusal() error {
	why := r.Plan.Refusal
	for i := 0; why == "" && i < len(r.Findings); i++ {
		if r.Findings[i].Severity == validate.Error {
			why = r.Findings[i].Message
		}
	}
	return fmt.Errorf("%w: %s", ErrRefused, why)
}
