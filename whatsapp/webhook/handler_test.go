package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/webhook"
)

const secret = "app-secret-2f1e"

func sign(body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func TestVerifySignature(t *testing.T) {
	t.Parallel()
	// Non-ASCII text travels escaped; the bytes are signed as they are.
	const body = `{"text":"gr\u00fc\u00df dich"}`
	good := sign(body)
	for name, c := range map[string]struct {
		secret, body, header, says string
	}{
		"as it should be": {secret, body, good, ""},
		"upper-case hex":  {secret, body, "sha256=" + strings.ToUpper(good[7:]), ""},
		"re-encoded body": {secret, `{"text":"grüß dich"}`, good, "was altered"},
		"another secret":  {"other", body, good, "another app's secret"},
		"no secret":       {"", body, good, "no app secret is set"},
		"no header":       {secret, body, "", "missing or malformed"},
		"the old header":  {secret, body, "sha1=" + good[7:47], "missing or malformed"},
		"cut short":       {secret, body, good[:len(good)-2], "missing or malformed"},
		"not hex":         {secret, body, "sha256=" + strings.Repeat("zz", 32), "missing or malformed"},
		"without its tag": {secret, body, good[7:], "missing or malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := webhook.VerifySignature(whatsapp.Secret(c.secret), []byte(c.body), c.header)
			switch {
			case c.says == "" && err != nil:
				t.Error(err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), secret)):
				t.Errorf("error %v, want it to say %q and no secret", err, c.says)
			}
		})
	}
}

// TestHandler speaks to the endpoint as the platform and as strangers do.
func TestHandler(t *testing.T) {
	t.Parallel()
	const body = `{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"id":"wamid.1","type":"text"}]}}]}]}`
	verify := func(mode, token, challenge string) string {
		return "?" + url.Values{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {challenge}}.Encode()
	}
	for name, c := range map[string]struct {
		method, query, body, signature string
		status                         int
		answer                         string
		received                       int
	}{
		"verification":             {"GET", verify("subscribe", "verify-7a", "1158201444"), "", "", 200, "1158201444", 0},
		"a stranger's challenge":   {"GET", verify("subscribe", "verify-7a", "<script>"), "", "", 200, "<script>", 0},
		"another verify token":     {"GET", verify("subscribe", "verify", "1"), "", "", 403, "not verified", 0},
		"no verify token":          {"GET", verify("subscribe", "", "1"), "", "", 403, "not verified", 0},
		"another mode":             {"GET", verify("unsubscribe", "verify-7a", "1"), "", "", 403, "not verified", 0},
		"a browser":                {"GET", "", "", "", 403, "not verified", 0},
		"notification":             {"POST", "", body, sign(body), 200, "", 1},
		"the same once more":       {"POST", "", body, sign(body), 200, "", 1},
		"of nothing we know":       {"POST", "", `{}`, sign(`{}`), 200, "", 0},
		"no signature":             {"POST", "", body, "", 401, "signature", 0},
		"altered":                  {"POST", "", body + " ", sign(body), 401, "signature", 0},
		"signed, but no JSON":      {"POST", "", "hello", sign("hello"), 400, "not a JSON object", 0},
		"larger than 3 MB":         {"POST", "", strings.Repeat(" ", 3<<20+1), "", 413, "larger than 3 MB", 0},
		"a method of somebody's":   {"PUT", "", body, sign(body), 405, "want GET or POST", 0},
		"what the receiver dreads": {"POST", "", strings.Replace(body, "wamid.1", "wamid.bad", 1), sign(strings.Replace(body, "wamid.1", "wamid.bad", 1)), 500, "deliver it again", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			received := 0
			server := httptest.NewServer(&webhook.Handler{AppSecret: secret, VerifyToken: "verify-7a", Receive: func(_ context.Context, events []webhook.Event) error {
				for _, e := range events {
					received += len(e.Messages)
					if e.Messages[0].ID == "wamid.bad" {
						return errors.New("queue is down")
					}
				}
				return nil
			}})
			defer server.Close()
			status, kind, answer := send(t, c.method, server.URL+c.query, c.body, c.signature)
			if status != c.status || !strings.Contains(answer, c.answer) || received != c.received {
				t.Errorf("HTTP %d %q, received %d; want HTTP %d %q, received %d", status, answer, received, c.status, c.answer, c.received)
			}
			if answer != "" && !strings.HasPrefix(kind, "text/plain") {
				t.Errorf("answered as %q, want plain text", kind)
			}
			if strings.Contains(answer, secret) || strings.Contains(answer, "queue is down") {
				t.Errorf("the answer tells too much: %q", answer)
			}
		})
	}
}

func send(t *testing.T, method, target, body, signature string) (status int, kind, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if signature != "" {
		req.Header.Set("X-Hub-Signature-256", signature)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Type"), string(text)
}

// TestZeroHandler refuses everything: nothing was agreed on.
func TestZeroHandler(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&webhook.Handler{})
	defer server.Close()
	if status, _, _ := send(t, "GET", server.URL+"?hub.mode=subscribe&hub.verify_token=&hub.challenge=1", "", ""); status != 403 {
		t.Errorf("verification answered with HTTP %d, want 403", status)
	}
	mac := hmac.New(sha256.New, nil)
	mac.Write([]byte("{}"))
	if status, _, _ := send(t, "POST", server.URL, "{}", "sha256="+hex.EncodeToString(mac.Sum(nil))); status != 401 {
		t.Errorf("notification answered with HTTP %d, want 401", status)
	}
}

// TestStore is given each notification as it came, and before Receive is.
func TestStore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		want   []string
	}{
		"kept":     {nil, 200, []string{"store { \"object\": \"gr\\u00fc\u00df\" }", "receive grüß"}},
		"not kept": {errors.New("disk full"), 500, []string{"store { \"object\": \"gr\\u00fc\u00df\" }"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls []string
			server := httptest.NewServer(&webhook.Handler{
				AppSecret: secret,
				Store: func(_ context.Context, body []byte, _ []webhook.Event) error {
					calls = append(calls, "store "+string(body))
					return c.err
				},
				Receive: func(_ context.Context, events []webhook.Event) error {
					calls = append(calls, "receive "+events[0].Object)
					return nil
				},
			})
			defer server.Close()
			const body = "{ \"object\": \"gr\\u00fc\u00df\" }"
			if status, _, _ := send(t, "POST", server.URL, body, sign(body)); status != c.status {
				t.Errorf("HTTP %d, want %d", status, c.status)
			}
			if !slices.Equal(calls, c.want) {
				t.Errorf("called %q, want %q", calls, c.want)
			}
		})
	}
}
