// Package ledger is the contract of the memory of uploads: what was uploaded, as what and until when. It has no storage
// of its own: memory, sqlite and sqlledger beside it are ledgers, and ledgertest checks any other.
//
// The platform takes no idempotency key and lists no media, so an upload whose answer is lost can never be found again.
// A ledger therefore writes the intent down before the request and the media id right after it:
//
//	claim, err := l.Claim(ctx, key) // the one holder of the key, or ErrBusy
//	defer claim.Release()
//	if media, ok := claim.Done(); ok {
//		return media // uploaded before, and still valid
//	}
//	err = claim.Uploading(ctx)        // durable before the first byte is sent
//	id, err := upload(ctx)            // or claim.Fail
//	err = claim.Uploaded(context.WithoutCancel(ctx), ledger.Media{ID: id, Expires: expires})
//
// What holds: a recorded id is used again until it is about to expire; a key has one holder at a time; a holder that lost
// its key to another cannot write. A file is uploaded twice only in doubt, when a holder died between intent and record
// or a request broke off after bytes were sent. Such doubts are counted and shown, never hidden.
package ledger

import (
	"context"
	"errors"
	"iter"
	"time"
)

// ErrBusy says that another process, or another opened ledger of this one, is uploading the same key now. Its end gives
// the id.
var ErrBusy = errors.New("another process is uploading this file: run again when it has ended")

// ErrLost says that a claim is over: it was ended before, or its lease ran out and another took the key. What it wanted
// to record is not recorded. After an upload the media id in hand is an orphan: report it.
var ErrLost = errors.New("the claim is over, or another process has taken it")

// ErrClosed says that the ledger was closed.
var ErrClosed = errors.New("the ledger is closed")

// Ledger gives claims on keys. It is safe for concurrent use.
type Ledger interface {
	// Claim makes the caller the one holder of the key, or finds that it is uploaded already (see Claim.Done). A claim of
	// the same Ledger on the same key is waited for until ctx ends; where another process holds the key the error is an
	// ErrBusy. Keys that Key.Normal makes equal are equal. An incomplete key is an error.
	Claim(ctx context.Context, key Key) (Claim, error)
}

// Claim is the right to upload one key, held until Uploaded, Fail or Release. A claim that is over, or that another
// process has taken, writes nothing: its methods return an ErrLost then.
type Claim interface {
	// Done returns the media id recorded for the key, if it may be used again (see Media.Reusable). There is nothing left
	// to do then, and nothing is held.
	Done() (Media, bool)
	// InDoubt reports whether an earlier upload of the key may have been accepted without its id being known. The next
	// recorded id settles that.
	InDoubt() bool
	// Uploading records the intent to upload, and returns when that is durable. Nothing may be sent before, nor after an
	// error.
	Uploading(ctx context.Context) error
	// Uploaded records the id and ends the claim. An empty id is an error that ends nothing. Give it a context that a
	// cancelled run does not cancel (context.WithoutCancel): an id that is not recorded is lost.
	Uploaded(ctx context.Context, m Media) error
	// Fail records why there is no id and ends the claim. The reason's text is kept in part: it must hold no secret.
	Fail(ctx context.Context, class Class, reason error) error
	// Release gives up a claim that did not come to an end. It is always deferred and does nothing after Uploaded or Fail.
	// If the intent was recorded, the upload is in doubt from then on.
	Release()
}

// Store is a Ledger that can list what it knows.
type Store interface {
	Ledger
	// Records yields the chosen records, the longest unchanged first. An error ends them. The ledger may be used meanwhile;
	// what changes after the first record may not show.
	Records(ctx context.Context, f Filter) iter.Seq2[Record, error]
	// Forget drops a media id that was deleted from the platform at the API's address, so that it is not used again. An id
	// that is not known is no error.
	Forget(ctx context.Context, api, id string) error
}

// Media is an upload that the platform accepted.
type Media struct {
	ID      string    // decimal digits, too large for a float
	Expires time.Time // when the platform forgets it; an id with a zero time is never used again
}

// margin is the life an id must have left to be used again: it is needed at the latest when the message is sent, and a
// day leaves time for that. Ids live 30 days (Cloud API documentation, media, as of 2026-04-17).
const margin = 24 * time.Hour

// Reusable reports whether the id stays valid for a day or more.
func (m Media) Reusable(now time.Time) bool { return m.ID != "" && m.Expires.After(now.Add(margin)) }

// Class says what is known after an upload that gave no id. Only Doubtful changes what a ledger does.
type Class string

// The classes of failure.
const (
	Permanent Class = "permanent" // refused; the same bytes will be refused again
	Transient Class = "transient" // certainly not accepted; may be tried again
	Doubtful  Class = "doubtful"  // bytes were sent and no answer came: there may be an id that nobody knows
)
