package inbox

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/webhook"
)

// Accept puts a notification on disk, with the work in it. Once it has returned nil
// the notification may be answered. One that came before changes nothing.
func (b *Inbox) Accept(ctx context.Context, body []byte, events []webhook.Event) error {
	now := time.Now()
	hash := sha256.Sum256(body)
	items := itemsOf(events, hash, now)
	var seen accepted
	err := b.store.update(ctx, func(tx *sql.Tx) (err error) {
		seen, err = accept(tx, body, hash, items, now)
		return err
	})
	b.counts.accepted(seen, err)
	if err != nil {
		b.cfg.Log.Error("a notification was not stored; the platform will deliver it again", "error", err)
		return fmt.Errorf("inbox: %w", err)
	}
	b.poke()
	return nil
}

// accepted counts what a notification brought.
type accepted struct {
	again           bool // the notification came before, byte for byte
	fresh, repeated int  // messages
}

func accept(tx *sql.Tx, body []byte, hash [sha256.Size]byte, items []item, now time.Time) (accepted, error) {
	stored, err := tx.Exec(`INSERT INTO events (hash, received, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, hash[:], now.UnixMilli(), body)
	if err != nil {
		return accepted{}, err
	}
	if n, err := stored.RowsAffected(); err != nil || n == 0 {
		return accepted{again: true, repeated: len(items)}, err
	}
	var seen accepted
	for _, it := range items {
		n, err := it.insert(tx)
		if err != nil {
			return accepted{}, err
		}
		seen.fresh += int(n)
		seen.repeated += 1 - int(n)
	}
	return seen, nil
}

// item is a message of a notification: a row of the store.
type item struct {
	id, stage, url, hash, notice string
	received, expires            time.Time
}

// insert adds the message, unless it is known. One that is known without media, as a
// message of the history first is, gets the media that comes later.
func (it item) insert(tx *sql.Tx) (int64, error) {
	const upsert = `INSERT INTO messages (id, received, stage, due, expires, url, hash, notice) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET stage = excluded.stage, due = excluded.due, expires = excluded.expires,
			url = excluded.url, hash = excluded.hash, notice = excluded.notice
		WHERE notice = '' AND excluded.notice != ''`
	result, err := tx.Exec(upsert, it.id, it.received.UnixMilli(), it.stage, it.received.UnixMilli(), it.expires.UnixMilli(), it.url, it.hash, it.notice)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// itemsOf lists the messages of events: of customers, of the business, and old ones.
func itemsOf(events []webhook.Event, hash [sha256.Size]byte, now time.Time) []item {
	var items []item
	for _, e := range events {
		all := slices.Concat(e.Messages, e.Echoes)
		for _, h := range e.History {
			for _, thread := range h.Threads {
				all = append(all, thread.Messages...)
			}
		}
		for _, m := range all {
			if m.ID == "" {
				m.ID = fmt.Sprintf("noid-%s-%d", hex.EncodeToString(hash[:8]), len(items))
			}
			items = append(items, itemOf(e, m, now))
		}
	}
	return items
}

func itemOf(e webhook.Event, m webhook.Message, now time.Time) item {
	at := m.Time
	// The media of old messages gets its ids when the history is sent.
	if at.IsZero() || at.After(now) || e.Field == "history" {
		at = now
	}
	it := item{id: m.ID, stage: stageDone, received: now, expires: whatsapp.InboundLifetime.Expires(at)}
	n := noticeOf(e, m, now)
	refused := slices.IndexFunc(m.Errors, func(e *whatsapp.Error) bool { return e.Code == codeNotPassedOn })
	switch {
	case m.Media != nil:
		it.stage, it.url, it.hash = stageFetch, m.Media.URL, m.Media.SHA256
	case refused >= 0:
		it.stage, it.expires = stageDeliver, now.Add(deliverFor)
		n.Type, n.Code, n.Advice = NoticeAdvice, codeNotPassedOn, adviceFor(m.Errors[refused])
	default:
		return it
	}
	text, err := json.Marshal(n)
	if err != nil { // all of it was JSON
		return it
	}
	it.notice = string(text)
	return it
}

func noticeOf(e webhook.Event, m webhook.Message, now time.Time) Notice {
	n := Notice{
		Type: NoticeFile, MessageID: m.ID, From: m.From, UserID: m.UserID, GroupID: m.GroupID, AccountID: e.AccountID,
		PhoneNumberID: e.PhoneNumberID, Time: m.Time, Received: now.UTC(), Kind: m.Type, Message: m.Raw,
	}
	for _, c := range e.Contacts {
		if m.From != "" && c.WaID == m.From || m.UserID != "" && c.UserID == m.UserID {
			n.Name = cmp.Or(c.Name, c.Username)
		}
	}
	if f := m.Media; f != nil {
		n.Voice, n.Animated, n.Caption, n.Filename, n.MediaID, n.DeclaredMIME = f.Voice, f.Animated, f.Caption, f.Filename, f.ID, f.MIME
	}
	return n
}

// codeNotPassedOn is the error of media that the platform could not download, or that
// is over 100 MB. Source: the official media page, read 2025-12-11.
const codeNotPassedOn = 131052

// adviceFor words the error for the customer who sent the file.
func adviceFor(e *whatsapp.Error) string {
	if text := strings.ToLower(e.Message + " " + e.Details); strings.Contains(text, "too big") || strings.Contains(text, "100mb") {
		return "Your file did not arrive: it is larger than 100 MB, the most that WhatsApp passes on. Please send a smaller file, or a link to it."
	}
	return "Your file did not arrive: WhatsApp could not pass it on. Please send it again."
}
