package whatsapp

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
)

// Values of Config.Version that are no versions.
const (
	noVersion   = "none"
	autoVersion = "auto"
)

// version is the version that paths name. With "auto" the platform chooses the first
// one, and the client stays with that.
type version struct {
	fixed   string
	learned atomic.Pointer[string]
}

func newVersion(configured string) *version {
	switch configured {
	case noVersion:
		return &version{}
	case autoVersion:
		v := &version{}
		v.learned.Store(new(string))
		return v
	}
	return &version{fixed: configured}
}

// String is the path element, "" for none.
func (v *version) String() string {
	if learned := v.learned.Load(); learned != nil {
		return *learned
	}
	return v.fixed
}

// learn takes the version from an answer of the API, once.
func (v *version) learn(h http.Header) {
	said := h.Get("Facebook-Api-Version")
	if known := v.learned.Load(); known != nil && *known == "" && checkVersion(said) == nil {
		v.learned.CompareAndSwap(known, &said)
	}
}

// endpoint returns the URL of a path below the version.
func (c *Client) endpoint(elements ...string) *url.URL {
	if v := c.version.String(); v != "" {
		elements = append([]string{v}, elements...)
	}
	return c.base.JoinPath(elements...)
}

// uploadTarget is the URL that takes uploads. A provider's key stands for the number.
func (c *Client) uploadTarget() *url.URL {
	if c.cfg.KeyHeader != "" {
		return c.endpoint("media")
	}
	return c.endpoint(c.cfg.PhoneNumberID, "media")
}

// authorise puts the token into a request, as the platform or the provider wants it.
func (c *Client) authorise(req *http.Request, scheme string, token Secret) {
	if c.cfg.KeyHeader != "" {
		req.Header.Set(c.cfg.KeyHeader, string(token))
		return
	}
	req.Header.Set("Authorization", scheme+" "+string(token))
}

// mediaSource is where the bytes of a media are fetched from: the URL itself, or the
// same below the base URL of a provider, for Meta's media hosts do not know its keys.
// It fails for hosts that must not see the token: all but the API's own, those of
// Config.MediaHosts, and Meta's where the API is Meta's.
func (c *Client) mediaSource(media *url.URL) (*url.URL, error) {
	secure := media.Scheme == "https" && media.Port() == ""
	host := strings.ToLower(media.Hostname())
	switch {
	case media.Scheme == c.base.Scheme && media.Host == c.base.Host:
		return media, nil
	case secure && slices.ContainsFunc(c.cfg.MediaHosts, func(said string) bool { return strings.EqualFold(said, host) }):
		return media, nil
	case secure && isMediaHost(host) && c.base.Scheme == "https" && strings.EqualFold(c.base.Hostname(), "graph.facebook.com"):
		return media, nil
	case isMediaHost(host) && c.cfg.KeyHeader != "":
		through := c.base.JoinPath(media.Path)
		through.RawQuery = media.RawQuery
		return through, nil
	}
	return nil, errors.New("the media URL is on another host than the API and Meta's media hosts: the token was not sent there; " +
		"Config.MediaHosts names hosts that may see it")
}

func isMediaHost(host string) bool {
	return host == "lookaside.fbsbx.com" || host == "graph.facebook.com" || strings.HasSuffix(host, ".fbcdn.net")
}

// checkAddress refuses what cannot be meant by the fields that say where and how the
// API is reached.
func (c Config) checkAddress() error {
	var err error
	if v := cmp.Or(c.Version, noVersion); v != noVersion && v != autoVersion {
		err = checkVersion(v)
	}
	if strings.Trim(c.KeyHeader, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		err = errors.Join(err, fmt.Errorf("key header %q: want a name like D360-API-KEY", c.KeyHeader))
	}
	for _, host := range c.MediaHosts {
		if u, bad := url.Parse("https://" + host); bad != nil || u.Host != host || host == "" || u.Port() != "" {
			err = errors.Join(err, fmt.Errorf("media host %q: want a host name alone", host))
		}
	}
	return err
}
