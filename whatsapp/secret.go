package whatsapp

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
)

const redacted = "[secret]"

// Secret is a token, an app secret or a verify token. However it is printed,
// logged or marshalled, it shows as "[secret]", and as "" when it is empty.
// Convert it with string(s) where its value is needed.
type Secret string

// String returns "[secret]", or "" for an empty secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// Format hides the secret from every verb of package fmt.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText hides the secret from JSON, YAML and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the secret from log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// removeFrom blanks the secret in text that came from elsewhere: servers are
// known to repeat a malformed token in their error message.
func (s Secret) removeFrom(text string) string {
	if s == "" {
		return text
	}
	text = strings.ReplaceAll(text, string(s), redacted)
	return strings.ReplaceAll(text, url.QueryEscape(string(s)), redacted)
}
