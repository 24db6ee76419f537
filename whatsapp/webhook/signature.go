package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/wamedia/wamedia/whatsapp"
)

// VerifySignature checks the header X-Hub-Signature-256 of a notification: the
// HMAC-SHA256 of the body, byte for byte as it was received, under the app's
// secret. nil means that the platform sent it.
func VerifySignature(appSecret whatsapp.Secret, body []byte, header string) error {
	if appSecret == "" {
		return errors.New("webhook: no app secret is set, so that nothing can be verified")
	}
	digits, ok := strings.CutPrefix(header, "sha256=")
	given, err := hex.DecodeString(digits)
	if !ok || err != nil || len(given) != sha256.Size {
		return errors.New("webhook: X-Hub-Signature-256 is missing or malformed: want sha256= and 64 hex digits")
	}
	mac := hmac.New(sha256.New, []byte(appSecret))
	mac.Write(body)
	if !hmac.Equal(given, mac.Sum(nil)) {
		return errors.New("webhook: the signature does not fit the body: it was altered, or signed with another app's secret")
	}
	return nil
}
