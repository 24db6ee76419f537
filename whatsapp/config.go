package whatsapp

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Defaults of Config. The version is the one the official media page uses in its
// examples (read 2025-12-11).
const (
	defaultBaseURL   = "https://graph.facebook.com"
	defaultVersion   = "v25.0"
	defaultUserAgent = "wamedia (+https://github.com/wamedia/wamedia)"
	defaultIdle      = time.Minute
)

// Config says whom a Client calls and as whom. The zero value is valid: it calls
// the public Graph API, which refuses every call for want of a token.
type Config struct {
	// Token is the access token. It needs the whatsapp_business_messaging permission.
	Token Secret
	// TokenSource gives the tokens in place of Token, for tokens that change.
	TokenSource TokenSource
	// AppSecret, when set, signs every call of the API with appsecret_proof, which
	// apps can be set to require. The secret itself is never sent.
	AppSecret Secret
	// PhoneNumberID is the id of the business phone number, digits. Upload needs it.
	PhoneNumberID string
	// BaseURL is where the API lives; default https://graph.facebook.com.
	// Plain http is taken for loopback addresses only.
	// A path in it is kept.
	BaseURL string
	// Version is the version of the Graph API; default v25.0. "auto" leaves the choice
	// to the platform in the first call and keeps to what it answered with; "none" is
	// for providers whose paths name none.
	Version string
	// KeyHeader names the header that carries the token in place of Authorization, for
	// solution providers that give a key for each number, such as D360-API-KEY. Paths
	// then name no phone number, and media are fetched through the provider.
	KeyHeader string
	// MediaHosts may see the token beside the API's own host: media URLs on other
	// hosts are refused. Meta's media hosts need no mention where the API is Meta's.
	MediaHosts []string
	// UserAgent is sent with every request; default names this module. The media
	// host is reported to refuse some of them.
	UserAgent string
	// HTTP overrides the client used, for instance for its Transport. A copy is
	// made; its CheckRedirect is replaced.
	HTTP *http.Client
	// IdleTimeout ends a call on whose connection nothing has moved for so long,
	// waiting for the answer included; default one minute. Time that the caller's
	// own reader or writer takes does not count. The whole call is bounded by its context.
	IdleTimeout time.Duration
	// Retry says how calls are repeated; the zero value repeats them as far as that
	// can help.
	Retry Retry
	// Rate is how many uploads a second are started for a phone number, evenly
	// spaced, whoever calls; 0 means no limit. See DefaultRate.
	Rate float64
	// CheckUploads asks for each media after its upload and compares hash and size
	// with what was sent. It costs a call for each file.
	CheckUploads bool
}

// withDefaults fills what was left empty and refuses what cannot work.
func (c Config) withDefaults() (Config, *url.URL, error) {
	c.Token = Secret(strings.TrimSpace(string(c.Token)))
	c.AppSecret = Secret(strings.TrimSpace(string(c.AppSecret)))
	c.BaseURL = cmp.Or(c.BaseURL, defaultBaseURL)
	c.Version = cmp.Or(c.Version, defaultVersion)
	c.UserAgent = cmp.Or(c.UserAgent, defaultUserAgent)
	c.IdleTimeout = cmp.Or(c.IdleTimeout, defaultIdle)
	c.Retry = c.Retry.withDefaults()
	base, baseErr := parseBase(c.BaseURL)
	err := errors.Join(baseErr, checkToken(c.Token), checkPhone(c.PhoneNumberID), c.checkAddress())
	return c, base, err
}

func parseBase(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return nil, errors.New("the API base URL cannot be read: want something like https://graph.facebook.com")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("API base URL for host %q: want no user, query or fragment in it", u.Host)
	}
	if u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()) {
		return u, nil
	}
	return nil, fmt.Errorf("API base URL %q would carry the token unencrypted: use https, or plain http to a loopback address such as 127.0.0.1", u.Scheme+"://"+u.Host)
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

func checkToken(token Secret) error {
	for _, r := range string(token) {
		if r <= ' ' || r > '~' {
			return errors.New("the access token holds a space, a line break or a letter that no token has: copy it again")
		}
	}
	return nil
}

func checkPhone(id string) error {
	if id == "" || isDigits(id) {
		return nil
	}
	return fmt.Errorf("phone number id %q: want digits only; it is the id that the app dashboard shows, not the phone number", id)
}

func checkVersion(v string) error {
	major, minor, ok := strings.Cut(strings.TrimPrefix(v, "v"), ".")
	if ok && strings.HasPrefix(v, "v") && isDigits(major) && isDigits(minor) {
		return nil
	}
	return fmt.Errorf("API version %q: want one like %s", v, defaultVersion)
}

func isDigits(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "0123456789") == ""
}

// defaultTransport keeps idle connections for less time than servers do, so that
// an upload is not sent into a connection that is just being closed.
func defaultTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: 15 * time.Second,
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     20 * time.Second,
	}
}
