package sqlledger

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// claim is a ledger.Claim. Every write is made only while the database still names its token as the holder of the key.
type claim struct {
	ledger *Ledger
	key    ledger.Key
	token  string
	over   chan struct{} // closed when the claim is no longer live

	media   ledger.Media
	done    bool
	inDoubt bool
}

// Claim makes the caller the one holder of the key, or finds that it is uploaded already.
//
// A claim of the same Ledger on the same key is waited for; one of a living process elsewhere is ledger.ErrBusy. A claim
// whose process is known to be dead is taken over at once, any other one when its lease of a minute is not renewed.
func (l *Ledger) Claim(ctx context.Context, key ledger.Key) (ledger.Claim, error) {
	key, err := key.Normal()
	if err != nil {
		return nil, l.explain(err)
	}
	c := &claim{ledger: l, key: key, token: rand.Text(), over: make(chan struct{})}
	if err := l.inflight.enter(ctx, c); err != nil {
		return nil, l.explain(err)
	}
	if err := l.acquire(ctx, c); err != nil {
		l.inflight.leave(c)
		return nil, l.explain(err)
	}
	if c.done {
		l.inflight.leave(c)
	}
	return c, nil
}

// Done returns the media id recorded for the key.
func (c *claim) Done() (ledger.Media, bool) { return c.media, c.done }

// InDoubt reports whether an earlier upload may have been accepted.
func (c *claim) InDoubt() bool { return c.inDoubt }

// Uploading records the intent to upload.
func (c *claim) Uploading(ctx context.Context) error {
	return c.write(ctx, c.ledger.dialect.Contended, `state = 'uploading', class = '', error = ''`)
}

// Uploaded records the id and ends the claim. It waits up to a minute for a busy, full or failing database.
func (c *claim) Uploaded(ctx context.Context, m ledger.Media) error {
	if m.ID == "" {
		return c.ledger.explain(errors.New("the media id is empty: give the one the platform answered with"))
	}
	return c.end(ctx, c.ledger.patient, `state = 'done', class = '', error = '', media_id = ?, expires_at = ?, lease_until = 0`,
		m.ID, milliseconds(m.Expires))
}

// Fail records why there is no id, in up to 500 bytes, and ends the claim.
func (c *claim) Fail(ctx context.Context, class ledger.Class, reason error) error {
	doubts := 0
	if class == ledger.Doubtful {
		doubts = 1
	}
	return c.end(ctx, c.ledger.dialect.Contended, `state = 'failed', class = ?, error = ?, doubts = doubts + ?, lease_until = 0`,
		string(class), brief(reason), doubts)
}

// Release gives up a claim that did not come to an end.
func (c *claim) Release() {
	if c.ledger.inflight.has(c) {
		c.ledger.release(c)
	}
}

// releaseTime bounds how long a locked database may hold up the end of a run.
const releaseTime = 2 * time.Second

// release gives up claims that may have come to no end. If that cannot be written, it needs no report: they are not live
// any more, so they can be taken over.
func (l *Ledger) release(claims ...*claim) {
	if len(claims) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), releaseTime)
	defer cancel()
	_ = l.update(ctx, l.dialect.Contended, keysOf(claims), func(tx *transaction) error {
		for _, c := range claims {
			if err := abandon(tx, c.key, c.token); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range claims {
		l.inflight.leave(c)
	}
}

func keysOf(claims []*claim) []ledger.Key {
	var keys []ledger.Key
	for _, c := range claims {
		keys = append(keys, c.key)
	}
	return keys
}

// end writes the claim's last word.
func (c *claim) end(ctx context.Context, again func(error) bool, set string, args ...any) error {
	err := c.write(ctx, again, set, args...)
	if err == nil || errors.Is(err, ledger.ErrLost) {
		c.ledger.inflight.leave(c)
	}
	return err
}

// write changes the claim's row. It is fenced by the token, which every takeover replaces.
func (c *claim) write(ctx context.Context, again func(error) bool, set string, args ...any) error {
	if !c.ledger.inflight.has(c) {
		return c.ledger.explain(ledger.ErrLost)
	}
	var held int64
	err := c.ledger.update(ctx, again, []ledger.Key{c.key}, func(tx *transaction) (err error) {
		held, err = c.set(tx, set+`, updated_at = ?`, append(slices.Clip(args), tx.now.UnixMilli())...)
		return err
	})
	if err == nil && held == 0 {
		err = ledger.ErrLost
	}
	if err != nil {
		return c.ledger.explain(err)
	}
	return nil
}

// set returns how many rows it changed: none, if the token in the database is another's.
func (c *claim) set(tx *transaction, set string, args ...any) (int64, error) {
	return tx.exec(`UPDATE uploads SET `+set+` WHERE `+isKey+` AND token = ?`, append(append(args, keyArgs(c.key)...), c.token)...)
}

// brief is an error's text, short enough to keep, valid UTF-8 and without NUL, which PostgreSQL takes in no text.
func brief(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	return strings.ReplaceAll(strings.ToValidUTF8(text[:min(len(text), 500)], ""), "\x00", "")
}
