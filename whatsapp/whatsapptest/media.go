package whatsapptest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	// mediaHostPath is the path of the real media host, which is another machine.
	mediaHostPath = "/whatsapp_business/attachments/"
	// Source of both times: the official media page, read 2025-12-11.
	urlTTL   = 5 * time.Minute
	mediaTTL = 30 * 24 * time.Hour
)

// mediaURL is GET /<media-id>. The size is answered as a number, as the servers do
// and the documents do not.
func (g *Graph) mediaURL(r *http.Request, id string) answer {
	media, refused, ok := g.find(r, id)
	if !ok {
		return refused
	}
	return jsonAnswer(http.StatusOK, map[string]any{
		"messaging_product": "whatsapp",
		"url":               g.signedURL(r, id),
		"mime_type":         media.MIME,
		"sha256":            media.SHA256,
		"file_size":         media.Size,
		"id":                id,
	})
}

// find returns a media that lives, and the phone number, where one is named,
// uploaded.
func (g *Graph) find(r *http.Request, id string) (record, answer, bool) {
	media, ok := g.store.find(id)
	if !ok || g.cfg.Now().Sub(media.Time) > mediaTTL {
		return record{}, missing(r.Method, id), false
	}
	if phone := r.URL.Query().Get("phone_number_id"); phone != "" && phone != media.Phone {
		return record{}, invalid("Param phone_number_id is not a valid whatsapp business phone number id ID"), false
	}
	return media, answer{}, true
}

// deleteMedia is DELETE /<media-id>.
func (g *Graph) deleteMedia(r *http.Request, id string) answer {
	if _, refused, ok := g.find(r, id); !ok {
		return refused
	}
	if err := g.store.delete(id); err != nil {
		return failed(http.StatusInternalServerError, graphError{Message: err.Error(), Code: 131000})
	}
	return jsonAnswer(http.StatusOK, map[string]bool{"success": true})
}

// signedURL is a URL on this host, which expires.
func (g *Graph) signedURL(r *http.Request, id string) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	expiry := strconv.FormatInt(g.cfg.Now().Add(urlTTL).Unix(), 10)
	query := url.Values{"mid": {id}, "ext": {expiry}, "hash": {g.sign(id, expiry)}}
	return (&url.URL{Scheme: scheme, Host: r.Host, Path: mediaHostPath, RawQuery: query.Encode()}).String()
}

func (g *Graph) sign(id, expiry string) string {
	mac := hmac.New(sha256.New, []byte(g.cfg.Token))
	mac.Write([]byte(id + "|" + expiry))
	return hex.EncodeToString(mac.Sum(nil))
}

// download is GET of a media URL. It needs the token like every other call.
func (g *Graph) download(r *http.Request) answer {
	if r.Method != http.MethodGet {
		return unknownPath(r)
	}
	if refused, ok := g.authorise(r); !ok {
		return refused
	}
	query := r.URL.Query()
	id, expiry := query.Get("mid"), query.Get("ext")
	until, err := strconv.ParseInt(expiry, 10, 64)
	media, ok := g.store.find(id)
	genuine := hmac.Equal([]byte(query.Get("hash")), []byte(g.sign(id, expiry)))
	if !ok || err != nil || !genuine || g.cfg.Now().Unix() > until {
		return failed(http.StatusNotFound, graphError{Message: "Media not found or URL expired", Code: codeInvalid})
	}
	file, err := g.store.open(media)
	if err != nil {
		return failed(http.StatusInternalServerError, graphError{Message: "the sandbox lost the file", Code: 131000})
	}
	return answer{status: http.StatusOK, header: http.Header{"Content-Type": {media.MIME}}, file: file, size: media.Size}
}
