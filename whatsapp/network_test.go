package whatsapp_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// poisoned starts a fake Graph API behind a proxy that spoils the connection with
// one toxic, and returns both.
func poisoned(t *testing.T, toxic string) (*whatsapptest.Server, string) {
	t.Helper()
	server, _ := setup(t)
	control := &toxiproxy.ApiServer{Metrics: toxiproxy.NewMetricsContainer(nil)}
	silent(&control.Logger)
	proxy := toxiproxy.NewProxy(control, t.Name(), "127.0.0.1:0", strings.TrimPrefix(server.URL, "http://"))
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		t.Fatal(err)
	}
	return server, "http://" + proxy.Listen
}

// silent sets a logger to its zero value, which writes nothing.
func silent[L any](logger **L) { *logger = new(L) }

// TestUploadOverBadNetwork uploads over broken connections. Certain is what never
// left whole; whatever did is in doubt, whether it arrived or not.
func TestUploadOverBadNetwork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		toxic    string
		size     int64
		change   func(*whatsapp.Config)
		inDoubt  bool
		accepted int
	}{
		"cut on the way out": {toxic: `{"type":"limit_data","stream":"upstream","attributes":{"bytes":100000}}`, size: 16 << 20},
		"reset at once":      {toxic: `{"type":"reset_peer","stream":"upstream","attributes":{"timeout":0}}`, size: 16 << 20},
		"the answer is lost": {toxic: `{"type":"limit_data","stream":"downstream","attributes":{"bytes":0}}`, size: 1000, inDoubt: true, accepted: 1},
		"the answer is cut":  {toxic: `{"type":"limit_data","stream":"downstream","attributes":{"bytes":100}}`, size: 1000, inDoubt: true, accepted: 1},
		"nothing comes back": {toxic: `{"type":"timeout","stream":"downstream","attributes":{"timeout":0}}`, size: 1000, change: short, inDoubt: true, accepted: 1},
		"swallowed whole":    {toxic: `{"type":"timeout","stream":"upstream","attributes":{"timeout":0}}`, size: 1000, change: short, inDoubt: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, base := poisoned(t, c.toxic)
			if c.change == nil {
				c.change = func(*whatsapp.Config) {}
			}
			client := connect(t, base, c.change)
			_, err := client.Upload(t.Context(), whatsapp.Media{MIME: "video/mp4", Content: zeroes{}, Size: c.size})
			e := fails(t, err)
			isClass(t, e, whatsapp.Transient)
			says(t, err, "upload: no whole answer from 127.0.0.1")
			if e.InDoubt != c.inDoubt || len(server.Uploads()) != c.accepted {
				t.Errorf("in doubt %v, accepted %d; want %v and %d: %v", e.InDoubt, len(server.Uploads()), c.inDoubt, c.accepted, err)
			}
		})
	}
}

// TestSlowNetwork takes its time and arrives.
func TestSlowNetwork(t *testing.T) {
	t.Parallel()
	for name, toxic := range map[string]string{
		"latency":   `{"type":"latency","attributes":{"latency":30,"jitter":20}}`,
		"bandwidth": `{"type":"bandwidth","stream":"upstream","attributes":{"rate":2000}}`,
		"slices":    `{"type":"slicer","attributes":{"average_size":20,"size_variation":10,"delay":10}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, base := poisoned(t, toxic)
			client := connect(t, base)
			content := strings.Repeat("slowly ", 5000)
			id, err := uploadID(t.Context(), client, media(content))
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if _, err := client.Download(t.Context(), id, &got); err != nil || got.String() != content {
				t.Errorf("downloaded %d bytes, want %d: %v", got.Len(), len(content), err)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	client := connect(t, "http://"+listener.Addr().String())
	_, err = client.Upload(t.Context(), media("x"))
	e := fails(t, err)
	isClass(t, e, whatsapp.Transient)
	if e.InDoubt || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("in doubt %v: %v; want certain and refused", e.InDoubt, err)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	t.Cleanup(server.Close)
	_, err := connect(t, server.URL).Upload(t.Context(), media("x"))
	isClass(t, fails(t, err), whatsapp.Permanent)
}

// TestIdleDownload stalls in the middle of the bytes.
func TestIdleDownload(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	var mediaURL string
	base := api(t, &mediaURL, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		_ = http.NewResponseController(w).Flush()
		<-release
	})
	defer close(release)
	mediaURL = base + "/media"
	var got bytes.Buffer
	_, err := connect(t, base, short).Download(t.Context(), "1", &got)
	isClass(t, fails(t, err), whatsapp.Transient)
	says(t, err, "nothing moved on the connection")
	if got.String() != "half" {
		t.Errorf("received %q, want the first half", got.String())
	}
}

// TestLongUploadIsNotIdle moves all the time, for longer than the limit.
func TestLongUploadIsNotIdle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := roundTrip(func(r *http.Request) (*http.Response, error) {
			for part := make([]byte, 1<<20); ; time.Sleep(1900 * time.Millisecond) {
				if _, err := io.ReadFull(r.Body, part); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
					break
				}
				if r.Context().Err() != nil {
					return nil, r.Context().Err()
				}
			}
			w := httptest.NewRecorder()
			_, _ = w.WriteString(`{"id":"42"}`)
			return w.Result(), nil
		})
		client := connect(t, "", func(c *whatsapp.Config) {
			c.HTTP, c.IdleTimeout = &http.Client{Transport: slow}, 2*time.Second
		})
		if _, err := client.Upload(t.Context(), whatsapp.Media{MIME: "application/pdf", Content: zeroes{}, Size: 24 << 20}); err != nil {
			t.Error(err)
		}
	})
}
