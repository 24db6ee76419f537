package whatsapp

import (
	"net/http"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// headSize is how many bytes of a download are looked at: what mimetype looks at, and more than any error of the API has.
const headSize = 8 << 10

// head keeps the first bytes that are written to it.
type head []byte

// Write never fails.
func (h *head) Write(p []byte) (int, error) {
	*h = append(*h, p[:min(len(p), headSize-len(*h))]...)
	return len(p), nil
}

// checkContent looks at a body of n bytes that no hash vouches for. What a media host, or something between, sends in place
// of the media is refused, and so is media of another type than the API announced.
func checkContent(resp *http.Response, info MediaInfo, h head, n int64) error {
	refused := func(class Class, message, hint string) error {
		return &Error{Op: opDownload, Class: class, HTTPStatus: resp.StatusCode, Message: message, Hint: hint}
	}
	declared, found := mediaType(info.MIME), mimetype.Detect(h)
	switch {
	case n == 0:
		return refused(Transient, "the media host answered with an empty body", "download it again")
	case packed(resp, declared, found):
		return refused(Permanent, "the media host answered with compressed bytes, which were not asked for", blockedHint)
	case found.Is("text/html") && declared != "text/html" && !plain(declared):
		return refused(Permanent, "the media host answered with a web page instead of the media", blockedHint)
	case !agree(declared, found):
		return refused(Permanent, "the bytes are "+found.String()+", announced was "+declared, "ask the sender for the file again; no hash vouches for these bytes")
	}
	return nil
}

// plain reports whether text of any sort may come under a type: a document of text may begin as a web page does.
func plain(declared string) bool { return strings.HasPrefix(declared, "text/") }

// packed reports whether a body is compressed by the way, and not because the media is.
func packed(resp *http.Response, declared string, found *mimetype.MIME) bool {
	if encoding := resp.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return true
	}
	return found.Is("application/gzip") && !strings.Contains(declared, "gzip")
}

// apiError returns the error of the API that a body of n bytes is, sent in place of the media with the status of success, or nil.
func (c *Client) apiError(resp *http.Response, info MediaInfo, h head, n int64) error {
	if n > headSize || mediaType(info.MIME) == "application/json" {
		return nil
	}
	e := errorIn(c.tokens().removeFrom(string(h)))
	if e == nil {
		return nil
	}
	e = c.complete(e, opDownload, resp)
	if e.Hint = "the media host answered with an error of the API instead of the media; download it again"; e.Class == Permanent {
		e.Class = Transient
	}
	return e
}

// agree reports whether the bytes may be of the declared type. Only pictures, sound, film and PDF are told by their first
// bytes for certain. Containers of sound and of film are the same.
func agree(declared string, found *mimetype.MIME) bool {
	want, got := family(declared), family(found.String())
	switch {
	case want == "" || found.Is("application/octet-stream"):
		return true
	case want == "image" && got == "image":
		return found.Is(declared) || declared == "image/jpg" && found.Is("image/jpeg")
	}
	return want == got
}

// family is "image", "film" for film and sound, "pdf", or empty for types that their first bytes do not tell.
func family(mime string) string {
	top, _, _ := strings.Cut(mime, "/")
	switch {
	case top == "image":
		return "image"
	case top == "audio", top == "video", mime == "application/ogg", mime == "application/mp4":
		return "film"
	case mime == "application/pdf":
		return "pdf"
	}
	return ""
}
