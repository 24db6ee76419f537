package whatsapp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// rotating is a source whose token dies; it gives the next when told so.
type rotating struct {
	mu      sync.Mutex
	tokens  []whatsapp.Secret
	refused []string
}

func (r *rotating) token(_ context.Context, refused whatsapp.Secret) (whatsapp.Secret, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if refused != "" {
		r.refused = append(r.refused, string(refused))
		if refused == r.tokens[0] && len(r.tokens) > 1 {
			r.tokens = r.tokens[1:]
		}
	}
	return r.tokens[0], nil
}

// TestTokenRotation lets the token die before each call.
func TestTokenRotation(t *testing.T) {
	t.Parallel()
	server, _ := setup(t)
	for _, off := range []bool{true, false} {
		source := &rotating{tokens: []whatsapp.Secret{token}}
		client := connect(t, server.URL, func(c *whatsapp.Config) {
			c.Token, c.TokenSource, c.Retry.Off = "not-used", source.token, off
		})
		ctx := t.Context()
		kill := func() { source.tokens = []whatsapp.Secret{"dead", token} }
		kill()
		id, err := uploadID(ctx, client, media("x"))
		if err != nil {
			t.Fatal(err)
		}
		kill()
		_, urlErr := client.MediaURL(ctx, id)
		kill()
		var got bytes.Buffer
		_, getErr := client.Download(ctx, id, &got)
		kill()
		_, handleErr := client.UploadHandle(ctx, appID, picture(10))
		kill()
		if err := errors.Join(urlErr, getErr, handleErr, client.Delete(ctx, id)); err != nil || got.String() != "x" {
			t.Errorf("downloaded %q: %v", got.String(), err)
		}
		if diff := cmp.Diff([]string{"dead", "dead", "dead", "dead", "dead"}, source.refused); diff != "" {
			t.Error(diff)
		}
	}
	if n := server.Uploads()[0].Count; n != 2 {
		t.Errorf("%d uploads accepted, want 2", n)
	}
}

// TestDownloadAsksForAToken has a media host that knows the URL for a fresh token alone.
func TestDownloadAsksForAToken(t *testing.T) {
	t.Parallel()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, with, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		asked = append(asked, r.URL.Path+" "+with)
		switch {
		case r.URL.Path != "/media":
			_, _ = io.WriteString(w, `{"id":"1","mime_type":"text/plain","url":"http://`+r.Host+`/media"}`)
		case with == "fresh":
			_, _ = io.WriteString(w, "bytes")
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	source := &rotating{tokens: []whatsapp.Secret{"old", "fresh"}}
	var got bytes.Buffer
	_, err := connect(t, server.URL, func(c *whatsapp.Config) { c.TokenSource = source.token }).Download(t.Context(), "1", &got)
	if err != nil || got.String() != "bytes" {
		t.Errorf("downloaded %q: %v", got.String(), err)
	}
	want := []string{"/v25.0/1 old", "/media old", "/v25.0/1 old", "/media old", "/v25.0/1 fresh", "/media fresh"}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
}

// TestTokenRefusedTwice asks the source once more, and no more than that.
func TestTokenRefusedTwice(t *testing.T) {
	t.Parallel()
	server, _ := setup(t)
	for name, tokens := range map[string][]whatsapp.Secret{
		"the same again": {"secret-one"}, "another that is dead": {"secret-one", "secret-two", "secret-three"},
	} {
		source := &rotating{tokens: tokens}
		_, err := connect(t, server.URL, func(c *whatsapp.Config) { c.TokenSource = source.token }).MediaURL(t.Context(), "1")
		e := fails(t, err)
		if isClass(t, e, whatsapp.Auth); len(source.refused) != 1 || strings.Contains(err.Error(), "secret-") {
			t.Errorf("%s: asked again %d times: %v", name, len(source.refused), err)
		}
	}
}

// TestTokenSourceFails has sources that give nothing of use.
func TestTokenSourceFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the vault is sealed")
	for name, c := range map[string]struct {
		token whatsapp.Secret
		err   error
		class whatsapp.Class
		says  string
	}{
		"an error":     {"", broken, whatsapp.Transient, "the vault is sealed"},
		"nothing":      {" \n", nil, whatsapp.Auth, "set Config.Token"},
		"a line break": {"secret-a\r\nsecret-b", nil, whatsapp.Auth, "copy it again"},
	} {
		client := connect(t, "http://127.0.0.1:1", func(cfg *whatsapp.Config) {
			cfg.TokenSource = func(context.Context, whatsapp.Secret) (whatsapp.Secret, error) { return c.token, c.err }
		})
		_, err := client.Upload(t.Context(), media("x"))
		isClass(t, fails(t, err), c.class)
		if says(t, err, c.says); c.err != nil && !errors.Is(err, c.err) || strings.Contains(err.Error(), "secret-a") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAppSecretProof makes every call of an app that requires proofs.
func TestAppSecretProof(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServerWith(t, whatsapptest.Config{Token: token, AppSecret: appSecret})
	ctx := t.Context()
	_, err := connect(t, server.URL).Upload(ctx, media("x"))
	says(t, fails(t, err), "appsecret_proof")
	client := connect(t, server.URL, func(c *whatsapp.Config) { c.AppSecret = appSecret })
	id, err := uploadID(ctx, client, media("proven"))
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	_, getErr := client.Download(ctx, id, &got, whatsapp.OfNumber(phone))
	handle, handleErr := client.UploadHandle(ctx, appID, picture(2<<20))
	if err := errors.Join(getErr, handleErr, client.Delete(ctx, id)); err != nil || got.String() != "proven" || handle == "" {
		t.Errorf("downloaded %q, handle %q: %v", got.String(), handle, err)
	}
}

// TestProofStaysHome looks at where the proof goes, and has a server repeat it.
func TestProofStaysHome(t *testing.T) {
	t.Parallel()
	hidden := func(c *whatsapp.Config) { c.AppSecret = appSecret }
	var queries []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		queries = append(queries, r.URL.RawQuery)
		if strings.HasPrefix(r.URL.Path, "/media") {
			_, _ = io.WriteString(w, "bytes")
			return
		}
		_, _ = io.WriteString(w, `{"id":"1","mime_type":"text/plain","url":"http://`+r.Host+`/media?hash=a"}`)
	}))
	t.Cleanup(server.Close)
	client := connect(t, server.URL, hidden)
	if _, err := client.Download(t.Context(), "1", io.Discard); err != nil {
		t.Fatal(err)
	}
	if len(queries) != 2 || queries[0] != "appsecret_proof="+appProof || queries[1] != "hash=a" {
		t.Errorf("queries %q; want the proof in the first alone", queries)
	}
	hidesToken(t, client)
	hidesToken(t, *client)
	for _, body := range []string{`{"error":{"code":100,"message":"GET /?appsecret_proof=` + appProof + `"}}`, "page " + appProof + " " + appSecret} {
		_, err := connect(t, answering(t, 400, nil, body), hidden).Upload(t.Context(), media("x"))
		says(t, fails(t, err), "[secret]")
	}
	_, err := connect(t, "http://127.0.0.1:1", hidden).MediaURL(t.Context(), "1")
	_ = fails(t, err)
}

// TestNumber uploads for two numbers, of which one is throttled.
func TestNumber(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var first atomic.Int32
		server := &platform{answer: func(_ int, r *http.Request) reply {
			if strings.Contains(r.URL.Path, "/"+phone+"/") && first.Add(1) == 1 {
				return reply{status: 400, wait: "60", body: `{"error":{"code":130429}}`}
			}
			return reply{body: `{"id":"42"}`}
		}}
		client := server.reach(t)
		other, err := client.Number("7")
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		var both sync.WaitGroup
		upload := func(c *whatsapp.Client, want time.Duration) {
			both.Go(func() {
				if _, err := c.Upload(t.Context(), media("x")); err != nil || time.Since(begin) != want {
					t.Errorf("%v after %s, want %s: %v", c, time.Since(begin), want, err)
				}
			})
		}
		upload(client, time.Minute)
		synctest.Wait()
		upload(other, 0)
		both.Wait()
		hidesToken(t, other)
		if _, err := client.Number("+49"); err == nil {
			t.Error("a phone number was taken for an id")
		}
	})
}
