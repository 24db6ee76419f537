package inbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// postTime is how long the receiver of a notice may take.
const postTime = 30 * time.Second

// Poster returns a function for Config.Deliver that posts notices to a URL as JSON.
// An answer other than 2xx is an error; redirects are not followed. Errors do not
// show the URL's path and query, which may hold a secret.
func Poster(address string) (func(ctx context.Context, n Notice) error, error) {
	target, err := url.Parse(address)
	if err != nil || target.Host == "" || target.Scheme != "https" && target.Scheme != "http" {
		return nil, errors.New("want a URL such as http://127.0.0.1:8080/media")
	}
	client := &http.Client{
		Timeout:       postTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return func(ctx context.Context, n Notice) error {
		body, err := json.Marshal(n)
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), bytes.NewReader(body))
		if err != nil {
			return fmt.Errorf("post to %s: the request cannot be made", target.Host)
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			var failed *url.Error
			if errors.As(err, &failed) {
				err = failed.Err
			}
			return fmt.Errorf("post to %s: %w", target.Host, err)
		}
		defer func() { _ = resp.Body.Close() }()
		_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
		if resp.StatusCode/100 != 2 {
			return fmt.Errorf("post to %s: answered with HTTP %d, want 2xx", target.Host, resp.StatusCode)
		}
		return nil
	}, nil
}
