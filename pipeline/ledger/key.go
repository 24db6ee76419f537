package ledger

import (
	"bytes"
	"cmp"
	"crypto/sha256"
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

// Normal returns the key as it is stored and compared, with the API's address as Address gives it. The error names what
// is missing.
func (k Key) Normal() (Key, error) {
	if k.Phone == "" || k.MIME == "" {
		return Key{}, errors.New("the key lacks its phone number id or its MIME type: give both")
	}
	var err error
	k.API, err = Address(k.API)
	return k, err
}

// Compare orders keys. Ledgers that lock several take them in this order, so that no two wait for each other.
func (k Key) Compare(other Key) int {
	return cmp.Or(bytes.Compare(k.SHA256[:], other.SHA256[:]), cmp.Compare(k.API, other.API),
		cmp.Compare(k.Phone, other.Phone), cmp.Compare(k.MIME, other.MIME))
}

// Address cuts an API's address down to scheme and host. Its error does not show the address, which could hold a password.
func Address(api string) (string, error) {
	u, err := url.Parse(api)
	if err != nil || u.Scheme == "" || u.Hostname() == "" {
		return "", errors.New("the API's address has no scheme and host: give one like https://graph.facebook.com")
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if port := u.Port(); scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return scheme + "://" + host, nil
}
