package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// scripted is an Uploader that fails as it is told to, then succeeds.
type scripted struct {
	errs  []error
	tries int
}

func (s *scripted) Upload(context.Context, whatsapp.Media) (string, error) {
	s.tries++
	if s.tries <= len(s.errs) {
		return "", s.errs[s.tries-1]
	}
	return "42", nil
}

func TestRetry(t *testing.T) {
	t.Parallel()
	busy := &whatsapp.Error{Class: whatsapp.Transient}
	doubtful := &whatsapp.Error{Class: whatsapp.Transient, InDoubt: true}
	slow := &whatsapp.Error{Class: whatsapp.Throttled, RetryAfter: 90 * time.Second}
	for name, c := range map[string]struct {
		retry    whatsapp.Retry
		errs     []error
		tries    int
		ok       bool
		min, max time.Duration // of all pauses
	}{
		"nothing to retry":            {tries: 1, ok: true},
		"passing faults":              {errs: []error{busy, busy}, tries: 3, ok: true, min: 1500 * time.Millisecond, max: 4500 * time.Millisecond},
		"throttled waits as asked":    {errs: []error{slow}, tries: 2, ok: true, min: 90 * time.Second, max: 90 * time.Second},
		"throttled without a time":    {errs: []error{&whatsapp.Error{Class: whatsapp.Throttled}}, tries: 2, ok: true, min: 500 * time.Millisecond, max: 1500 * time.Millisecond},
		"longer than patience":        {retry: whatsapp.Retry{Patience: time.Minute}, errs: []error{slow}, tries: 1},
		"five tries":                  {errs: []error{busy, busy, busy, busy, busy}, tries: 5, min: 7500 * time.Millisecond, max: 22500 * time.Millisecond},
		"fewer tries":                 {retry: whatsapp.Retry{Tries: 2}, errs: []error{busy, busy}, tries: 2, min: 500 * time.Millisecond, max: 1500 * time.Millisecond},
		"permanent":                   {errs: []error{&whatsapp.Error{}}, tries: 1},
		"not authorised":              {errs: []error{&whatsapp.Error{Class: whatsapp.Auth}}, tries: 1},
		"not found":                   {errs: []error{&whatsapp.Error{Class: whatsapp.NotFound}}, tries: 1},
		"in doubt":                    {errs: []error{doubtful}, tries: 1},
		"in doubt, and told to":       {retry: whatsapp.Retry{InDoubt: true}, errs: []error{doubtful}, tries: 2, ok: true, min: 500 * time.Millisecond, max: 1500 * time.Millisecond},
		"an error from anywhere else": {errs: []error{errors.New("disk")}, tries: 1},
		"wrapped":                     {errs: []error{fmt.Errorf("outer: %w", busy)}, tries: 2, ok: true, min: 500 * time.Millisecond, max: 1500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				next := &scripted{errs: c.errs}
				var notified []error
				c.retry.Next = next
				c.retry.Notify = func(err error, _ time.Duration) { notified = append(notified, err) }
				begin := time.Now()
				id, err := c.retry.Upload(t.Context(), media("x"))
				if (err == nil) != c.ok || c.ok != (id == "42") || next.tries != c.tries {
					t.Errorf("id %q after %d tries: %v; want %d tries, success %v", id, next.tries, err, c.tries, c.ok)
				}
				if !c.ok && !errors.Is(err, c.errs[c.tries-1]) {
					t.Errorf("error %v, want that of the last try", err)
				}
				if paused := time.Since(begin); paused < c.min || paused > c.max {
					t.Errorf("paused %s, want %s to %s", paused, c.min, c.max)
				}
				if len(notified) != c.tries-1 || len(notified) > 0 && !errors.Is(notified[0], c.errs[0]) {
					t.Errorf("notified of %v, want %d errors", notified, c.tries-1)
				}
			})
		})
	}
}

// TestRetryEndsWithTheContext interrupts a pause.
func TestRetryEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		slow := &whatsapp.Error{Class: whatsapp.Throttled, RetryAfter: 5 * time.Minute, Message: "slow down"}
		_, err := whatsapp.Retry{Next: &scripted{errs: []error{slow}}}.Upload(ctx, media("x"))
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, slow) {
			t.Errorf("error %v, want both the deadline and what came before", err)
		}
	})
}

// TestRetryAgainstServer shows the decorators in the order they are meant for.
func TestRetryAgainstServer(t *testing.T) {
	t.Parallel()
	server, client := setup(t)
	server.Spoil(whatsapptest.Fault{Code: 130429, RetryAfter: time.Second}, whatsapptest.Fault{Code: 131016})
	up := whatsapp.Retry{Next: whatsapp.RateLimit(client, whatsapp.DefaultRate)}
	id, err := up.Upload(t.Context(), media("at the third try"))
	if err != nil || len(server.Uploads()) != 1 {
		t.Errorf("id %q, %d uploads: %v", id, len(server.Uploads()), err)
	}
}

func TestRateLimit(t *testing.T) {
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
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				next := &scripted{}
				up := whatsapp.RateLimit(next, c.rate)
				begin := time.Now()
				for range 51 {
					if _, err := up.Upload(t.Context(), media("x")); err != nil {
						t.Fatal(err)
					}
				}
				if took := time.Since(begin).Round(time.Millisecond); took != c.want || next.tries != 51 {
					t.Errorf("%d uploads took %s, want %s", next.tries, took, c.want)
				}
			})
		})
	}
}

func TestRateLimitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	next := &scripted{}
	up := whatsapp.RateLimit(next, 1)
	_, err := up.Upload(ctx, media("x"))
	e := fails(t, err)
	if !errors.Is(err, context.Canceled) || e.InDoubt || next.tries != 0 {
		t.Errorf("%v after %d tries, want canceled before the first", err, next.tries)
	}
	if diff := cmp.Diff("upload", e.Op); diff != "" {
		t.Error(diff)
	}
}
