// Package onprem asks a client of the On-Premises API to download received media
// once more. It is legacy: Meta has ended that API, whose last client expired on
// 2025-10-23, and nothing here concerns the Cloud API. It is for those who still
// read what such a client sends, or have one that answers.
//
// Such a client downloads media by itself when a message arrives. Where that failed,
// [Client.RetryDownload] has it tried again, and the outcome comes later, by webhook:
// [ParseWebhook] reads it.
//
// Source: the official page "Media retry download" of the On-Premises API, read 2025-12-11.
package onprem

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// Lifetime is how long the servers keep media after it was sent: until then it can be
// downloaded without restriction. Later they ask its owner for it, who may have
// removed it.
const Lifetime = whatsapp.Lifetime(14 * 24 * time.Hour)

// largestAnswer bounds what is read of an answer, in bytes.
const largestAnswer = 1 << 20

// Config says which client is called.
type Config struct {
	// BaseURL is where the client is: https, or plain http to a loopback address.
	BaseURL string
	// Token is the token of a login to it.
	Token whatsapp.Secret
	// HTTP overrides the HTTP client, for certificates of one's own. A copy is made that
	// follows no redirect.
	HTTP *http.Client
}

// Client calls a client of the On-Premises API. It is safe for concurrent use.
type Client struct {
	base  string
	token func() whatsapp.Secret // a function, so that no verb of fmt reaches it
	http  *http.Client
}

// New returns a client. It calls nobody.
func New(cfg Config) (*Client, error) {
	if cfg.BaseURL == "" {
		return nil, errors.New("on-premises API: want the base URL of the client")
	}
	// The same holds for URL and token as for the Cloud API's.
	if _, err := whatsapp.New(whatsapp.Config{BaseURL: cfg.BaseURL, Token: cfg.Token}); err != nil {
		return nil, fmt.Errorf("on-premises API: %w", err)
	}
	own := http.Client{Timeout: time.Minute}
	if cfg.HTTP != nil {
		own = *cfg.HTTP
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	token := whatsapp.Secret(strings.TrimSpace(string(cfg.Token)))
	return &Client{base: strings.TrimRight(cfg.BaseURL, "/"), token: func() whatsapp.Secret { return token }, http: &own}, nil
}

// RetryDownload asks for a media to be downloaded once more. nil means that the
// request was accepted; whether the media is there comes by webhook. A refusal is
// an *Error.
func (c *Client) RetryDownload(ctx context.Context, mediaID string) error {
	const op = "on-premises retry of a download"
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$`).MatchString(mediaID) {
		return fmt.Errorf("%s: media id %q: want letters, digits, - and _ only", op, mediaID)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/v1/media/"+mediaID+"/download", http.NoBody)
	if err != nil {
		return fmt.Errorf("%s: the request cannot be made", op)
	}
	req.Header.Set("Authorization", "Bearer "+string(c.token()))
	resp, err := c.http.Do(req)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err
		}
		return fmt.Errorf("%s: no answer from %s: %w", op, req.URL.Host, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, largestAnswer))
	if err != nil {
		return fmt.Errorf("%s: no whole answer from %s: %w", op, req.URL.Host, err)
	}
	if err := c.refusal(resp.StatusCode, body, mediaID); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}

// refusal is nil for an answer that accepts the request for the media.
func (c *Client) refusal(status int, body []byte, mediaID string) error {
	var answer struct {
		Items wire.List[struct {
			ID wire.Text `json:"id"`
		}] `json:"media_items"`
		Errors wire.List[*Error] `json:"errors"`
	}
	err := json.Unmarshal(body, &answer)
	if len(answer.Errors.Items) > 0 {
		first := answer.Errors.Items[0]
		first.HTTPStatus = status
		if token := string(c.token()); token != "" {
			first.Title, first.Details = strings.ReplaceAll(first.Title, token, "[secret]"), strings.ReplaceAll(first.Details, token, "[secret]")
		}
		return first
	}
	switch {
	case status/100 != 2:
		return &Error{HTTPStatus: status, Title: http.StatusText(status)}
	case err != nil:
		return &Error{HTTPStatus: status, Title: "the answer is not the API's JSON"}
	}
	for _, item := range answer.Items.Items {
		if string(item.ID) == mediaID {
			return nil
		}
	}
	return &Error{HTTPStatus: status, Title: "the answer does not name the media"}
}
