package whatsapp_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
)

// TestBreaker asks for media that is not there until the client stops asking, and
// then for media that is.
func TestBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked, good, online := 0, false, true
		client := connect(t, "", func(c *whatsapp.Config) {
			c.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				asked++
				w := httptest.NewRecorder()
				switch {
				case !online:
					return nil, errors.New("no network")
				case good:
					_, _ = w.WriteString(`{"id":"1","url":"https://lookaside.fbsbx.com/"}`)
				default:
					w.WriteHeader(http.StatusBadRequest)
					_, _ = w.WriteString(`{"error":{"code":100,"error_subcode":33}}`)
				}
				resp := w.Result()
				resp.Request = r
				return resp, nil
			})}
		})
		ask := func() error { _, err := client.MediaURL(t.Context(), "1"); return err }

		online = false
		for range 30 {
			isClass(t, fails(t, ask()), whatsapp.Transient)
		}
		online, asked = true, 0
		for range 19 {
			isClass(t, fails(t, ask()), whatsapp.NotFound)
		}
		e := fails(t, ask())
		isClass(t, e, whatsapp.Throttled)
		says(t, e, "19 errors", "30m0s")
		if asked != 19 || e.RetryAfter != 30*time.Minute {
			t.Errorf("asked %d times, wait %s; want 19 and 30m", asked, e.RetryAfter)
		}
		good = true
		time.Sleep(30*time.Minute + time.Second)
		if err := ask(); err != nil {
			t.Errorf("after the pause: %v", err)
		}
		// Errors spread over hours never stop the client.
		good = false
		for range 60 {
			time.Sleep(5 * time.Minute)
			isClass(t, fails(t, ask()), whatsapp.NotFound)
		}
		// Within any hour they do, not only within those of the clock.
		time.Sleep(2 * time.Hour)
		isClass(t, fails(t, ask()), whatsapp.NotFound)
		time.Sleep(50 * time.Minute)
		for range 19 {
			time.Sleep(time.Minute)
			isClass(t, fails(t, ask()), whatsapp.NotFound)
		}
		isClass(t, fails(t, ask()), whatsapp.Throttled)
	})
}
