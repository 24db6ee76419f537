package whatsapp

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"sync"
)

// TokenSource gives the access token of a call. It is asked before every request,
// with refused empty, so it should remember its token. When the platform has refused
// a token, it is asked once more with that token, and the call is repeated if it
// gives another one. White space around a token is left out, in refused as well. It may be called from several goroutines at once.
type TokenSource func(ctx context.Context, refused Secret) (Secret, error)

// fixedToken is the source of a token that never changes.
func fixedToken(token Secret) TokenSource {
	return func(context.Context, Secret) (Secret, error) { return token, nil }
}

// rememberedTokens is how many tokens are looked for in texts of the platform.
const rememberedTokens = 8

// tokens are a client's source of tokens and the secrets that it has sent.
type tokens struct {
	source    TokenSource
	appSecret Secret

	mu   sync.Mutex
	sent []Secret // tokens and proofs, the latest last
}

// get asks for the token of a request.
func (t *tokens) get(ctx context.Context, op string) (Secret, error) {
	return t.ask(ctx, op, "")
}

func (t *tokens) ask(ctx context.Context, op string, refused Secret) (Secret, error) {
	token, err := t.source(ctx, refused)
	token = Secret(strings.TrimSpace(string(token)))
	switch {
	case err != nil && ctx.Err() != nil:
		return "", failed(op, ctx.Err())
	case err != nil:
		return "", &Error{Op: op, Class: Transient, Message: "the token source gave no token", Err: err}
	case token == "":
		return "", &Error{Op: op, Class: Auth, Message: "no access token", Hint: "set Config.Token or Config.TokenSource"}
	}
	if err := checkToken(token); err != nil {
		return "", &Error{Op: op, Class: Auth, Err: err}
	}
	t.remember(token)
	return token, nil
}

func (t *tokens) remember(token Secret) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if slices.Contains(t.sent, token) {
		return
	}
	t.sent = append(t.sent, token)
	if t.appSecret != "" {
		t.sent = append(t.sent, t.proof(token))
	}
	t.sent = t.sent[max(len(t.sent)-2*rememberedTokens, 0):]
}

// proof is what Graph calls appsecret_proof. Source: the Graph API's page on
// securing requests.
func (t *tokens) proof(token Secret) Secret {
	mac := hmac.New(sha256.New, []byte(t.appSecret))
	mac.Write([]byte(token))
	return Secret(hex.EncodeToString(mac.Sum(nil)))
}

// removeFrom blanks every secret of the client in a text.
func (t *tokens) removeFrom(text string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, secret := range append([]Secret{t.appSecret}, t.sent...) {
		text = secret.removeFrom(text)
	}
	return text
}

// authorised makes a call, and makes it once more when the platform refused the
// token and the source has another one.
func (c *Client) authorised(ctx context.Context, op string, call func() error) error {
	before, _ := c.tokens().get(ctx, op)
	err := call()
	var e *Error
	if before == "" || !errors.As(err, &e) || !e.tokenRefused() || e.HTTPStatus == 0 {
		return err
	}
	if now, newErr := c.tokens().ask(ctx, op, before); newErr != nil || now == before {
		return err
	}
	return call()
}
