package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"
)

// Key says what is uploaded and where to. Two files with one key get one media id, whatever they are called.
type Key struct {
	SHA256 [sha256.Size]byte // of the bytes that are sent
	API    string            // address of the API; only scheme and host count, so a sandbox's id is never taken for a real one
	Phone  string            // phone number id, decimal digits
	MIME   string            // media type it is uploaded as
}

// normal returns the key as it is stored, with the API's address cut down to scheme and host.
func (k Key) normal() (Key, error) {
	if k.Phone == "" || k.MIME == "" {
		return Key{}, errors.New("the key lacks its phone number id or its MIME type: give both")
	}
	var err error
	k.API, err = origin(k.API)
	return k, err
}

func (k Key) hash() string { return hex.EncodeToString(k.SHA256[:]) }

// origin keeps the address itself out of its error: it could hold a password.
func origin(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Hostname() == "" {
		return "", errors.New("the API's address has no scheme and host: give one like https://graph.facebook.com")
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if port := u.Port(); scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return scheme + "://" + host, nil
}
