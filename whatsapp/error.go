package whatsapp

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// Class says what to do about an error. The zero value, Permanent, is the one
// that is never wrong: do not repeat the call.
type Class int

// The classes of an Error.
const (
	Permanent Class = iota // the same call will fail again
	Throttled              // a limit was reached: try again after RetryAfter
	Transient              // the server or the network failed: try again soon
	Auth                   // token, permission, account or phone number refused: every call of this batch would fail alike
	NotFound               // the media does not exist, expired, or belongs to somebody else
)

// String returns the class in lower-case words.
func (c Class) String() string {
	switch c {
	case Permanent:
		return "permanent"
	case Throttled:
		return "throttled"
	case Transient:
		return "transient"
	case Auth:
		return "not authorised"
	case NotFound:
		return "not found"
	}
	return fmt.Sprintf("class %d", int(c))
}

// MarshalText writes the class as String does.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (c *Class) UnmarshalText(text []byte) error {
	for known := Permanent; known <= NotFound; known++ {
		if known.String() == string(text) {
			*c = known
			return nil
		}
	}
	return fmt.Errorf("class %q is not known", text)
}

// Error is a refusal of the API, a failure of the network, or an error object of
// a webhook. Its texts come from the server, made printable and cut to a sane
// length, with the token blanked.
type Error struct {
	// Op is the call that failed: "upload", "media url", "download", …
	Op string
	// Class says what to do about it.
	Class Class
	// HTTPStatus is the status of the answer, 0 when there was none.
	HTTPStatus int
	// Code and Subcode are the API's own; the Code is what the platform asks to build on.
	Code, Subcode int
	// Message is the API's sentence, Details its error_data.details.
	Message, Details string
	// TraceID is fbtrace_id, which Meta's support asks for.
	TraceID string
	// RetryAfter is how long the server asks to wait, 0 when it did not say.
	RetryAfter time.Duration
	// InDoubt is true of an upload that may have been accepted although no id
	// came back. False means that it certainly was not.
	InDoubt bool
	// Hint says what to do, where more is known than the code tells.
	Hint string
	// Err is the cause when there was no answer: the context's or the network's error.
	Err error

	transient bool // the API said is_transient
	coded     bool // the answer was an error object with a code: the API itself spoke
	badMedia  bool // the file is the cause
	final     bool // the call cannot be repeated, whatever the class
}

// Error tells what failed, how the API put it, and what to do about it.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(e.what())
	if origin := e.origin(); origin != "" {
		b.WriteString(" [" + origin + "]")
	}
	if e.InDoubt {
		b.WriteString("; the upload may have been accepted all the same")
	}
	if hint := e.advice(); hint != "" {
		b.WriteString("; " + hint)
	}
	return b.String()
}

// tokenRefused reports whether a new token may help: the code of a token that is
// invalid or expired, or the HTTP status for it.
func (e *Error) tokenRefused() bool {
	if e.coded {
		return e.Class == Auth && (e.Code == 0 || e.Code == 190)
	}
	return e.HTTPStatus == 401
}

// Unwrap returns the cause, so that errors.Is finds context.Canceled.
func (e *Error) Unwrap() error { return e.Err }

// Explain returns what the error's code means of the call in Op, and false when the
// code is not in the table.
func (e *Error) Explain() (Code, bool) {
	if e.Code == 0 && !e.coded {
		return Code{}, false
	}
	return lookup(e.Op, e.Code, e.Subcode)
}

func (e *Error) what() string {
	var parts []string
	for _, s := range []string{e.Message, e.Details} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	if len(parts) == 0 {
		return e.Class.String()
	}
	return strings.Join(parts, ": ")
}

func (e *Error) origin() string {
	var parts []string
	if e.coded {
		parts = append(parts, fmt.Sprintf("code %d", e.Code))
	}
	if e.Subcode != 0 {
		parts = append(parts, fmt.Sprintf("subcode %d", e.Subcode))
	}
	if e.HTTPStatus != 0 {
		parts = append(parts, fmt.Sprintf("HTTP %d", e.HTTPStatus))
	}
	if e.TraceID != "" {
		parts = append(parts, "trace "+e.TraceID)
	}
	return strings.Join(parts, ", ")
}

func (e *Error) advice() string {
	switch {
	case e.Hint != "":
		return e.Hint
	case e.RetryAfter > 0:
		return fmt.Sprintf("try again in %s", e.RetryAfter)
	}
	row, _ := e.Explain()
	return row.Advice
}

// graphError is the error object as the Graph API and the webhooks write it.
type graphError struct {
	Message   wire.Text       `json:"message"`
	Title     wire.Text       `json:"title"`
	Code      *wire.Int       `json:"code"`
	Subcode   wire.Int        `json:"error_subcode"`
	Data      json.RawMessage `json:"error_data"`
	UserTitle wire.Text       `json:"error_user_title"`
	UserText  wire.Text       `json:"error_user_msg"`
	Trace     wire.Text       `json:"fbtrace_id"`
	Transient wire.Flag       `json:"is_transient"`
}

// MarshalJSON writes an error object as a webhook does, so that UnmarshalJSON reads it
// back, and what else is known of the call beside it.
func (e *Error) MarshalJSON() ([]byte, error) {
	type data struct {
		Details string `json:"details"`
	}
	out := struct {
		Code      *int   `json:"code,omitempty"`
		Subcode   int    `json:"error_subcode,omitempty"`
		Message   string `json:"message,omitempty"`
		Data      *data  `json:"error_data,omitempty"`
		Trace     string `json:"fbtrace_id,omitempty"`
		Transient bool   `json:"is_transient,omitempty"`
		Class     Class  `json:"class"`
		Op        string `json:"op,omitempty"`
		Status    int    `json:"http_status,omitempty"`
		Wait      int    `json:"retry_after_seconds,omitempty"`
		InDoubt   bool   `json:"in_doubt,omitempty"`
		Hint      string `json:"hint,omitempty"`
		Cause     string `json:"cause,omitempty"`
	}{
		Subcode: e.Subcode, Message: e.Message, Trace: e.TraceID, Transient: e.transient, Class: e.Class,
		Op: e.Op, Status: e.HTTPStatus, Wait: int(e.RetryAfter / time.Second), InDoubt: e.InDoubt, Hint: e.Hint,
	}
	if e.coded {
		out.Code = &e.Code
	}
	if e.Details != "" {
		out.Data = &data{e.Details}
	}
	if e.Err != nil {
		out.Cause = e.Err.Error()
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads an error object as the Graph API or a webhook writes it,
// and classifies it. It never fails on well-formed JSON: what has an unexpected
// type is left out, and a bare string is taken as the message.
func (e *Error) UnmarshalJSON(raw []byte) error {
	*e = Error{}
	var g graphError
	if json.Unmarshal(raw, &g) != nil {
		if err := g.Message.UnmarshalJSON(raw); err != nil {
			return err
		}
	}
	if g.Code != nil {
		e.Code, e.Subcode, e.coded = int(*g.Code), int(g.Subcode), true
	}
	e.Message = tidy(firstOf(g.Message, g.Title))
	e.Details = tidy(g.details())
	e.TraceID = tidy(string(g.Trace))
	e.transient = bool(g.Transient)
	e.classify()
	return nil
}

// details come as error_data.details, as error_data itself, or as the pair of
// texts that the API words for people.
func (g *graphError) details() string {
	var data struct {
		Details wire.Text `json:"details"`
	}
	var bare wire.Text
	if json.Unmarshal(g.Data, &data) == nil && data.Details != "" {
		return string(data.Details)
	}
	if json.Unmarshal(g.Data, &bare) == nil && bare != "" {
		return string(bare)
	}
	return strings.Trim(string(g.UserTitle+": "+g.UserText), ": ")
}

func firstOf(texts ...wire.Text) string {
	for _, t := range texts {
		if t != "" {
			return string(t)
		}
	}
	return ""
}

// tidy makes a server's text fit for a terminal and a log: one line, no control
// characters, at most 600 bytes.
func tidy(s string) string {
	const limit = 600
	s = strings.ToValidUTF8(s, "?")
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit-len("…")], "") + "…"
	}
	return s
}
