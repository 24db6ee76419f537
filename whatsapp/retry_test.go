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
	"testing"
	"testing/synctest"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// reply is one answer of a scripted platform.
type reply struct {
	status int
	wait   string // Retry-After
	body   string
	err    error
}

// platform answers in simulated time, without a network.
type platform struct {
	mu     sync.Mutex
	asked  int
	answer func(n int, r *http.Request) reply // n counts from 0
}

func (p *platform) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	p.mu.Lock()
	n := p.asked
	p.asked++
	p.mu.Unlock()
	a := p.answer(n, r)
	if a.err != nil {
		return nil, a.err
	}
	w := httptest.NewRecorder()
	if a.wait != "" {
		w.Header().Set("Retry-After", a.wait)
	}
	w.WriteHeader(max(a.status, 200))
	_, _ = w.WriteString(a.body)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// reach makes a client of the platform that repeats calls.
func (p *platform) reach(t *testing.T, change ...func(*whatsapp.Config)) *whatsapp.Client {
	t.Helper()
	set := func(c *whatsapp.Config) {
		c.HTTP = &http.Client{Transport: p}
		c.Retry = whatsapp.Retry{}
	}
	return connect(t, "", append([]func(*whatsapp.Config){set}, change...)...)
}

// script answers with the replies in turn, then with an id.
func script(replies []reply) *platform {
	return &platform{answer: func(n int, _ *http.Request) reply {
		if n < len(replies) {
			return replies[n]
		}
		return reply{body: `{"id":"42"}`}
	}}
}

func refuse(code string) reply { return reply{status: 400, body: `{"error":{"code":` + code + `}}`} }

func TestRetry(t *testing.T) {
	t.Parallel()
	busy, proxy := reply{status: 500, body: `{"error":{"code":131016}}`}, reply{status: 502, body: "bad gateway"}
	slow := reply{status: 400, wait: "90", body: `{"error":{"code":130429}}`}
	for name, c := range map[string]struct {
		retry    whatsapp.Retry
		replies  []reply
		tries    int
		ok       bool
		min, max time.Duration // of all pauses
	}{
		"nothing to retry":          {tries: 1, ok: true},
		"passing faults":            {replies: []reply{busy, busy}, tries: 3, ok: true, min: 1500 * time.Millisecond, max: 4500 * time.Millisecond},
		"throttled waits as asked":  {replies: []reply{slow}, tries: 2, ok: true, min: 90 * time.Second, max: 90 * time.Second},
		"throttled without a time":  {replies: []reply{refuse("80007")}, tries: 2, ok: true, min: 15 * time.Second, max: 18 * time.Second},
		"throttled again and again": {replies: []reply{refuse("4"), refuse("80008"), refuse("613")}, tries: 4, ok: true, min: 105 * time.Second, max: 126 * time.Second},
		"longer than patience":      {retry: whatsapp.Retry{Patience: time.Minute}, replies: []reply{slow}, tries: 1},
		"five tries":                {replies: []reply{busy, busy, busy, busy, busy}, tries: 5, min: 7500 * time.Millisecond, max: 22500 * time.Millisecond},
		"fewer tries": {retry: whatsapp.Retry{Transient: whatsapp.Backoff{Attempts: 2}}, replies: []reply{busy, busy}, tries: 2,
			min: 500 * time.Millisecond, max: 1500 * time.Millisecond},
		"off":                  {retry: whatsapp.Retry{Off: true}, replies: []reply{busy}, tries: 1},
		"permanent":            {replies: []reply{refuse("100")}, tries: 1},
		"not authorised":       {replies: []reply{{status: 401, body: `{"error":{"code":190}}`}}, tries: 1},
		"a wrong phone number": {replies: []reply{refuse(`100,"error_subcode":33`)}, tries: 1},
		"in doubt":             {replies: []reply{proxy}, tries: 1},
		"in doubt, and told to": {retry: whatsapp.Retry{InDoubt: true}, replies: []reply{proxy}, tries: 2, ok: true,
			min: 500 * time.Millisecond, max: 1500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := script(c.replies)
				var notified []error
				c.retry.Notify = func(err error, _ time.Duration) { notified = append(notified, err) }
				client := server.reach(t, func(cfg *whatsapp.Config) { cfg.Retry = c.retry })
				begin := time.Now()
				id, err := uploadID(t.Context(), client, media("x"))
				if (err == nil) != c.ok || c.ok != (id == "42") || server.asked != c.tries {
					t.Errorf("id %q after %d tries: %v; want %d tries, success %v", id, server.asked, err, c.tries, c.ok)
				}
				if paused := time.Since(begin); paused < c.min || paused > c.max {
					t.Errorf("paused %s, want %s to %s", paused, c.min, c.max)
				}
				if len(notified) != c.tries-1 {
					t.Errorf("notified of %v, want %d errors", notified, c.tries-1)
				}
				for _, err := range notified {
					_ = fails(t, err)
				}
			})
		})
	}
}

// TestDoubtStays repeats an upload in doubt, which is then refused: the first one
// may still have been accepted.
func TestDoubtStays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := script([]reply{{status: 502}, refuse("100")}).reach(t, func(c *whatsapp.Config) { c.Retry.InDoubt = true })
		_, err := client.Upload(t.Context(), media("x"))
		if e := fails(t, err); !e.InDoubt || e.Code != 100 {
			t.Errorf("in doubt %v: %v", e.InDoubt, err)
		}
	})
}

// TestRetryEndsWithTheContext interrupts both kinds of pause.
func TestRetryEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]reply{
		"throttled": {status: 400, wait: "300", body: `{"error":{"code":80007,"message":"slow down"}}`},
		"transient": {status: 503, wait: "300", body: `{"error":{"code":2,"message":"slow down"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				server := script([]reply{answer})
				_, err := server.reach(t).Upload(ctx, media("x"))
				if e := fails(t, err); !errors.Is(err, context.DeadlineExceeded) || e.Message != "slow down" || server.asked != 1 {
					t.Errorf("error %v after %d requests, want both the deadline and what came before", err, server.asked)
				}
			})
		})
	}
}

// TestOnePauseForAll has the platform throttle eight uploaders for a minute.
func TestOnePauseForAll(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wait   string
		within int // requests that may begin in the pause after its first refusal
	}{
		"the time is named":    {"60", 0},
		"no time is named":     {"", 2},
		"a shorter time named": {"25", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const slots, files = 8, 400
				begin := time.Now()
				from, to := begin.Add(2*time.Second), begin.Add(62*time.Second)
				var mu sync.Mutex
				var refused time.Time
				within, accepted := 0, 0
				server := &platform{answer: func(int, *http.Request) reply {
					mu.Lock()
					now := time.Now()
					if !refused.IsZero() && now.After(refused) && now.Before(to) {
						within++
					}
					mu.Unlock()
					time.Sleep(100 * time.Millisecond)
					mu.Lock()
					defer mu.Unlock()
					if now := time.Now(); now.After(from) && now.Before(to) {
						if refused.IsZero() {
							refused = now
						}
						return reply{status: 400, wait: c.wait, body: `{"error":{"code":130429}}`}
					}
					accepted++
					return reply{body: `{"id":"42"}`}
				}}
				client := server.reach(t)
				jobs := make(chan int)
				var all sync.WaitGroup
				for range slots {
					all.Go(func() {
						for range jobs {
							if _, err := client.Upload(t.Context(), media("x")); err != nil {
								t.Error(err)
							}
						}
					})
				}
				for i := range files {
					jobs <- i
				}
				close(jobs)
				all.Wait()
				if within > c.within || accepted != files {
					t.Errorf("%d requests in the pause, want at most %d; %d of %d accepted", within, c.within, accepted, files)
				}
			})
		})
	}
}

// TestPauseBeyondPatience fails what cannot wait, without a request.
func TestPauseBeyondPatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := script([]reply{{status: 400, wait: "3600", body: `{"error":{"code":80007}}`}})
		client := server.reach(t)
		_, first := client.Upload(t.Context(), media("x"))
		_, second := client.MediaURL(t.Context(), "1")
		isClass(t, fails(t, first), whatsapp.Throttled)
		e := fails(t, second)
		isClass(t, e, whatsapp.Throttled)
		says(t, second, "media url: not sent", "1h0m0s")
		if e.RetryAfter != time.Hour || server.asked != 1 {
			t.Errorf("wait %s after %d requests, want an hour and 1", e.RetryAfter, server.asked)
		}
		time.Sleep(time.Hour)
		if id, err := uploadID(t.Context(), client, media("x")); err != nil || id != "42" {
			t.Errorf("after the pause: %q, %v", id, err)
		}
	})
}

// TestUnknownIDsStopNothing asks for many ids that are not there, then for one that is.
func TestUnknownIDsStopNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &platform{answer: func(_ int, r *http.Request) reply {
			if strings.HasSuffix(r.URL.Path, "/1") {
				return reply{body: `{"id":"1","url":"https://lookaside.fbsbx.com/"}`}
			}
			return refuse(`100,"error_subcode":33`)
		}}
		client := server.reach(t)
		for range 200 {
			_, err := client.MediaURL(t.Context(), "2")
			isClass(t, fails(t, err), whatsapp.NotFound)
		}
		if _, err := client.MediaURL(t.Context(), "1"); err != nil || server.asked != 201 {
			t.Errorf("after %d requests: %v", server.asked, err)
		}
	})
}

// TestEveryCallIsRepeated spoils each call once or twice against the fake API.
func TestEveryCallIsRepeated(t *testing.T) {
	t.Parallel()
	server, _ := setup(t)
	client := connect(t, server.URL, func(c *whatsapp.Config) { c.Retry = quick() })
	fault := whatsapptest.Fault{Code: 131016}
	throttle := whatsapptest.Fault{Code: 130429}
	server.Spoil(throttle, fault)
	id, err := uploadID(t.Context(), client, media("four calls"))
	if err != nil {
		t.Fatal(err)
	}
	server.Spoil(fault, whatsapptest.Fault{Status: 502}, throttle)
	if _, err := client.MediaURL(t.Context(), id); err != nil {
		t.Error(err)
	}
	server.Spoil(fault, whatsapptest.Fault{}, fault, throttle)
	var got bytes.Buffer
	if _, err := client.Download(t.Context(), id, &got); err != nil || got.String() != "four calls" {
		t.Errorf("downloaded %q: %v", got.String(), err)
	}
	// The answer to the first deletion is lost, so that the second finds nothing.
	server.Spoil(fault, whatsapptest.Fault{Cut: whatsapptest.CutAnswer}, throttle)
	if err := client.Delete(t.Context(), id); err != nil {
		t.Error(err)
	}
	isClass(t, fails(t, client.Delete(t.Context(), id)), whatsapp.NotFound)
}

// quick is a policy for tests with a real clock.
func quick() whatsapp.Retry {
	soon := whatsapp.Backoff{Pause: time.Millisecond}
	return whatsapp.Retry{Transient: soon, Throttled: soon}
}

func TestRate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rate float64
		want time.Duration // for 51 uploads
	}{
		"25 a second": {25, 2 * time.Second},
		"1 a second":  {1, 50 * time.Second},
		"no limit":    {0, 0},
		"below":       {-1, 0},
	} {
		for _, off := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := script(nil)
					client := server.reach(t, func(cfg *whatsapp.Config) { cfg.Rate, cfg.Retry.Off = c.rate, off })
					begin := time.Now()
					for range 51 {
						if _, err := client.Upload(t.Context(), media("x")); err != nil {
							t.Fatal(err)
						}
					}
					if took := time.Since(begin).Round(time.Millisecond); took != c.want || server.asked != 51 {
						t.Errorf("%d uploads took %s, want %s", server.asked, took, c.want)
					}
				})
			})
		}
	}
}

func TestRateEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for _, off := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		server := script(nil)
		_, err := server.reach(t, func(c *whatsapp.Config) { c.Rate, c.Retry.Off = 1, off }).Upload(ctx, media("x"))
		if e := fails(t, err); !errors.Is(err, context.Canceled) || e.InDoubt || e.Op != "upload" || server.asked != 0 {
			t.Errorf("%v after %d requests, want canceled before the first", err, server.asked)
		}
	}
}

// slowFile takes ten minutes for each read, or fails.
type slowFile struct{ err error }

func (f slowFile) ReadAt(p []byte, _ int64) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	time.Sleep(10 * time.Minute)
	return len(p), nil
}

func (f slowFile) Write(p []byte) (int, error) { return f.ReadAt(p, 0) }

// TestSlowCallerIsNotTheNetwork reads from and writes to something slow.
func TestSlowCallerIsNotTheNetwork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &platform{answer: func(_ int, r *http.Request) reply {
			switch {
			case r.Method == http.MethodPost:
				return reply{body: `{"id":"42"}`}
			case r.URL.Host == "lookaside.fbsbx.com":
				return reply{body: strings.Repeat("slow ", 50_000)}
			}
			return reply{body: `{"id":"42","mime_type":"text/plain","url":"https://lookaside.fbsbx.com/"}`}
		}}
		client := server.reach(t)
		id, err := uploadID(t.Context(), client, whatsapp.Media{MIME: "text/plain", Content: slowFile{}, Size: 200_000})
		if err != nil || server.asked != 1 {
			t.Errorf("upload: %v after %d requests", err, server.asked)
		}
		if _, err := client.Download(t.Context(), id, slowFile{}); err != nil || server.asked != 3 {
			t.Errorf("download: %v after %d requests", err, server.asked)
		}
	})
}

// TestFailingCallerIsNotTheNetwork reads from and writes to something broken.
func TestFailingCallerIsNotTheNetwork(t *testing.T) {
	t.Parallel()
	server, _ := setup(t)
	client := connect(t, server.URL, func(c *whatsapp.Config) { c.Retry = quick() })
	broken := errors.New("the disk is broken")
	_, err := client.Upload(t.Context(), whatsapp.Media{MIME: "text/plain", Content: slowFile{broken}, Size: 10})
	e := fails(t, err)
	isClass(t, e, whatsapp.Permanent)
	if says(t, err, "reading what is to be sent"); !errors.Is(err, broken) || e.InDoubt {
		t.Errorf("in doubt %v: %v", e.InDoubt, err)
	}
	id, err := uploadID(t.Context(), client, media("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Download(t.Context(), id, slowFile{broken}); !errors.Is(err, broken) {
		t.Errorf("download: %v", err)
	}
}
