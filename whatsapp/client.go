package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// largestAnswer bounds what is read of a JSON answer, largestPage of a page that
// is not JSON.
const (
	largestAnswer = 1 << 20
	largestPage   = 16 << 10
)

// Client calls the media endpoints of the Cloud API for one phone number. Make it
// with New. It is safe for concurrent use.
type Client struct {
	cfg     Config         // without its secrets
	tokens  func() *tokens // a function, so that no verb of fmt reaches the secrets
	base    *url.URL
	http    *http.Client
	lanes   *lanes
	version *version
}

// New returns a client. It calls nobody. The error says which field of cfg cannot
// work and what it should hold.
func New(cfg Config) (*Client, error) {
	cfg, base, err := cfg.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("whatsapp client: %w", err)
	}
	own := http.Client{Transport: defaultTransport()}
	if cfg.HTTP != nil {
		own = *cfg.HTTP
	}
	own.CheckRedirect = func(req *http.Request, via []*http.Request) error { return checkRedirect(req, via, cfg.KeyHeader) }
	secrets := &tokens{source: cfg.TokenSource, appSecret: cfg.AppSecret}
	if secrets.source == nil {
		secrets.source = fixedToken(cfg.Token)
	}
	cfg.Token, cfg.AppSecret, cfg.TokenSource = "", "", nil
	return &Client{
		cfg: cfg, tokens: func() *tokens { return secrets }, base: base, http: &own, version: newVersion(cfg.Version),
		lanes: &lanes{throttled: cfg.Retry.Throttled, perSecond: cfg.Rate},
	}, nil
}

// Number returns a client for another phone number that shares everything else with
// this one: tokens, connections, settings. What the platform says of one number,
// such as a throttle, does not hold up the other.
func (c *Client) Number(phoneNumberID string) (*Client, error) {
	if err := checkPhone(phoneNumberID); err != nil {
		return nil, fmt.Errorf("whatsapp client: %w", err)
	}
	other := *c
	other.cfg.PhoneNumberID = phoneNumberID
	return &other, nil
}

// Account returns the scheme and host of the API and the phone number id: media ids hold there, and nowhere else.
func (c *Client) Account() (api, phoneNumberID string) {
	return c.base.Scheme + "://" + c.base.Host, c.cfg.PhoneNumberID
}

// String names the client without its secrets.
func (c *Client) String() string {
	return fmt.Sprintf("Cloud API client of phone number %s at %s", c.cfg.PhoneNumberID, c.base.Host)
}

// request makes a request that carries the token. The scheme is Bearer, but for
// resumable uploads, which want OAuth.
func (c *Client) request(ctx context.Context, op, method string, target *url.URL, scheme string) (*http.Request, error) {
	token, err := c.tokens().get(ctx, op)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, target.String(), http.NoBody)
	if err != nil {
		return nil, &Error{Op: op, Message: "the request cannot be made", Err: withoutURL(err)}
	}
	c.authorise(req, scheme, token)
	if c.tokens().appSecret != "" && op != opDownload {
		req.URL.RawQuery = strings.TrimPrefix(req.URL.RawQuery+"&appsecret_proof="+string(c.tokens().proof(token)), "&")
	}
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	return req, nil
}

// exchange sends a request once and hands a good answer to read. Whatever goes
// wrong comes back as an *Error, but for errors that read returns itself.
func (c *Client) exchange(req *http.Request, op string, read func(*http.Response) error) error {
	ctx, watch := guard(req.Context(), c.cfg.IdleTimeout)
	defer watch.stop()
	req = req.WithContext(ctx)
	watch.watchRequest(req)
	resp, err := c.http.Do(req)
	if err != nil {
		return failure(req, op, err)
	}
	c.version.learn(resp.Header)
	resp.Body = watch.watch(resp.Body)
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode/100 != 2 {
		return c.refusal(op, resp)
	}
	err = read(resp)
	if err != nil && ctx.Err() != nil {
		return failure(req, op, err)
	}
	return err
}

// call is exchange for an answer that is a JSON object.
func (c *Client) call(req *http.Request, op string, out any) error {
	_, err := c.callHead(req, op, out)
	return err
}

// callHead is call that also returns the answer's head.
func (c *Client) callHead(req *http.Request, op string, out any) (head http.Header, err error) {
	err = c.exchange(req, op, func(resp *http.Response) error {
		head = resp.Header
		body, err := io.ReadAll(io.LimitReader(resp.Body, largestAnswer))
		if err != nil {
			return failure(resp.Request, op, err)
		}
		if e := errorIn(c.tokens().removeFrom(string(body))); e != nil {
			return c.complete(e, op, resp)
		}
		if json.Unmarshal(body, out) != nil {
			return c.unexpected(op, resp, body)
		}
		return nil
	})
	return head, err
}

// failure is the error of a call without a whole answer. The context's error, and
// that of the caller's reader, are worth more than what the transport made of them.
func failure(req *http.Request, op string, err error) *Error {
	var local *localError
	switch ctx := req.Context(); {
	case errors.As(context.Cause(ctx), &local):
		return &Error{Op: op, Message: "reading what is to be sent", Err: local.err}
	case errors.Is(context.Cause(ctx), errIdle):
		err = errIdle
	case ctx.Err() != nil:
		err = ctx.Err()
	}
	e := failed(op, withoutURL(err))
	e.Message = "no whole answer from " + req.URL.Host
	return e
}

// failed is the error of a call that got no answer.
func failed(op string, err error) *Error {
	e := &Error{Op: op, Err: err}
	e.classify()
	return e
}

// withoutURL takes the URL out of a transport's error: media URLs and upload
// sessions are signed.
func withoutURL(err error) error {
	var urlErr *url.Error
	if errors.As(err, &urlErr) {
		return urlErr.Err
	}
	return err
}

// refusal is the error of an answer whose status is not 2xx.
func (c *Client) refusal(op string, resp *http.Response) *Error {
	body, _ := io.ReadAll(io.LimitReader(resp.Body, largestPage))
	// Before any text is cut, lest half a token stays.
	text := c.tokens().removeFrom(string(body))
	if e := errorIn(text); e != nil {
		return c.complete(e, op, resp)
	}
	return c.unexpected(op, resp, []byte(text))
}

// errorIn returns the error object of an answer, or nil. Proxies and media hosts send
// some with the status 200.
func errorIn(text string) *Error {
	var answer struct {
		Error *Error `json:"error"`
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		return nil //nolint:nilerr // what is no JSON has no error object
	}
	return answer.Error
}

// unexpected is the error of an answer that is not the API's JSON.
func (c *Client) unexpected(op string, resp *http.Response, body []byte) *Error {
	kind := mediaType(resp.Header.Get("Content-Type"))
	text := c.tokens().removeFrom(string(body))
	e := &Error{Message: tidy(fmt.Sprintf("the answer is not the API's JSON but %q: %.200s", kind, text))}
	switch {
	case resp.StatusCode/100 == 3:
		e.Message = "the answer is a redirect, which is not followed here"
		e.Hint = "check the API base URL"
	case kind == "text/html":
		e.Message = "the answer is a web page, not the API's JSON"
		e.Hint = "a proxy or a wrong API base URL may be in the way"
	}
	return c.complete(e, op, resp)
}

// complete adds what the answer's head tells, blanks the token and classifies.
func (c *Client) complete(e *Error, op string, resp *http.Response) *Error {
	e.Op, e.HTTPStatus = op, resp.StatusCode
	for _, text := range []*string{&e.Message, &e.Details, &e.TraceID} {
		*text = c.tokens().removeFrom(*text)
	}
	e.classify()
	if e.Class == Throttled || e.Class == Transient {
		e.RetryAfter = waitAsked(resp.Header, time.Now())
	}
	return e
}

// checkRedirect follows redirects of GET requests only: a POST would send the
// file again, to somebody else. Once a redirect has left the first host the token
// stays behind, even if a later one comes back.
func checkRedirect(req *http.Request, via []*http.Request, keyHeader string) error {
	if via[0].Method != http.MethodGet {
		return http.ErrUseLastResponse
	}
	if len(via) > 5 {
		return errors.New("more than five redirects")
	}
	if req.URL.Scheme != "https" && !isLoopback(req.URL.Hostname()) {
		return errors.New("a redirect leads to plain http")
	}
	left := func(u *url.URL) bool { return u.Scheme != via[0].URL.Scheme || u.Host != via[0].URL.Host }
	strip := left(req.URL)
	for _, hop := range via {
		strip = strip || left(hop.URL)
	}
	if strip {
		req.Header.Del("Authorization")
		req.Header.Del(keyHeader)
		req.Header.Del("Referer")
	}
	return nil
}

// checkID refuses what cannot be an id before it becomes part of a path.
func checkID(what, id string) error {
	if isDigits(id) {
		return nil
	}
	return fmt.Errorf("%s %q: want digits only", what, tidy(id))
}
