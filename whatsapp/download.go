package whatsapp

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
)

// largestDownload is the limit of received media, 100 MB at its binary reading.
// Source: the official media page, read 2025-12-11.
const largestDownload = 100 << 20

// blockedHint is field knowledge, not documentation.
const blockedHint = "the media host is known to refuse some user agents and addresses: set a user agent of your own, or try from another network"

// Download writes the bytes of a media id to w and returns what the API tells of
// it. Hash and size are checked while the bytes pass, so after an error w may hold
// bytes that must not be used; DownloadFile leaves none. For the same reason it is
// repeated only as long as nothing was written. A URL that the media host does not
// know is renewed, then the token, as the official page advises.
// Errors of w come back as they are, all others as *Error.
func (c *Client) Download(ctx context.Context, id string, w io.Writer, opts ...MediaOption) (info MediaInfo, err error) {
	sink := &sink{w: w}
	err = c.repeat(ctx, opDownload, func() (err error) {
		info, err = c.downloadOnce(ctx, id, sink, mediaCallOf(opts))
		var e *Error
		if errors.As(err, &e) {
			e.final = sink.n > 0
		}
		return err
	})
	return info, err
}

// downloadFile is Download to a file, which can be begun again.
func (c *Client) downloadFile(ctx context.Context, id string, file *os.File, opts []MediaOption) (info MediaInfo, err error) {
	err = c.repeat(ctx, opDownload, func() (err error) {
		_, seek := file.Seek(0, io.SeekStart)
		if err := errors.Join(seek, file.Truncate(0)); err != nil {
			return err
		}
		info, err = c.downloadOnce(ctx, id, &sink{w: file}, mediaCallOf(opts))
		return err
	})
	return info, err
}

// downloadOnce tries the URL that is known, then a fresh one, then one that a fresh
// token is given. Only "not found" leads on.
func (c *Client) downloadOnce(ctx context.Context, id string, w *sink, m mediaCall) (info MediaInfo, err error) {
	before, _ := c.tokens().get(ctx, opDownload)
	if m.known.URL != "" {
		info, err = m.known, c.get(ctx, m.known, w)
	} else {
		info, err = c.fetch(ctx, id, w, m)
	}
	if !isGone(err) {
		return info, err
	}
	if id != "" {
		info, err = c.fetch(ctx, id, w, m)
	}
	if !isGone(err) {
		return info, err
	}
	if now, tokenErr := c.tokens().ask(ctx, opDownload, before); id != "" && tokenErr == nil && now != before {
		info, err = c.fetch(ctx, id, w, m)
	}
	var e *Error
	if isGone(err) && errors.As(err, &e) {
		e.Class = NotFound
		e.Hint = "the URL was renewed already; renew the access token and try again"
		if id == "" {
			e.Hint = "the URL has expired, or is of another account; download by the media id"
		}
	}
	return info, err
}

// isGone reports whether the media host does not know the URL.
func isGone(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Op == opDownload && e.HTTPStatus == http.StatusNotFound
}

// DownloadFile downloads a media id to path. The bytes go to a temporary file
// beside it, ".wamedia-*.tmp", which takes its place, readable by the owner only,
// when they are all there and right. A file at path is replaced.
func (c *Client) DownloadFile(ctx context.Context, id, path string, opts ...MediaOption) (info MediaInfo, err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), ".wamedia-*.tmp")
	if err != nil {
		return MediaInfo{}, err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	if info, err = c.downloadFile(ctx, id, temp, opts); err != nil {
		return info, err
	}
	if err = errors.Join(temp.Sync(), temp.Close()); err != nil {
		return info, err
	}
	return info, os.Rename(temp.Name(), path)
}

// fetch asks for the URL and downloads from it.
func (c *Client) fetch(ctx context.Context, id string, w *sink, m mediaCall) (MediaInfo, error) {
	info, err := c.mediaURLOnce(ctx, id, m)
	if err != nil {
		return info, err
	}
	info.SHA256 = cmp.Or(m.known.SHA256, info.SHA256)
	return info, c.get(ctx, info, w)
}

// get downloads from the URL of a media.
func (c *Client) get(ctx context.Context, info MediaInfo, w *sink) error {
	if info.Size > largestDownload {
		return tooLarge(info.Size)
	}
	if _, err := hex.DecodeString(info.SHA256); err != nil || len(info.SHA256)%hex.EncodedLen(sha256.Size) != 0 {
		return &Error{Op: opDownload, Message: "the API gave a hash that cannot be read, so that the bytes cannot be checked"}
	}
	target, err := url.Parse(info.URL)
	if err != nil {
		return &Error{Op: opDownload, Message: "the API gave a media URL that cannot be read"}
	}
	if target, err = c.mediaSource(target); err != nil {
		return &Error{Op: opDownload, Err: err}
	}
	req, err := c.request(ctx, opDownload, http.MethodGet, target, bearer)
	if err != nil {
		return err
	}
	req.Header.Set("Accept-Encoding", "identity")
	err = c.exchange(req, opDownload, func(resp *http.Response) error { return c.receive(resp, info, w) })
	return withBlockedHint(err)
}

// receive copies the answer's body to w and checks it against what was announced.
func (c *Client) receive(resp *http.Response, info MediaInfo, sink *sink) error {
	if mediaType(resp.Header.Get("Content-Type")) == "text/html" && mediaType(info.MIME) != "text/html" {
		return &Error{Op: opDownload, HTTPStatus: resp.StatusCode, Message: "the media host answered with a web page instead of the media", Hint: blockedHint}
	}
	if resp.ContentLength > largestDownload {
		return tooLarge(resp.ContentLength)
	}
	sum, first := sha256.New(), head(nil)
	n, err := io.Copy(io.MultiWriter(sink, sum, &first), io.LimitReader(resp.Body, largestDownload+1))
	switch {
	case sink.err != nil:
		return fmt.Errorf("download: writing what was received: %w", sink.err)
	case err != nil:
		return failure(resp.Request, opDownload, err)
	case n > largestDownload:
		return tooLarge(n)
	}
	err = verify(info, n, hex.EncodeToString(sum.Sum(nil)))
	if err == nil && info.SHA256 != "" {
		return nil
	}
	if e := c.apiError(resp, info, first, n); e != nil {
		return e
	}
	if err != nil {
		return err
	}
	return checkContent(resp, info, first, n)
}

// verify compares what came with what the API announced.
func verify(info MediaInfo, n int64, sum string) error {
	damaged := func(format string, args ...any) error {
		return &Error{Op: opDownload, Class: Transient, HTTPStatus: http.StatusOK, Message: fmt.Sprintf(format, args...), Hint: "throw it away and download it again"}
	}
	switch {
	case info.Size != 0 && info.Size != n:
		return damaged("%d bytes came, %d were announced", n, info.Size)
	case info.SHA256 != "" && info.SHA256 != sum:
		return damaged("the bytes have the hash %s, announced was %s", sum, info.SHA256)
	}
	return nil
}

func tooLarge(n int64) error {
	return &Error{Op: opDownload, Message: fmt.Sprintf("the media has %d bytes or more, the platform's limit is %d", n, largestDownload)}
}

func withBlockedHint(err error) error {
	var e *Error
	if errors.As(err, &e) && e.HTTPStatus == http.StatusForbidden && !e.coded {
		e.Hint = blockedHint
	}
	return err
}

// sink tells a failing writer from a failing connection.
type sink struct {
	w   io.Writer
	n   int64
	err error
}

// Write counts bytes and remembers the error of the writer.
func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.n += int64(n)
	if err != nil {
		s.err = err
	}
	return n, err
}
