package whatsapp

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

const (
	bearer = "Bearer"
	oauth  = "OAuth"
)

// Media is a file to upload.
type Media struct {
	// Name is the file's name. Its folder is left out; "" becomes "file". It is sent with an extension that does not
	// contradict MIME: voice.opus goes as voice.ogg.
	Name string
	// MIME is sent as the type of the file; the API takes 19 types and checks nothing else. audio/opus goes as audio/ogg.
	MIME string
	// Content is read from 0 to Size, more than once when an upload is repeated.
	// It must not change before the call returns.
	Content io.ReaderAt
	// Size is in bytes.
	Size int64
}

// Uploader uploads a file and returns its media id. A Client is one; Retry and
// RateLimit are made of one.
type Uploader interface {
	Upload(ctx context.Context, m Media) (id string, err error)
}

// Upload uploads a file and returns its media id, a string of digits that lives
// for MediaTTL. It sends the file once and never holds it in memory.
//
// The API has no idempotency key and no list of media, so an upload whose answer
// was lost cannot be found again: its error has InDoubt set. It is set when the
// last byte was handed to the connection and the API itself did not refuse.
// Without the last byte there is no whole form, and nothing can have been accepted.
func (c *Client) Upload(ctx context.Context, m Media) (string, error) {
	const op = "upload"
	if err := c.checkUpload(m); err != nil {
		return "", &Error{Op: op, Err: err}
	}
	form, err := newForm(m)
	if err != nil {
		return "", &Error{Op: op, Err: err}
	}
	req, err := c.request(ctx, op, http.MethodPost, c.endpoint(c.cfg.PhoneNumberID, "media"), bearer)
	if err != nil {
		return "", err
	}
	form.attach(req)
	var answer struct {
		ID wire.Text `json:"id"`
	}
	err = c.call(req, op, &answer)
	if err == nil && answer.ID == "" {
		err = &Error{Op: op, Class: Transient, HTTPStatus: http.StatusOK, Message: "the answer holds no media id"}
	}
	return string(answer.ID), doubt(err, form.sent.Load())
}

// doubt marks the error of an upload that may have been accepted.
func doubt(err error, sent bool) error {
	var e *Error
	if errors.As(err, &e) {
		refused := e.coded || e.HTTPStatus/100 == 3 || e.HTTPStatus/100 == 4
		e.InDoubt = sent && !refused
	}
	return err
}

func (c *Client) checkUpload(m Media) error {
	if c.cfg.PhoneNumberID == "" {
		return errors.New("no phone number id: set Config.PhoneNumberID")
	}
	return m.check()
}

func (m Media) check() error {
	switch {
	case m.Content == nil:
		return errors.New("the media has no content: set Media.Content")
	case m.Size <= 0:
		return errors.New("the media is empty: want a size above 0")
	}
	return checkMIME(m.MIME)
}
