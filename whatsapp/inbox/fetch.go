package inbox

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/whatsapp"
)

// fetch downloads the media of a job and files it. When it returns nil the file, its
// description and their names are on disk.
func (b *Inbox) fetch(ctx context.Context, j *job) error {
	if b.filed(j) {
		return nil
	}
	temp := b.state(filepath.Join("tmp", rand.Text()))
	defer func() { _, _ = os.Remove(temp), os.Remove(temp+".json") }() // gone where it was filed
	if err := b.download(ctx, j, temp); err != nil {
		return err
	}
	found := Examined{MIME: j.notice.DeclaredMIME, Extension: extensionOf(j.notice.DeclaredMIME), Matches: true}
	if b.cfg.Examine != nil {
		var err error
		found, err = b.cfg.Examine(ctx, Arrived{Path: temp, MIME: j.notice.DeclaredMIME, Kind: j.notice.Kind, Voice: j.notice.Voice, Filename: j.notice.Filename})
		if err != nil {
			return fmt.Errorf("examine what arrived: %w", err)
		}
	}
	if !found.Matches {
		b.cfg.Log.Warn("a file is not of the type that it was declared to be", "message", j.id, "declared", j.notice.DeclaredMIME, "is", found.MIME)
	}
	return b.file(context.WithoutCancel(ctx), j, temp, found)
}

// download downloads to a temporary path and notes size and hash.
func (b *Inbox) download(ctx context.Context, j *job, temp string) error {
	known := whatsapp.MediaInfo{MIME: j.notice.DeclaredMIME, SHA256: j.hash}
	if j.tries == 0 {
		known.URL = j.url // later it has expired
	}
	info, err := b.cfg.Client.DownloadFile(ctx, j.notice.MediaID, temp, whatsapp.Known(known))
	if err != nil && known.URL != "" && ctx.Err() == nil { // the id may lead to a URL that works
		known.URL = ""
		info, err = b.cfg.Client.DownloadFile(ctx, j.notice.MediaID, temp, whatsapp.Known(known))
	}
	if err != nil {
		return err
	}
	if err := measure(&j.notice, temp, info.SHA256); err != nil {
		return err
	}
	b.counts.downloaded(j.notice.Size)
	return nil
}

// measure notes the size and the hash of a file. Where the download was verified the hash is known.
func measure(n *Notice, name, verified string) (err error) {
	n.SHA256, n.HashVerified = verified, verified != ""
	if !n.HashVerified {
		n.SHA256, n.Size, err = sumOf(name)
		return err
	}
	info, err := os.Stat(name)
	if err == nil {
		n.Size = info.Size()
	}
	return err
}

// filed reports whether an earlier process has filed the file and died before it
// recorded so.
func (b *Inbox) filed(j *job) bool {
	if j.notice.Path == "" {
		return false
	}
	name := b.path(j.notice.Path)
	sum, _, err := sumOf(name)
	if err != nil || sum != j.notice.SHA256 {
		return false
	}
	if _, err := os.Stat(name + ".json"); err != nil {
		return false
	}
	return syncDir(filepath.Dir(name)) == nil
}

// file gives the file its name: after it was recorded which, and with its description
// first, so that no file is ever without one.
func (b *Inbox) file(ctx context.Context, j *job, temp string, found Examined) error {
	before, at := j.notice.Path, placeOf(j)
	j.notice.Path, j.notice.MIME, j.notice.TypeMatches, j.notice.Lint = at+found.Extension, found.MIME, found.Matches, found.Lint
	name := b.path(j.notice.Path)
	if err := errors.Join(describe(temp+".json", j.notice), makeDirs(filepath.Dir(name), 0o777)); err != nil {
		return err
	}
	if err := b.store.place(ctx, j); err != nil {
		return err
	}
	if before != "" && before != j.notice.Path { // other bytes came this time
		if err := removeAll(b.path(before), b.path(before)+".json"); err != nil {
			return err
		}
	}
	for _, ending := range []string{".json", ""} {
		if err := os.Rename(temp+ending, name+ending); err != nil {
			return err
		}
	}
	return syncDir(filepath.Dir(name))
}

// describe writes a description and puts it on disk.
func describe(name string, n Notice) error {
	text, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	return writeSynced(name, append(text, '\n'))
}

// prepare makes the further file of a job, puts it on disk, and adds it to the
// description.
func (b *Inbox) prepare(ctx context.Context, n *Notice) error {
	if err := b.cfg.Prepare(ctx, n); err != nil || n.Prepared == nil {
		return err
	}
	if n.Prepared.Path != "" {
		if err := syncFile(b.path(n.Prepared.Path)); err != nil {
			return err
		}
	}
	temp, name := b.state(filepath.Join("tmp", rand.Text()+".json")), b.path(n.Path)
	if err := errors.Join(describe(temp, *n), os.Rename(temp, name+".json")); err != nil {
		return errors.Join(err, removeAll(temp))
	}
	return syncDir(filepath.Dir(name))
}

func (b *Inbox) path(below string) string { return filepath.Join(b.cfg.Dir, filepath.FromSlash(below)) }

func removeAll(names ...string) error {
	for _, name := range names {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// sumOf is the hash of a file in lower-case hex, and its size in bytes.
func sumOf(name string) (string, int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = f.Close() }()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), n, err
}

// extensionOf is an extension for a type, where nobody examines files.
func extensionOf(declared string) string {
	known, err := mime.ExtensionsByType(declared)
	if err != nil || len(known) == 0 {
		return ".bin"
	}
	return known[0]
}
