package pasted

import (
	"html"
	"net/url"
	"regexp"
	"strings"
)

// wrapping finds what terminals, pages and addresses put around a text.
type wrapping struct{ colours, pages, tags, percents, escapes *regexp.Regexp }

func newWrapping() wrapping {
	return wrapping{
		colours:  regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`),
		pages:    regexp.MustCompile(`(?i)<(!doctype|html|body|div|p|br|span|title|pre|td|h1|code)\b`),
		tags:     regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)>|</?[a-z!][^<>]*>`),
		percents: regexp.MustCompile(`(?i)%(?:7b%22|28%23)`),
		escapes:  regexp.MustCompile(`[{\[,:]\s*\\+["']`),
	}
}

// clean takes the wrapping off a text.
func (w wrapping) clean(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "?")
	text = w.colours.ReplaceAllString(text, "")
	if w.pages.MatchString(text) {
		text = w.tags.ReplaceAllString(text, "\n")
	}
	if w.percents.MatchString(text) {
		if plain, err := url.QueryUnescape(text); err == nil {
			text = plain
		}
	}
	if strings.Contains(text, "&") {
		text = html.UnescapeString(text)
	}
	return text
}

// unescape takes one level of the escapes of JSON strings off a text.
func unescape(text string) string {
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\'`, `'`, `\/`, `/`, `\n`, "\n", `\r`, "", `\t`, " ").Replace(text)
}
