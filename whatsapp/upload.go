package whatsapp

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

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
	// TTL is how long the media lives, in whole minutes from 60 to 43200; 0 leaves
	// it to the platform. It is for numbers with No Storage, whose default is one
	// hour. Source: the official page on No Storage.
	TTL time.Duration
	// UseCase says what the media is for, where that is no message:
	// "call_voicemail_announcement". Description goes with it. Source: the official
	// page on call settings, 2026.
	UseCase, Description string
}

// Uploaded is a media that the platform accepted.
type Uploaded struct {
	// ID is a string of digits, larger than a float holds.
	ID string
	// Expires is when the id stops working as far as is known: UploadLifetime or
	// Media.TTL from now, zero for announcements, which stay. Media of numbers with
	// No Storage expire earlier than this where no TTL was given.
	Expires time.Time
	// TraceID is what Meta's support asks for, "" when the answer told none.
	TraceID string
	Usage   Usage
}

// Upload uploads a file and returns its media id. It never holds the file in memory.
//
// The API has no idempotency key and no list of media, so an upload whose answer
// was lost cannot be found again: its error has InDoubt set, and it is repeated
// only when Config.Retry says so. InDoubt is set when the last byte was handed to
// the connection and the API itself did not refuse. Without the last byte there is
// no whole form, and nothing can have been accepted.
//
// With Config.CheckUploads an error may come with an id: that of a media that
// arrived damaged or could not be asked for.
func (c *Client) Upload(ctx context.Context, m Media) (done Uploaded, err error) {
	if err := c.checkUpload(m); err != nil {
		return Uploaded{}, &Error{Op: opUpload, Err: err}
	}
	form, err := newForm(m)
	if err != nil {
		return Uploaded{}, &Error{Op: opUpload, Err: err}
	}
	form.check = c.cfg.CheckUploads
	doubtful := false
	err = c.repeat(ctx, opUpload, func() (err error) {
		done, err = c.uploadOnce(ctx, form)
		doubtful = doubtful || inDoubt(err)
		return err
	})
	var e *Error
	if errors.As(err, &e) && doubtful {
		e.InDoubt = true // of an earlier attempt
	}
	return done, err
}

func (c *Client) uploadOnce(ctx context.Context, form *form) (done Uploaded, err error) {
	req, err := c.request(ctx, opUpload, http.MethodPost, c.uploadTarget(), bearer)
	if err != nil {
		return Uploaded{}, err
	}
	form.attach(req)
	var answer struct {
		ID wire.Text `json:"id"`
	}
	head, err := c.callHead(req, opUpload, &answer)
	if err == nil && answer.ID == "" {
		err = &Error{Op: opUpload, Class: Transient, HTTPStatus: http.StatusOK, Message: "the answer holds no media id"}
	}
	if err != nil {
		return Uploaded{}, doubt(err, form.sent.Load())
	}
	done = Uploaded{ID: string(answer.ID), Expires: form.media.expires(time.Now()), TraceID: traceOf(head), Usage: usageOf(head)}
	if c.cfg.CheckUploads {
		err = c.checkArrived(ctx, done.ID, form)
	}
	return done, err
}

// checkArrived compares what the platform tells of a new media with what was sent.
// A question that fails leaves the upload in doubt.
func (c *Client) checkArrived(ctx context.Context, id string, form *form) error {
	info, err := c.mediaURLOnce(ctx, id, mediaCall{})
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			e.Op, e.InDoubt = opUpload, true
			e.Hint = "media " + id + " was accepted, but could not be asked for to check it"
		}
		return err
	}
	if form.sent.Load() && info.Size == form.media.Size && info.SHA256 == hex.EncodeToString(form.sum.Sum(nil)) {
		return nil
	}
	return &Error{
		Op: opUpload, Class: Transient, HTTPStatus: http.StatusOK,
		Message: fmt.Sprintf("media %s arrived with %d bytes and hash %s, which is not what was sent", id, info.Size, tidy(info.SHA256)),
		Hint:    "upload it again and use the new id",
	}
}

func (m Media) expires(now time.Time) time.Time {
	switch {
	case m.UseCase != "":
		return time.Time{}
	case m.TTL != 0:
		return now.Add(m.TTL)
	}
	return UploadLifetime.Expires(now)
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
	if c.cfg.PhoneNumberID == "" && c.cfg.KeyHeader == "" {
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
	case m.TTL != 0 && (m.TTL < time.Hour || m.TTL > 43200*time.Minute || m.TTL%time.Minute != 0):
		return fmt.Errorf("the TTL is %s: want whole minutes from 60 to 43200", m.TTL)
	}
	return checkMIME(m.MIME)
}
