package whatsapp

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// Names of the calls in Error.Op.
const (
	opUpload   = "upload"
	opMediaURL = "media url"
	opDownload = "download"
	opDelete   = "delete"
	opStart    = "start upload session"
	opOffset   = "upload session offset"
	opSession  = "upload to session"
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

// Upload uploads a file and returns its media id, a string of digits that lives
// for MediaTTL. It never holds the file in memory.
//
// The API has no idempotency key and no list of media, so an upload whose answer
// was lost cannot be found again: its error has InDoubt set, and it is repeated
// only when Config.Retry says so. InDoubt is set when the last byte was handed to
// the connection and the API itself did not refuse. Without the last byte there is
// no whole form, and nothing can have been accepted.
func (c *Client) Upload(ctx context.Context, m Media) (id string, err error) {
	if err := c.checkUpload(m); err != nil {
		return "", &Error{Op: opUpload, Err: err}
	}
	form, err := newForm(m)
	if err != nil {
		return "", &Error{Op: opUpload, Err: err}
	}
	doubtful := false
	err = c.repeat(ctx, opUpload, func() (err error) {
		id, err = c.uploadOnce(ctx, form)
		doubtful = doubtful || inDoubt(err)
		return err
	})
	var e *Error
	if errors.As(err, &e) && doubtful {
		e.InDoubt = true // of an earlier attempt
	}
	return id, err
}

func (c *Client) uploadOnce(ctx context.Context, form *form) (string, error) {
	req, err := c.request(ctx, opUpload, http.MethodPost, c.endpoint(c.cfg.PhoneNumberID, "media"), bearer)
	if err != nil {
		return "", err
	}
	form.attach(req)
	var answer struct {
		ID wire.Text `json:"id"`
	}
	err = c.call(req, opUpload, &answer)
	if err == nil && answer.ID == "" {
		err = &Error{Op: opUpload, Class: Transient, HTTPStatus: http.StatusOK, Message: "the answer holds no media id"}
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

func inDoubt(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.InDoubt
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
