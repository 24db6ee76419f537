// Package inbox receives the notifications of the platform and the media in them
// without losing any: a notification is on disk before it is answered, and a
// message counts as done when its file is.
//
// Open makes the state in a hidden folder of Config.Dir, Handler is the endpoint
// for the platform, and Run does the work that notifications bring: it downloads
// media, checks it, files it as
//
//	DIR/<date>/<from>/<message id>.<extension>
//
// with a description beside it under the same name and .json, and delivers a
// [Notice] of it. The date is the day, in UTC, that the message was sent.
//
// A process that dies at any moment leaves nothing half-written under these names,
// and the next one goes on where it was. A message that is delivered again is known
// by its id. Notices are delivered at least once.
package inbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
)

const (
	// stateDir is the folder in Config.Dir that holds the store and unfinished files.
	stateDir = ".wamedia"
	// defaultKeep is how long notifications are kept.
	defaultKeep = 30 * 24 * time.Hour
	// leastKeep is longer than the platform delivers again, which is up to seven days.
	// Source: the official webhooks overview, read 2026-09-11.
	leastKeep = 8 * 24 * time.Hour
)

// Config says what an Inbox does. Dir and Client are needed.
type Config struct {
	// Dir is the folder that files are put in. One process at a time can use it.
	Dir string
	// Client downloads.
	Client *whatsapp.Client
	// AppSecret signs notifications, VerifyToken is agreed on in the app dashboard.
	AppSecret, VerifyToken whatsapp.Secret
	// Examine looks at a file that has arrived. Nil takes the declared type on trust.
	Examine func(ctx context.Context, f Arrived) (Examined, error)
	// Prepare makes a further file of one that has been filed, and says so in the
	// Notice. It may be called again for the same file. Nil prepares nothing.
	Prepare func(ctx context.Context, n *Notice) error
	// Deliver hands a Notice on. After an error it is called again later, with longer
	// pauses, for seven days. Nil delivers nothing.
	Deliver func(ctx context.Context, n Notice) error
	// Workers is how many messages are worked on at a time; default 4.
	Workers int
	// Keep is how long notifications are kept in the store after their messages are
	// done; default 30 days, at least 8.
	Keep time.Duration
	// Log is told of retries and losses; nil tells nobody.
	Log *slog.Logger
}

// Arrived is a file that was downloaded, at a temporary path.
type Arrived struct {
	Path string
	// MIME is the type that was declared, Kind the type of the message: "image". Voice
	// marks a voice message.
	MIME, Kind string
	Voice      bool
	// Filename is the name of a document.
	Filename string
}

// Examined says what a file is.
type Examined struct {
	// MIME is the type of the bytes, Extension the one to file them under, with its dot.
	MIME, Extension string
	// Matches is false where the bytes are of another type than was declared.
	Matches bool
	// Lint is a report on the file; may be nil.
	Lint json.RawMessage
}

// Inbox receives. Make it with Open; call Close at the end.
type Inbox struct {
	cfg     Config
	store   *store
	counts  *counts
	wake    chan struct{} // told of work that has become due
	working *working
	hold    hold
}

// Open opens the inbox in cfg.Dir and makes what is missing of it. The error says
// what to do where another process uses it.
func Open(ctx context.Context, cfg Config) (*Inbox, error) {
	cfg.Workers = cmp.Or(cfg.Workers, 4)
	cfg.Keep = cmp.Or(cfg.Keep, defaultKeep)
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	switch {
	case cfg.Dir == "" || cfg.Client == nil:
		return nil, errors.New("inbox: want a folder and a client")
	case cfg.Keep < leastKeep:
		return nil, fmt.Errorf("inbox: notifications have to be kept for %s or longer, as the platform delivers them again for seven days", leastKeep)
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	cfg.Dir = dir
	b := &Inbox{cfg: cfg, wake: make(chan struct{}, 1), working: newWorking()}
	if b.store, err = openStore(ctx, b.state("inbox.db")); err != nil {
		return nil, fmt.Errorf("inbox %s: %w", dir, err)
	}
	if err := b.sweep(); err != nil {
		return nil, errors.Join(fmt.Errorf("inbox %s: %w", dir, err), b.store.close())
	}
	b.counts = newCounts(b)
	return b, nil
}

// Close ends the inbox. Run and the Handler must have ended.
func (b *Inbox) Close() error { return b.store.close() }

func (b *Inbox) state(name string) string { return filepath.Join(b.cfg.Dir, stateDir, name) }

// sweep removes what an earlier process left unfinished.
func (b *Inbox) sweep() error {
	if err := os.RemoveAll(b.state("tmp")); err != nil {
		return err
	}
	return os.Mkdir(b.state("tmp"), 0o700)
}
