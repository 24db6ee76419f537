package whatsapp_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// TestMediaLifeCycle walks a file through all four endpoints.
func TestMediaLifeCycle(t *testing.T) {
	t.Parallel()
	server, client := setup(t)
	ctx := t.Context()
	const content = "a note, with some weight to it"
	sum := sha256.Sum256([]byte(content))
	hash := hex.EncodeToString(sum[:])

	id, err := uploadID(ctx, client, media(content))
	if err != nil {
		t.Fatal(err)
	}
	want := whatsapp.MediaInfo{ID: id, MIME: "text/plain", SHA256: hash, Size: int64(len(content))}
	info, err := client.MediaURL(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, info, cmpopts.IgnoreFields(whatsapp.MediaInfo{}, "URL")); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(info.URL, server.URL+"/") {
		t.Errorf("URL %q, want one on the server", info.URL)
	}
	var got bytes.Buffer
	if _, err := client.Download(ctx, id, &got); err != nil || got.String() != content {
		t.Errorf("downloaded %q (%v), want %q", got.String(), err, content)
	}
	if err := client.Delete(ctx, id); err != nil {
		t.Error(err)
	}
	_, err = client.MediaURL(ctx, id)
	isClass(t, fails(t, err), whatsapp.NotFound)
	isClass(t, fails(t, client.Delete(ctx, id)), whatsapp.NotFound)
	wantUploads := []whatsapptest.Upload{{SHA256: hash, MIME: "text/plain", Count: 1, IDs: []string{id}}}
	if diff := cmp.Diff(wantUploads, server.Uploads()); diff != "" {
		t.Error(diff)
	}
}

// TestUploadRefused shows what a user reads when the API refuses a file.
func TestUploadRefused(t *testing.T) {
	t.Parallel()
	const list = "(#100) Param file must be a file with one of the following types: audio/aac, audio/mp4, "
	for name, c := range map[string]struct {
		media whatsapp.Media
		says  []string
	}{
		"octet-stream": {whatsapp.Media{MIME: "application/octet-stream", Content: zeroes{}, Size: 4}, []string{list, "Received file of type 'application/octet-stream'.", "wamedia lint"}},
		"csv":          {whatsapp.Media{MIME: "text/csv", Content: zeroes{}, Size: 4}, []string{"Received file of type 'text/csv'."}},
		"image of 5 MB and a byte": {whatsapp.Media{MIME: "image/jpeg", Content: zeroes{}, Size: 5<<20 + 1},
			[]string{"File Too Large"}},
		"sticker": {whatsapp.Media{MIME: "image/webp", Content: zeroes{}, Size: 600_000}, []string{"File Too Large"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, client := setup(t)
			_, err := client.Upload(t.Context(), c.media)
			e := fails(t, err)
			isClass(t, e, whatsapp.Permanent)
			says(t, err, append(c.says, "upload: ", "HTTP 400", "code 100", "trace A")...)
			if e.InDoubt || len(server.Uploads()) != 0 {
				t.Errorf("in doubt %v, accepted %v; want neither", e.InDoubt, server.Uploads())
			}
		})
	}
}

// TestUploadNotSent covers what the client refuses by itself.
func TestUploadNotSent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*whatsapp.Config)
		media  whatsapp.Media
		class  whatsapp.Class
		says   string
	}{
		"no content": {nil, whatsapp.Media{MIME: "text/plain", Size: 1}, whatsapp.Permanent, "set Media.Content"},
		"empty":      {nil, media(""), whatsapp.Permanent, "want a size above 0"},
		"no type":    {nil, whatsapp.Media{Content: zeroes{}, Size: 1}, whatsapp.Permanent, "want one like image/jpeg"},
		"type with a line break": {nil, whatsapp.Media{MIME: "text/plain;\r\n a=b", Content: zeroes{}, Size: 1},
			whatsapp.Permanent, "want one like image/jpeg"},
		"no phone number": {func(c *whatsapp.Config) { c.PhoneNumberID = "" }, media("x"), whatsapp.Permanent, "set Config.PhoneNumberID"},
		"no token":        {func(c *whatsapp.Config) { c.Token = "" }, media("x"), whatsapp.Auth, "set Config.Token"},
		"a file that shrank": {nil, whatsapp.Media{MIME: "text/plain", Content: strings.NewReader("four"), Size: 9},
			whatsapp.Permanent, "the file is 5 bytes shorter than announced"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, client := setup(t)
			if c.change != nil {
				client = connect(t, server.URL, c.change)
			}
			_, err := client.Upload(t.Context(), c.media)
			e := fails(t, err)
			isClass(t, e, c.class)
			says(t, err, c.says)
			if e.InDoubt || len(server.Uploads()) != 0 {
				t.Errorf("in doubt %v, accepted %v; want neither", e.InDoubt, server.Uploads())
			}
		})
	}
}

func TestWrongToken(t *testing.T) {
	t.Parallel()
	server, _ := setup(t)
	client := connect(t, server.URL, func(c *whatsapp.Config) { c.Token = "another" })
	ctx := t.Context()
	_, upload := client.Upload(ctx, whatsapp.Media{MIME: "video/mp4", Content: zeroes{}, Size: 8 << 20})
	_, mediaURL := client.MediaURL(ctx, "1")
	_, session := client.StartSession(ctx, "1", whatsapp.Media{MIME: "image/png", Content: zeroes{}, Size: 1})
	for op, err := range map[string]error{"upload": upload, "media url": mediaURL, "delete": client.Delete(ctx, "1"), "start upload session": session} {
		e := fails(t, err)
		isClass(t, e, whatsapp.Auth)
		says(t, err, op+": ", "code 190", "HTTP 401", "get a new access token")
		if e.InDoubt {
			t.Errorf("%s: in doubt", op)
		}
	}
}

func TestMediaIDsAreChecked(t *testing.T) {
	t.Parallel()
	_, client := setup(t)
	for _, id := range []string{"", "../me", "1/accounts", "1?fields=x", "abc", "1\n", strings.Repeat("1", 65)} {
		_, err := client.MediaURL(t.Context(), id)
		says(t, fails(t, err), "want digits only")
		says(t, fails(t, client.Delete(t.Context(), id)), "want digits only")
	}
}

// TestOfNumber has the API check the number that a media belongs to.
func TestOfNumber(t *testing.T) {
	t.Parallel()
	server, client := setup(t)
	id, err := uploadID(t.Context(), client, media("mine"))
	if err != nil {
		t.Fatal(err)
	}
	other := connect(t, server.URL, func(c *whatsapp.Config) { c.PhoneNumberID = "1" })
	ctx, wrong, right := t.Context(), whatsapp.OfNumber("1"), whatsapp.OfNumber(phone)
	_, urlErr := other.MediaURL(ctx, id, wrong)
	_, getErr := other.Download(ctx, id, io.Discard, wrong)
	for _, err := range []error{urlErr, getErr, other.Delete(ctx, id, wrong)} {
		says(t, fails(t, err), "phone_number_id")
	}
	says(t, fails(t, other.Delete(ctx, id, whatsapp.OfNumber("+49"))), "want digits only")
	_, urlErr = other.MediaURL(ctx, id, right)
	_, getErr = other.Download(ctx, id, io.Discard, right)
	// Whoever names no number may delete any media that the token sees, also received ones.
	if err := errors.Join(urlErr, getErr, other.Delete(ctx, id)); err != nil {
		t.Error(err)
	}
}

// TestUploadStreams uploads more than it may hold in memory.
func TestUploadStreams(t *testing.T) {
	server, client := setup(t)
	const size = 96 << 20
	before := heapAllocated()
	if _, err := client.Upload(t.Context(), whatsapp.Media{Name: "big.pdf", MIME: "application/pdf", Content: zeroes{}, Size: size}); err != nil {
		t.Fatal(err)
	}
	if used := heapAllocated() - before; used > 16<<20 {
		t.Errorf("uploading %d bytes allocated %d", int64(size), used)
	}
	if n := len(server.Uploads()); n != 1 {
		t.Errorf("%d uploads accepted, want 1", n)
	}
}

func TestDownloadFile(t *testing.T) {
	t.Parallel()
	server, client := setup(t)
	id, err := uploadID(t.Context(), client, media("whole"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "note.txt")
	server.Spoil(whatsapptest.Fault{}, whatsapptest.Fault{Cut: whatsapptest.CutHalfAnswer})
	_, err = client.DownloadFile(t.Context(), id, path)
	isClass(t, fails(t, err), whatsapp.Transient)
	if left := names(t, dir); len(left) != 0 {
		t.Errorf("a broken download left %v", left)
	}
	if _, err := client.DownloadFile(t.Context(), id, path); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "whole" {
		t.Errorf("file holds %q (%v), want \"whole\"", got, err)
	}
	if left := names(t, dir); len(left) != 1 {
		t.Errorf("the folder holds %v, want note.txt alone", left)
	}
	if _, err := client.DownloadFile(t.Context(), id, filepath.Join(dir, "no", "folder")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that the folder does not exist", err)
	}
}

// TestExpiredURLIsRenewed lets the URL expire between the two requests.
func TestExpiredURLIsRenewed(t *testing.T) {
	t.Parallel()
	now := time.Now()
	var late []time.Duration
	server := whatsapptest.NewServerWith(t, whatsapptest.Config{Token: token, Now: func() time.Time {
		if len(late) > 0 {
			now, late = now.Add(late[0]), late[1:]
		}
		return now
	}})
	client := connect(t, server.URL)
	id, err := uploadID(t.Context(), client, media("late"))
	if err != nil {
		t.Fatal(err)
	}
	// Each media URL asks the clock twice, the download once.
	late = []time.Duration{0, 0, 6 * time.Minute}
	var got bytes.Buffer
	if _, err := client.Download(t.Context(), id, &got); err != nil || got.String() != "late" {
		t.Errorf("downloaded %q (%v), want \"late\" after one renewal", got.String(), err)
	}
	late = []time.Duration{0, 0, 6 * time.Minute, 0, 0, 6 * time.Minute}
	_, err = client.Download(t.Context(), id, &got)
	e := fails(t, err)
	isClass(t, e, whatsapp.NotFound)
	says(t, err, "renew the access token")
	late = []time.Duration{31 * 24 * time.Hour}
	_, err = client.MediaURL(t.Context(), id)
	isClass(t, fails(t, err), whatsapp.NotFound)
}

// TestDownloadKnown downloads from the URL of a webhook, which may have expired.
func TestDownloadKnown(t *testing.T) {
	t.Parallel()
	server, client := setup(t)
	ctx := t.Context()
	id, err := uploadID(ctx, client, media("known"))
	if err != nil {
		t.Fatal(err)
	}
	info, err := client.MediaURL(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	gone := info
	gone.URL = server.URL + "/whatsapp_business/attachments/?mid=" + id + "&ext=1&hash=0"
	wrong := info
	wrong.SHA256 = strings.Repeat("0", 64)
	for name, c := range map[string]struct {
		id    string
		known whatsapp.MediaInfo
		says  string
	}{
		"by its URL alone":     {"", info, ""},
		"by both":              {id, info, ""},
		"the URL is gone":      {id, gone, ""},
		"the URL is all":       {"", gone, "download by the media id"},
		"neither":              {"", whatsapp.MediaInfo{}, "want digits only"},
		"another hash":         {id, wrong, "the bytes have the hash"},
		"a hash without a URL": {id, whatsapp.MediaInfo{SHA256: wrong.SHA256}, "the bytes have the hash"},
		"another host":         {id, whatsapp.MediaInfo{URL: "https://example.com/x"}, "the token was not sent there"},
	} {
		var got bytes.Buffer
		_, err := client.Download(ctx, c.id, &got, whatsapp.Known(c.known))
		switch {
		case c.says != "":
			says(t, fails(t, err), c.says)
		case err != nil || got.String() != "known":
			t.Errorf("%s: downloaded %q: %v", name, got.String(), err)
		}
	}
}

func TestContextEndsCalls(t *testing.T) {
	t.Parallel()
	_, client := setup(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("shutting down"))
	_, upload := client.Upload(ctx, media("x"))
	_, download := client.Download(ctx, "1", &bytes.Buffer{})
	for _, err := range []error{upload, download, client.Delete(ctx, "1")} {
		e := fails(t, err)
		if !errors.Is(err, context.Canceled) || e.InDoubt {
			t.Errorf("%v (in doubt %v), want canceled and certain", err, e.InDoubt)
		}
	}
}
