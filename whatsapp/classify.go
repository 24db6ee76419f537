package whatsapp

import (
	"crypto/tls"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// longestWait bounds what is believed of a server's wish to be left alone.
const longestWait = 24 * time.Hour

// classify sets the class: by the API's code first (documented throttles come as
// HTTP 400), then by the HTTP status, then by the network's error.
func (e *Error) classify() {
	row, known := e.Explain()
	switch {
	case e.Code == 131053 && weblinkBusy(e.Details):
		e.Class = Transient
	case known:
		e.Class = row.Class
	case e.transient:
		e.Class = Transient
	case e.HTTPStatus != 0:
		e.Class = classOfStatus(e.HTTPStatus)
	case e.Err != nil:
		e.Class = classOfCause(e.Err)
	default:
		e.Class = Permanent
	}
}

func classOfStatus(status int) Class {
	switch {
	case status == http.StatusTooManyRequests:
		return Throttled
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return Auth
	case status == http.StatusNotFound, status == http.StatusGone:
		return NotFound
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status >= 500:
		return Transient
	}
	return Permanent
}

// classOfCause takes every failure of the network as passing, but for a
// certificate that cannot be trusted.
func classOfCause(err error) Class {
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return Permanent
	}
	return Transient
}

// weblinkBusy tells the one kind of 131053 that passes by itself: Meta fetched
// the media from a link, and the link's server, or Meta's own proxy, was busy.
func weblinkBusy(details string) bool {
	busy := regexp.MustCompile(`(?i)weblink.*http code (429|5\d\d)\b`)
	return busy.MatchString(details)
}

// waitAsked returns how long the answer asks to wait: Retry-After, which Meta
// does not document but proxies send, or the time Meta estimates until the
// business use case regains access. 0 when neither says.
func waitAsked(h http.Header, now time.Time) time.Duration {
	wait := max(retryAfter(h.Get("Retry-After"), now), usageOf(h).Regain)
	return min(max(wait, 0), longestWait)
}

func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(seconds, int(longestWait/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return at.Sub(now)
	}
	return 0
}
