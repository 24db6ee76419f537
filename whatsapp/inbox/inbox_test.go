package inbox_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/inbox"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

func TestAMessageIsFiledOnce(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	r := run(t, t.TempDir(), server.Client(), nil)
	m := image(t, server, "wamid.HBgLMTU1+/==")
	m.at = time.Now().Add(-4 * 24 * time.Hour) // delivered after an outage
	for range 3 {
		if status := r.post(m.body()); status != 200 {
			t.Fatalf("HTTP %d, want 200", status)
		}
	}
	again := bytes.Replace(m.body(), []byte(`"messages":[`), []byte(`"messages":[{"id":"wamid.2","type":"text","text":{"body":"x"}},`), 1)
	if status := r.post(again); status != 200 { // in another batch
		t.Fatalf("HTTP %d, want 200", status)
	}
	n := r.next()
	want := strings.Replace(m.place(), "/==", "%2F==", 1)
	if n.Path != want || n.Type != inbox.NoticeFile || n.Name != "Inés" || !n.HashVerified || n.SHA256 != m.sum || !n.Time.Equal(m.at.Truncate(time.Second)) {
		t.Errorf("the notice is %+v, want one of the file %s", n, want)
	}
	r.stop()
	if len(r.said) > 0 {
		t.Errorf("a second notice came: %+v", <-r.said)
	}
	if got := files(t, r.dir); len(got) != 2 || got[0] != want || got[1] != want+".json" {
		t.Errorf("filed are %q, want %q and its description", got, want)
	}
	data, err := os.ReadFile(filepath.Join(r.dir, want))
	if sum := sha256.Sum256(data); err != nil || hex.EncodeToString(sum[:]) != m.sum {
		t.Errorf("the file has other bytes (%v)", err)
	}
	var described inbox.Notice
	text, err := os.ReadFile(filepath.Join(r.dir, want+".json"))
	if err != nil || json.Unmarshal(text, &described) != nil || described.MessageID != m.id || described.MediaID != m.mediaID || !strings.Contains(string(described.Message), m.mediaID) {
		t.Errorf("the description is %s (%v)", text, err)
	}
}

// TestNamesStayInTheFolder sends ids and senders that would lead elsewhere.
func TestNamesStayInTheFolder(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	r := run(t, filepath.Join(t.TempDir(), "in"), server.Client(), nil)
	names := []string{"../../../../etc/passwd", "wamid.../../x", "..", ".", "", "a\x00b", "CON", "con.txt", "-rf", "wamid.\n", strings.Repeat("ä", 300), "a b\\c:d*?", ".hidden", "x.json", "%2E"}
	for i, name := range names {
		m := image(t, server, fmt.Sprintf("m%d", i))
		m.id, m.from = name, name
		text, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		body := strings.ReplaceAll(string(m.body()), fmt.Sprintf("%q", name), string(text))
		if status := r.post([]byte(body)); status != 200 {
			t.Fatalf("%q: HTTP %d", name, status)
		}
		if n := r.next(); n.Type != inbox.NoticeFile || n.MessageID != name && name != "" {
			t.Errorf("%q: the notice is %+v", name, n)
		}
	}
	r.stop()
	if got := files(t, filepath.Dir(r.dir)); len(got) != 2*len(names) {
		t.Errorf("there are %d files for %d messages: %q", len(got), len(names), got)
	}
	for _, name := range files(t, r.dir) {
		parts := strings.Split(name, "/")
		if len(parts) != 3 || strings.HasPrefix(parts[1], ".") || strings.HasPrefix(parts[2], "-") || len(parts[2]) > 160 || strings.ContainsAny(name, "\n\x00\\:*? ") {
			t.Errorf("a file is named %q", name)
		}
	}
}

// TestDownloadsAreRepeated has the platform fail in several ways before it answers.
func TestDownloadsAreRepeated(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	client, err := whatsapp.New(whatsapp.Config{Token: whatsapptest.DefaultToken, BaseURL: server.URL, Retry: whatsapp.Retry{Off: true}})
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, t.TempDir(), client, nil)
	m := image(t, server, "wamid.A")
	server.Spoil(whatsapptest.Fault{Status: 502}, whatsapptest.Fault{Cut: whatsapptest.CutAnswer}, whatsapptest.Fault{}, whatsapptest.Fault{Cut: whatsapptest.CutHalfAnswer})
	if status := r.post(m.body()); status != 200 {
		t.Fatalf("HTTP %d, want 200", status)
	}
	if n := r.next(); n.Path != m.place() || n.Error != "" {
		t.Errorf("the notice is %+v, want a file", n)
	}
	if _, text := r.get("/metrics"); !strings.Contains(text, `wamedia_inbound_retries_total{stage="fetch"} 3`) {
		t.Errorf("the metrics tell of no retries:\n%s", text)
	}
}

// TestAURLThatLeadsNowhere sends URLs that do not lead to the media; its id does.
func TestAURLThatLeadsNowhere(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	r := run(t, t.TempDir(), server.Client(), nil)
	for id, url := range map[string]string{"wamid.1": "https://evil.example/a.png", "wamid.2": server.URL + "/nowhere", "wamid.3": "://"} {
		m := image(t, server, id)
		body := bytes.Replace(m.body(), []byte(`"mime_type"`), fmt.Appendf(nil, `"url":%q,"mime_type"`, url), 1)
		if status := r.post(body); status != 200 {
			t.Fatalf("HTTP %d, want 200", status)
		}
		if n := r.next(); n.Path != m.place() {
			t.Errorf("%s: the notice is %+v, want a file", url, n)
		}
	}
	if _, text := r.get("/metrics"); strings.Contains(text, "retries_total") {
		t.Errorf("downloads by id were put off:\n%s", text)
	}
}

// TestTheEnd gives up media whose seven days are over, and says so.
func TestTheEnd(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	r := run(t, t.TempDir(), server.Client(), nil)
	m := sent{id: "wamid.old", from: "1", mediaID: "12345678901234567", kind: "image", mime: "image/png", at: time.Now().Add(-7*24*time.Hour - time.Minute)}
	if status := r.post(m.body()); status != 200 {
		t.Fatalf("HTTP %d, want 200", status)
	}
	if n := r.next(); n.Type != inbox.NoticeLost || n.Error == "" || n.Path != "" {
		t.Errorf("the notice is %+v, want a loss", n)
	}
	late := image(t, server, "wamid.late")
	late.at = m.at // it is still there all the same
	if status := r.post(late.body()); status != 200 {
		t.Fatalf("HTTP %d, want 200", status)
	}
	if n := r.next(); n.Type != inbox.NoticeFile || n.Path != late.place() {
		t.Errorf("the notice is %+v, want a file", n)
	}
}

// TestAdvice tells what to say to a customer whose file was not passed on.
func TestAdvice(t *testing.T) {
	t.Parallel()
	r := run(t, t.TempDir(), whatsapptest.NewServer(t).Client(), nil)
	for id, c := range map[string]struct{ title, advice string }{
		"wamid.1": {"Media file size too big. Max file size we currently support: 100MB.", "larger than 100 MB"},
		"wamid.2": {"Media download error", "send it again"},
	} {
		body := fmt.Sprintf(`{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"id":%q,"from":"15557770142","type":"unsupported",
			"errors":[{"code":131052,"title":%q}]}]}}]}]}`, id, c.title)
		for range 2 {
			if status := r.post([]byte(body)); status != 200 {
				t.Fatalf("HTTP %d, want 200", status)
			}
		}
		n := r.next()
		if n.Type != inbox.NoticeAdvice || n.Code != 131052 || !strings.Contains(n.Advice, c.advice) || n.From != "15557770142" || n.MessageID != id {
			t.Errorf("the notice is %+v, want advice on %q", n, c.title)
		}
	}
}

// TestHistoryBringsMediaLater sends a placeholder first, as the history does, and the media under the same id after it.
func TestHistoryBringsMediaLater(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	r := run(t, t.TempDir(), server.Client(), nil)
	m := image(t, server, "wamid.H")
	m.at = time.Now().Add(-10 * 24 * time.Hour)
	placeholder := fmt.Sprintf(`{"entry":[{"changes":[{"field":"history","value":{"history":[{"threads":[{"id":"1","messages":[{"id":%q,"type":"media_placeholder"}]}]}]}}]}]}`, m.id)
	for _, body := range [][]byte{[]byte(placeholder), bytes.Replace(m.body(), []byte(`"messages"`), []byte(`"history"`), 1)} {
		if status := r.post(body); status != 200 {
			t.Fatalf("HTTP %d, want 200", status)
		}
	}
	if n := r.next(); n.Path != m.place() {
		t.Errorf("the notice is %+v, want the file %s", n, m.place())
	}
}

// TestDeliveryIsRepeated fails to deliver, once with a panic.
func TestDeliveryIsRepeated(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	dir := t.TempDir()
	calls := 0
	var r *running
	r = run(t, dir, server.Client(), func(c *inbox.Config) {
		c.Prepare = func(_ context.Context, n *inbox.Notice) error {
			n.Prepared = &inbox.Prepared{Path: "ready"}
			return os.WriteFile(filepath.Join(dir, "ready"), nil, 0o600)
		}
		c.Deliver = func(_ context.Context, n inbox.Notice) error {
			switch calls++; calls {
			case 1:
				return errors.New("not now")
			case 2:
				panic("a fault of the receiver")
			}
			r.said <- n
			return nil
		}
	})
	m := image(t, server, "wamid.A")
	if status := r.post(m.body()); status != 200 {
		t.Fatalf("HTTP %d, want 200", status)
	}
	if n := r.next(); n.Path != m.place() || n.Prepared == nil || n.Prepared.Path != "ready" {
		t.Errorf("the notice is %+v, want the file, prepared", n)
	}
	if text, err := os.ReadFile(filepath.Join(dir, m.place()+".json")); err != nil || !strings.Contains(string(text), `"path": "ready"`) {
		t.Errorf("the description does not tell of what was prepared: %s (%v)", text, err)
	}
}

// TestARefusedTokenStopsDownloads sends many messages with a token that is refused: the platform is asked once or twice,
// and not for every message. A token that is taken brings them all.
func TestARefusedTokenStopsDownloads(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	var asked atomic.Int64
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	client := func(token whatsapp.Secret) *whatsapp.Client {
		c, err := whatsapp.New(whatsapp.Config{Token: token, BaseURL: front.URL})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	dir := t.TempDir()
	r := run(t, dir, client("expired"), func(c *inbox.Config) { c.Workers = 2 })
	for i := range 40 {
		if status := r.post(image(t, server, fmt.Sprintf("wamid.%d", i)).body()); status != 200 {
			t.Fatalf("HTTP %d, want 200", status)
		}
	}
	r.stop()
	if n := asked.Load(); n > 20 {
		t.Errorf("the platform was asked %d times for 40 messages", n)
	}
	r = run(t, dir, client(whatsapptest.DefaultToken), nil)
	for range 40 {
		if n := r.next(); n.Type != inbox.NoticeFile {
			t.Errorf("the notice is %+v", n)
		}
	}
}

// TestUnverified refuses what the platform did not sign, and stores nothing of it.
func TestUnverified(t *testing.T) {
	t.Parallel()
	r := run(t, t.TempDir(), whatsapptest.NewServer(t).Client(), nil)
	resp, err := http.Post(r.url, "application/json", strings.NewReader(`{"entry":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("an unsigned notification: HTTP %d, want 401", resp.StatusCode)
	}
	if status, text := r.get("/?hub.mode=subscribe&hub.verify_token=verify-7a&hub.challenge=42"); status != 200 || text != "42" {
		t.Errorf("verification: HTTP %d %q, want 42", status, text)
	}
	if status, text := r.get("/healthz"); status != 200 || text != "ok\n" {
		t.Errorf("health: HTTP %d %q, want ok", status, text)
	}
	if _, text := r.get("/metrics"); !strings.Contains(text, `wamedia_inbound_notifications_total{result="stored"} 0`) || !strings.Contains(text, `answers_total{status="401"} 1`) || !strings.Contains(text, "wamedia_inbound_backlog 0") {
		t.Errorf("the metrics are\n%s", text)
	}
}

// TestOneProcess refuses a second inbox on the same folder, and lets it in after the first.
func TestOneProcess(t *testing.T) {
	t.Parallel()
	client := whatsapptest.NewServer(t).Client()
	r := run(t, t.TempDir(), client, nil)
	if _, err := inbox.Open(t.Context(), inbox.Config{Dir: r.dir, Client: client}); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("a second inbox was opened: %v", err)
	}
	r.stop()
	run(t, r.dir, client, nil).stop()
}
