package whatsapptest

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// answer is what a request gets. Endpoints return it rather than write it, so
// that faults can spoil it and the latency lies between work and answer.
type answer struct {
	status int
	header http.Header
	body   []byte
	file   io.ReadCloser // in place of body
	size   int64         // of file
	cut    Cut
}

// write sends the answer, whole or cut.
func (a answer) write(w http.ResponseWriter) {
	if a.file != nil {
		defer func() { _ = a.file.Close() }()
	}
	if a.cut == CutAnswer {
		panic(http.ErrAbortHandler)
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	size := a.size
	if a.file == nil {
		size = int64(len(a.body))
	}
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(a.status)
	if a.cut == CutHalfAnswer {
		size /= 2
	}
	if a.file != nil {
		_, _ = io.CopyN(w, a.file, size)
	} else {
		_, _ = w.Write(a.body[:size])
	}
	if a.cut == CutHalfAnswer {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

func jsonAnswer(status int, value any) answer {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // URLs stay fit for copying
	if encoder.Encode(value) != nil {
		return htmlAnswer(http.StatusInternalServerError)
	}
	header := http.Header{"Content-Type": {"application/json; charset=UTF-8"}, "Facebook-Api-Version": {"v25.0"}}
	return answer{status: status, header: header, body: body.Bytes()}
}

// htmlAnswer is what a proxy in between says when it has nothing better.
func htmlAnswer(status int) answer {
	text := fmt.Sprintf("<html><body><h1>%d %s</h1></body></html>", status, http.StatusText(status))
	return answer{status: status, header: http.Header{"Content-Type": {"text/html; charset=UTF-8"}}, body: []byte(text)}
}

// graphError is the error object in its envelope's order.
type graphError struct {
	Message   string     `json:"message"`
	Type      string     `json:"type"`
	Code      int        `json:"code"`
	Subcode   int        `json:"error_subcode,omitempty"`
	Data      *errorData `json:"error_data,omitempty"`
	UserTitle string     `json:"error_user_title,omitempty"`
	UserText  string     `json:"error_user_msg,omitempty"`
	Trace     string     `json:"fbtrace_id"`
}

type errorData struct {
	Product string `json:"messaging_product"`
	Details string `json:"details"`
}

// Codes the fake itself answers with.
const (
	codeInvalid     = 100
	codeToken       = 190
	codeUnknownPath = 2500
	subcodeMissing  = 33
)

func failed(status int, e graphError) answer {
	if e.Type == "" {
		e.Type = "OAuthException"
	}
	e.Trace = traceID()
	return jsonAnswer(status, map[string]graphError{"error": e})
}

func invalid(format string, args ...any) answer {
	return failed(http.StatusBadRequest, graphError{Message: fmt.Sprintf("(#100) "+format, args...), Code: codeInvalid})
}

func unauthorised(message string) answer {
	a := failed(http.StatusUnauthorized, graphError{Message: message, Code: codeToken})
	a.header.Set("WWW-Authenticate", `OAuth "Facebook Platform" "invalid_token" `+strconv.Quote(message))
	return a
}

// missing is what the API says of an id that does not exist, expired or is
// somebody else's: HTTP 400, never 404.
func missing(method, id string) answer {
	verb := map[string]string{http.MethodGet: "get", http.MethodPost: "post", http.MethodDelete: "delete"}[method]
	return failed(http.StatusBadRequest, graphError{
		Message: fmt.Sprintf("Unsupported %s request. Object with ID '%.64s' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api", verb, id),
		Type:    "GraphMethodException", Code: codeInvalid, Subcode: subcodeMissing,
	})
}

func unknownPath(r *http.Request) answer {
	return failed(http.StatusBadRequest, graphError{Message: fmt.Sprintf("Unknown path components: %.200s", r.URL.Path), Code: codeUnknownPath})
}

func traceID() string {
	var b [17]byte
	_, _ = rand.Read(b[:])
	return "A" + base64.RawURLEncoding.EncodeToString(b[:])
}
