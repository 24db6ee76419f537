package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// Media is an upload that the platform accepted.
type Media struct {
	ID      string    // decimal digits, too large for a float
	Expires time.Time // when the platform forgets it; an id with a zero time is never used again
}

// Class says what is known after an upload that gave no id. Only Doubtful changes what the ledger does.
type Class string

// The classes of failure.
const (
	Permanent Class = "permanent" // refused; the same bytes will be refused again
	Transient Class = "transient" // certainly not accepted; may be tried again
	Doubtful  Class = "doubtful"  // bytes were sent and no answer came: there may be an id that nobody knows
)

// Claim is the right to upload one key, held until Uploaded, Fail or Release. Every write is made only while the ledger
// still names this claim as the holder.
type Claim struct {
	ledger *Ledger
	key    Key
	token  string
	over   chan struct{} // closed when the claim is no longer live

	media   Media
	done    bool
	inDoubt bool
}

// Claim makes the caller the one holder of the key, or finds that it is uploaded already (see Done).
//
// A claim of the same Ledger on the same key is waited for; one of a living process elsewhere is ErrBusy. A claim whose
// process is known to be dead is taken over at once, any other one when its lease of a minute is not renewed.
func (l *Ledger) Claim(ctx context.Context, key Key) (*Claim, error) {
	key, err := key.normal()
	if err != nil {
		return nil, l.explain(err)
	}
	c := &Claim{ledger: l, key: key, token: rand.Text(), over: make(chan struct{})}
	if err := l.turns.enter(ctx, c); err != nil {
		return nil, l.explain(err)
	}
	if err := l.take(ctx, c); err != nil {
		l.turns.leave(c)
		return nil, l.explain(err)
	}
	if c.done {
		l.turns.leave(c)
	}
	return c, nil
}

// Done returns the media id recorded for the key, if it stays valid for a day or more. There is nothing left to do then.
func (c *Claim) Done() (Media, bool) { return c.media, c.done }

// InDoubt tells that an earlier upload of the key may have been accepted without its id ever being known.
func (c *Claim) InDoubt() bool { return c.inDoubt }

// Uploading records the intent to upload, and returns when it is on disk. Nothing may be sent before, nor after an error.
func (c *Claim) Uploading(ctx context.Context) error {
	return c.write(ctx, isContended, `state = 'uploading', class = '', error = ''`)
}

// Uploaded records the id and ends the claim. It waits up to a minute for a busy, full or failing disk. Give it a
// context that a cancelled run does not cancel (context.WithoutCancel): an id that is not recorded is lost.
func (c *Claim) Uploaded(ctx context.Context, m Media) error {
	if m.ID == "" {
		return c.ledger.explain(errors.New("the media id is empty: give the one the platform answered with"))
	}
	return c.end(ctx, mayPass, `state = 'done', class = '', error = '', media_id = ?, expires_at = ?, lease_until = 0`,
		m.ID, stamp(m.Expires))
}

// Fail records why there is no id and ends the claim. The reason's text is kept, up to 500 bytes: it must hold no secret.
func (c *Claim) Fail(ctx context.Context, class Class, reason error) error {
	doubts := 0
	if class == Doubtful {
		doubts = 1
	}
	return c.end(ctx, isContended, `state = 'failed', class = ?, error = ?, doubts = doubts + ?, lease_until = 0`,
		class, brief(reason), doubts)
}

// Release gives up a claim that did not come to an end. It is always deferred and does nothing after Uploaded or Fail.
// If the intent was recorded, the upload is in doubt from then on.
func (c *Claim) Release() {
	if c.ledger.turns.has(c) {
		c.ledger.release(c)
	}
}

// releaseTime bounds how long a locked file may hold up the end of a run.
const releaseTime = 2 * time.Second

// release gives up claims that may have come to no end. If that cannot be written, it needs no report: they are not live
// any more, so they can be taken over.
func (l *Ledger) release(claims ...*Claim) {
	ctx, cancel := context.WithTimeout(context.Background(), releaseTime)
	defer cancel()
	_ = l.update(ctx, isContended, func(tx *sql.Tx) error {
		for _, c := range claims {
			if err := abandon(tx, c.key, c.token); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range claims {
		l.turns.leave(c)
	}
}

// end writes the claim's last word.
func (c *Claim) end(ctx context.Context, again func(error) bool, set string, args ...any) error {
	err := c.write(ctx, again, set, args...)
	if err == nil || errors.Is(err, ErrLost) {
		c.ledger.turns.leave(c)
	}
	return err
}

// write changes the claim's row. It is fenced by the token, which every takeover replaces.
func (c *Claim) write(ctx context.Context, again func(error) bool, set string, args ...any) error {
	if !c.ledger.turns.has(c) {
		return c.ledger.explain(ErrLost)
	}
	var held int64
	err := c.ledger.update(ctx, again, func(tx *sql.Tx) (err error) {
		held, err = c.set(tx, set+`, updated_at = ?`, append(args, time.Now().UnixMilli())...)
		return err
	})
	if err == nil && held == 0 {
		err = ErrLost
	}
	if err != nil {
		return c.ledger.explain(err)
	}
	return nil
}

// set returns how many rows it changed: none, if the token in the ledger is another's.
func (c *Claim) set(tx *sql.Tx, set string, args ...any) (int64, error) {
	args = append(args, c.key.hash(), c.key.API, c.key.Phone, c.key.MIME, c.token)
	result, err := tx.Exec(`UPDATE uploads SET `+set+` WHERE `+isKey+` AND token = ?`, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// brief is an error's text, short enough to keep and valid UTF-8.
func brief(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	return strings.ToValidUTF8(text[:min(len(text), 500)], "")
}
