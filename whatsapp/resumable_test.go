package whatsapp_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

const appID = "634974688087057"

func picture(size int64) whatsapp.Media {
	return whatsapp.Media{Name: "header.png", MIME: "image/png", Content: zeroes{}, Size: size}
}

func TestUploadHandle(t *testing.T) {
	t.Parallel()
	_, client := setup(t)
	handle, err := client.UploadHandle(t.Context(), appID, picture(3<<20))
	if err != nil || !strings.HasPrefix(handle, "4::") {
		t.Errorf("handle %q, %v", handle, err)
	}
}

// TestUploadHandleResumes breaks the connection in the middle; the rest of the
// file completes the same session.
func TestUploadHandleResumes(t *testing.T) {
	t.Parallel()
	server, client := setup(t)
	ctx := t.Context()
	const size = 2<<20 + 7
	content := make([]byte, size)
	_, _ = rand.Read(content)
	whole := whatsapp.Media{MIME: "video/mp4", Content: strings.NewReader(string(content)), Size: size}
	session, err := client.StartSession(ctx, appID, whole)
	if err != nil {
		t.Fatal(err)
	}
	// A file that ends too early breaks the connection as a bad network does.
	const part = 1 << 20
	broken := whole
	broken.Content = strings.NewReader(string(content[:part]))
	_, err = client.ResumeSession(ctx, session, broken)
	_ = fails(t, err)
	// The server may still read what is left of the broken request: only the bound of the offset is certain.
	offset, err := client.SessionOffset(ctx, session)
	if err != nil || offset > part {
		t.Errorf("offset %d, %v; want at most %d", offset, err, part)
	}
	handle, err := client.ResumeSession(ctx, session, whole)
	if err != nil {
		t.Fatal(err)
	}
	again, err := client.ResumeSession(ctx, session, whole)
	if err != nil || again != handle {
		t.Errorf("a complete session gives %q (%v), want the handle %q again", again, err, handle)
	}
	client = connect(t, server.URL, func(c *whatsapp.Config) { c.Retry = quick() })
	server.Spoil(whatsapptest.Fault{}, whatsapptest.Fault{Code: 131016})
	if _, err := client.UploadHandle(ctx, appID, picture(10)); err != nil {
		t.Errorf("a passing fault was not retried: %v", err)
	}
}

// TestResumeSessionAsksAgain has a server that refuses an offset because an earlier
// request moved it, as often as the case says.
func TestResumeSessionAsksAgain(t *testing.T) {
	t.Parallel()
	const size = 1000
	for name, c := range map[string]struct {
		moves    int   // offsets that are out of date when the rest arrives
		step     int64 // what each of them was short of
		refusals int
		ok       bool
	}{
		"the offset stands":                {moves: 0, step: 10, refusals: 0, ok: true},
		"it moved once":                    {moves: 1, step: 10, refusals: 1, ok: true},
		"it moved four times":              {moves: 4, step: 10, refusals: 4, ok: true},
		"it never stands":                  {moves: 100, step: 1, refusals: 6},
		"refused though the offset stands": {moves: 1, step: 0, refusals: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var held, refusals atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					_, _ = fmt.Fprintf(w, `{"file_offset":%d}`, held.Load())
					return
				}
				body, _ := io.ReadAll(r.Body)
				if int(refusals.Load()) < c.moves {
					refusals.Add(1)
					held.Add(c.step)
				}
				at := held.Load()
				if r.Header.Get("file_offset") != strconv.FormatInt(at, 10) || int64(len(body)) != size-at || c.step == 0 {
					w.WriteHeader(http.StatusBadRequest)
					_, _ = io.WriteString(w, `{"error":{"code":100,"message":"(#100) file offset mismatch"}}`)
					return
				}
				_, _ = io.WriteString(w, `{"h":"4::handle"}`)
			}))
			t.Cleanup(server.Close)
			handle, err := connect(t, server.URL).ResumeSession(t.Context(), "upload:a?sig=b", picture(size))
			if got := int(refusals.Load()); got != c.refusals {
				t.Errorf("%d refusals, want %d", got, c.refusals)
			}
			if c.ok {
				if err != nil || handle != "4::handle" {
					t.Errorf("handle %q, %v", handle, err)
				}
				return
			}
			says(t, fails(t, err), "file offset mismatch")
		})
	}
}

func TestUploadHandleRefused(t *testing.T) {
	t.Parallel()
	_, client := setup(t)
	ctx := t.Context()
	good, err := client.StartSession(ctx, appID, picture(10))
	if err != nil {
		t.Fatal(err)
	}
	resume := func(session string, m whatsapp.Media) func() error {
		return func() error { _, err := client.ResumeSession(ctx, session, m); return err }
	}
	start := func(app string, m whatsapp.Media) func() error {
		return func() error { _, err := client.UploadHandle(ctx, app, m); return err }
	}
	if _, err := client.ResumeSession(ctx, good, picture(10)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		call  func() error
		class whatsapp.Class
		says  string
	}{
		"a type that headers do not take": {start(appID, whatsapp.Media{MIME: "image/webp", Content: zeroes{}, Size: 1}), whatsapp.Permanent, "file_type"},
		"an app id that is none":          {start("../me", picture(1)), whatsapp.Permanent, "want digits only"},
		"an empty file":                   {start(appID, picture(0)), whatsapp.Permanent, "want a size above 0"},
		"not a session":                   {resume("106540352242922/media", picture(1)), whatsapp.Permanent, "not the id of an upload session"},
		"a session that climbs":           {resume("upload:../../me?sig=1", picture(1)), whatsapp.Permanent, "not the id of an upload session"},
		"a session nobody opened":         {resume("upload:MTphd?sig=ARZq", picture(1)), whatsapp.NotFound, "does not exist"},
		"another file's session":          {resume(good, picture(5)), whatsapp.Permanent, "another file's session"},
		"nothing to send":                 {resume(good, whatsapp.Media{}), whatsapp.Permanent, "set Media.Content"},
	} {
		t.Run(name, func(t *testing.T) {
			e := fails(t, c.call())
			isClass(t, e, c.class)
			says(t, e, c.says)
			if strings.Contains(e.Error(), "sig=") {
				t.Errorf("the error shows the session's signature: %v", e)
			}
		})
	}
}

// TestSessionAnswers covers answers that hold nothing to go on with.
func TestSessionAnswers(t *testing.T) {
	t.Parallel()
	client := connect(t, answering(t, 200, nil, `{}`))
	ctx := context.WithoutCancel(t.Context())
	_, start := client.StartSession(ctx, appID, picture(1))
	_, offset := client.SessionOffset(ctx, "upload:a?sig=b")
	client = connect(t, answering(t, 200, nil, `{"file_offset":"0"}`))
	_, resume := client.ResumeSession(ctx, "upload:a?sig=b", picture(1))
	for want, err := range map[string]error{"upload session": start, "no offset": offset, "no handle": resume} {
		isClass(t, fails(t, err), whatsapp.Transient)
		says(t, err, want)
	}
}
