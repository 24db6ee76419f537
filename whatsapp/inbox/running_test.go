package inbox_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/inbox"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

const appSecret = "app-secret-2f1e"

// soon is far more than what is tested for takes on a busy machine.
const soon = time.Minute

// png is a picture of one pixel.
func png(t testing.TB) []byte {
	t.Helper()
	data, err := hex.DecodeString("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de" +
		"0000000c49444154789c6360606000000004000180e621180000000049454e44ae426082")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// sent is a message that is delivered to the inbox.
type sent struct {
	id, from, mediaID, kind, mime, sum string
	at                                 time.Time
}

func (m sent) body() []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
		"metadata":{"phone_number_id":"2"},"contacts":[{"profile":{"name":"Inés"},"wa_id":%q}],
		"messages":[{"id":%q,"from":%q,"timestamp":"%d","type":%q,%[5]q:{"id":%[6]q,"mime_type":%[7]q,"sha256":%[8]q}}]}}]}]}`,
		m.from, m.id, m.from, m.at.Unix(), m.kind, m.mediaID, m.mime, m.sum)
}

// image is a message with a picture that the server holds.
func image(t testing.TB, server *whatsapptest.Server, id string) sent {
	t.Helper()
	data := append(png(t), id...)
	media, err := server.Client().UploadBytes(t.Context(), "a.png", data)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return sent{id: id, from: "15557770142", mediaID: media.ID, kind: "image", mime: "image/png", sum: hex.EncodeToString(sum[:]), at: time.Now()}
}

// place is where the file of the message belongs.
func (m sent) place() string {
	return m.at.UTC().Format("2006-01-02") + "/" + m.from + "/" + m.id + ".png"
}

// running is an inbox at work.
type running struct {
	*inbox.Inbox
	t    testing.TB
	dir  string
	url  string
	said chan inbox.Notice
	stop func()
}

// run starts an inbox in a folder; change may be nil.
func run(t testing.TB, dir string, client *whatsapp.Client, change func(*inbox.Config)) *running {
	t.Helper()
	r := &running{t: t, dir: dir, said: make(chan inbox.Notice, 100)}
	cfg := inbox.Config{Dir: dir, Client: client, AppSecret: appSecret, VerifyToken: "verify-7a"}
	cfg.Deliver = func(_ context.Context, n inbox.Notice) error { r.said <- n; return nil }
	if change != nil {
		change(&cfg)
	}
	box, err := inbox.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	r.Inbox = box
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- box.Run(ctx) }()
	server := httptest.NewServer(box.Handler())
	r.url = server.URL
	over := false
	r.stop = func() {
		if over {
			return
		}
		over = true
		server.Close()
		cancel()
		if err := errors.Join(<-ended, box.Close()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(r.stop)
	return r
}

// post sends a signed notification and returns the status.
func (r *running) post(body []byte) int {
	r.t.Helper()
	mac := hmac.New(sha256.New, []byte(appSecret))
	mac.Write(body)
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, r.url+"/webhook", bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	return resp.StatusCode
}

// get asks the inbox's own pages.
func (r *running) get(path string) (int, string) {
	r.t.Helper()
	resp, err := http.Get(r.url + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var text bytes.Buffer
	if _, err := text.ReadFrom(resp.Body); err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, text.String()
}

// next waits for a notice.
func (r *running) next() inbox.Notice {
	r.t.Helper()
	select {
	case n := <-r.said:
		return n
	case <-time.After(soon):
		r.t.Fatal("no notice came")
		return inbox.Notice{}
	}
}

// files lists what stands below a folder, the state left out.
func files(t testing.TB, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".wamedia":
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		below, err := filepath.Rel(dir, name)
		names = append(names, filepath.ToSlash(below))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
