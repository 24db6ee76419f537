package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// UploadHandle uploads a file by the Resumable Upload API of the app appID and
// returns its handle, which template headers and profile pictures want instead of
// a media id. The two cannot stand for each other. A connection that breaks is
// resumed where the server says it stopped, within the limits of Config.Retry.
func (c *Client) UploadHandle(ctx context.Context, appID string, m Media) (handle string, err error) {
	session, err := c.StartSession(ctx, appID, m)
	if err != nil {
		return "", err
	}
	return c.ResumeSession(ctx, session, m)
}

// StartSession opens an upload session for a file and returns its id. The id is
// signed: whoever also has the token can write to the session.
func (c *Client) StartSession(ctx context.Context, appID string, m Media) (session string, err error) {
	err = c.repeat(ctx, opStart, func() (err error) {
		session, err = c.startOnce(ctx, appID, m)
		return err
	})
	return session, err
}

func (c *Client) startOnce(ctx context.Context, appID string, m Media) (session string, err error) {
	if err := errors.Join(checkID("app id", appID), m.check()); err != nil {
		return "", &Error{Op: opStart, Err: err}
	}
	target := c.endpoint(appID, "uploads")
	target.RawQuery = url.Values{
		"file_name":   {partName(m.Name)},
		"file_length": {strconv.FormatInt(m.Size, 10)},
		"file_type":   {m.MIME},
	}.Encode()
	req, err := c.request(ctx, opStart, http.MethodPost, target, oauth)
	if err != nil {
		return "", err
	}
	var answer struct {
		ID wire.Text `json:"id"`
	}
	if err := c.call(req, opStart, &answer); err != nil {
		return "", err
	}
	if _, err := c.sessionURL(string(answer.ID)); err != nil {
		return "", &Error{Op: opStart, Class: Transient, HTTPStatus: http.StatusOK, Err: err}
	}
	return string(answer.ID), nil
}

// SessionOffset asks how many bytes of the file the session holds.
func (c *Client) SessionOffset(ctx context.Context, session string) (offset int64, err error) {
	err = c.repeat(ctx, opOffset, func() (err error) {
		offset, err = c.offsetOnce(ctx, session)
		return err
	})
	return offset, err
}

func (c *Client) offsetOnce(ctx context.Context, session string) (int64, error) {
	var answer struct {
		Offset *wire.Int `json:"file_offset"`
	}
	if err := c.callSession(ctx, opOffset, http.MethodGet, session, &answer, nil); err != nil {
		return 0, err
	}
	if answer.Offset == nil || *answer.Offset < 0 {
		return 0, &Error{Op: opOffset, Class: Transient, HTTPStatus: http.StatusOK, Message: "the answer holds no offset"}
	}
	return int64(*answer.Offset), nil
}

// offsetRounds bounds how often a session is asked where it stands for one ResumeSession, offsetPause is the wait before the
// second time; it doubles.
const (
	offsetRounds = 6
	offsetPause  = 50 * time.Millisecond
)

// ResumeSession sends what the session does not hold yet, all of it at first, and
// returns the handle. m is the file the session was started for. A server that still
// reads an earlier, broken request moves its offset meanwhile: its refusal of the
// old one is answered by asking again, a few times.
func (c *Client) ResumeSession(ctx context.Context, session string, m Media) (handle string, err error) {
	if err := m.check(); err != nil {
		return "", &Error{Op: opSession, Err: err}
	}
	err = c.repeat(ctx, opSession, func() (err error) {
		handle, err = c.resumeOnce(ctx, session, m)
		return err
	})
	return handle, err
}

func (c *Client) resumeOnce(ctx context.Context, session string, m Media) (handle string, err error) {
	offset, err := c.offsetOnce(ctx, session)
	for round := range offsetRounds {
		if err != nil {
			return "", err
		}
		var refusal error
		handle, refusal = c.sendRest(ctx, session, m, offset)
		if !isRefusal(refusal) || round == offsetRounds-1 {
			return handle, refusal
		}
		if err := sleep(ctx, offsetPause<<round); err != nil {
			return "", failed(opSession, err)
		}
		sent := offset
		if offset, err = c.offsetOnce(ctx, session); err == nil && offset == sent {
			return "", refusal // the offset was right: the refusal means something else
		}
	}
	return handle, err
}

// isRefusal reports whether the platform read a request and refused it as it is, as
// it does where the offset is another.
func isRefusal(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.HTTPStatus/100 == 4 && e.Class == Permanent
}

// sendRest sends the file from offset to its end.
func (c *Client) sendRest(ctx context.Context, session string, m Media, offset int64) (handle string, err error) {
	if offset > m.Size {
		return "", &Error{Op: opSession, Message: fmt.Sprintf("the session holds %d bytes, the file has %d: it is another file's session", offset, m.Size)}
	}
	var answer struct {
		Handle wire.Text `json:"h"`
	}
	err = c.callSession(ctx, opSession, http.MethodPost, session, &answer, func(req *http.Request) { attachRest(req, m, offset) })
	if err != nil {
		return "", err
	}
	if answer.Handle == "" {
		return "", &Error{Op: opSession, Class: Transient, HTTPStatus: http.StatusOK, Message: "the answer holds no handle"}
	}
	return string(answer.Handle), nil
}

// callSession calls the URL of a session. prepare may add to the request.
func (c *Client) callSession(ctx context.Context, op, method, session string, out any, prepare func(*http.Request)) error {
	target, err := c.sessionURL(session)
	if err != nil {
		return &Error{Op: op, Err: err}
	}
	req, err := c.request(ctx, op, method, target, oauth)
	if err != nil {
		return err
	}
	if prepare != nil {
		prepare(req)
	}
	return c.call(req, op, out)
}

func attachRest(req *http.Request, m Media, offset int64) {
	body := func() io.ReadCloser {
		rest := io.NewSectionReader(m.Content, offset, m.Size-offset)
		return io.NopCloser(&wholeFile{r: rest, left: m.Size - offset})
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("file_offset", strconv.FormatInt(offset, 10))
	req.ContentLength = m.Size - offset
	req.Body = http.NoBody
	if req.ContentLength > 0 {
		req.Body = body()
		req.GetBody = func() (io.ReadCloser, error) { return body(), nil }
	}
}

// sessionURL makes a URL of a session id, which is both path and query:
// "upload:MTphd…?sig=ARZq…". The id is not repeated in errors.
func (c *Client) sessionURL(session string) (*url.URL, error) {
	target, err := url.Parse(strings.TrimRight(c.endpoint().String(), "/") + "/" + session)
	if err != nil || !strings.HasPrefix(session, "upload:") || strings.Contains(session, "..") || target.Fragment != "" {
		return nil, errors.New(`not the id of an upload session: want one that starts with "upload:"`)
	}
	return target, nil
}
