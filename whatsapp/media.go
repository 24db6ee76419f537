package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// MediaInfo is what the API tells of a media id.
type MediaInfo struct {
	ID string
	// URL is where the bytes are, for five minutes, with the token.
	URL string
	// MIME is the type the media was uploaded or sent as.
	MIME string
	// SHA256 is the hash of the bytes in lower-case hex, "" when the API gave none. One that
	// cannot be read is as it was given, and Download refuses the media.
	SHA256 string
	// Size is in bytes, 0 when the API gave none.
	Size int64
}

// UnmarshalJSON reads the API's answer. The documents give the size as a string
// and the servers as a number; hashes come as hex or as base64.
func (m *MediaInfo) UnmarshalJSON(raw []byte) error {
	var answer struct {
		ID     wire.Text   `json:"id"`
		URL    wire.Text   `json:"url"`
		MIME   wire.Text   `json:"mime_type"`
		SHA256 wire.SHA256 `json:"sha256"`
		Size   wire.Int    `json:"file_size"`
	}
	var given struct {
		SHA256 json.RawMessage `json:"sha256"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &given); err != nil {
		return err
	}
	hash := string(answer.SHA256)
	if raw := strings.Trim(string(given.SHA256), `" `); hash == "" && raw != "null" {
		hash = raw
	}
	*m = MediaInfo{string(answer.ID), string(answer.URL), string(answer.MIME), hash, int64(answer.Size)}
	return nil
}

// MediaOption says more of a call on a media id.
type MediaOption func(*mediaCall)

type mediaCall struct {
	phone string
	known MediaInfo
}

func mediaCallOf(opts []MediaOption) mediaCall {
	var m mediaCall
	for _, set := range opts {
		set(&m)
	}
	return m
}

// OfNumber has the API check that the media belongs to a phone number, and refuse
// the call if it does not. Uploaded media belong to the number that uploaded them;
// users report that received media fail the check.
func OfNumber(phoneNumberID string) MediaOption {
	return func(m *mediaCall) { m.phone = phoneNumberID }
}

// Known gives a download what is known of the media, from a webhook or MediaURL: its
// URL is tried before the id is asked for another, and may stand without an id, and
// its hash is what the bytes are checked against.
func Known(info MediaInfo) MediaOption {
	return func(m *mediaCall) { m.known = info }
}

// mediaTarget is the URL of a media id.
func (c *Client) mediaTarget(id string, m mediaCall) (*url.URL, error) {
	if err := errors.Join(checkID("media id", id), checkPhone(m.phone)); err != nil {
		return nil, err
	}
	target := c.endpoint(id)
	if m.phone != "" {
		target.RawQuery = url.Values{"phone_number_id": {m.phone}}.Encode()
	}
	return target, nil
}

// MediaURL asks for the URL and the facts of a media id.
func (c *Client) MediaURL(ctx context.Context, id string, opts ...MediaOption) (info MediaInfo, err error) {
	err = c.repeat(ctx, opMediaURL, func() (err error) {
		info, err = c.mediaURLOnce(ctx, id, mediaCallOf(opts))
		return err
	})
	return info, err
}

func (c *Client) mediaURLOnce(ctx context.Context, id string, m mediaCall) (info MediaInfo, err error) {
	target, err := c.mediaTarget(id, m)
	if err != nil {
		return MediaInfo{}, &Error{Op: opMediaURL, Err: err}
	}
	req, err := c.request(ctx, opMediaURL, http.MethodGet, target, bearer)
	if err != nil {
		return MediaInfo{}, err
	}
	err = c.call(req, opMediaURL, &info)
	if err == nil && info.URL == "" {
		err = &Error{Op: opMediaURL, Class: Transient, HTTPStatus: http.StatusOK, Message: "the answer holds no URL"}
	}
	return info, err
}

// Delete deletes a media that was uploaded or received. An upload is safer to delete
// with OfNumber, which keeps media of other numbers.
func (c *Client) Delete(ctx context.Context, id string, opts ...MediaOption) error {
	lost := false // an answer that may have said that the media is deleted
	return c.repeat(ctx, opDelete, func() error {
		err := c.deleteOnce(ctx, id, mediaCallOf(opts))
		if lost && isClass(err, NotFound) {
			return nil
		}
		lost = lost || isClass(err, Transient)
		return err
	})
}

func (c *Client) deleteOnce(ctx context.Context, id string, m mediaCall) error {
	target, err := c.mediaTarget(id, m)
	if err != nil {
		return &Error{Op: opDelete, Err: err}
	}
	req, err := c.request(ctx, opDelete, http.MethodDelete, target, bearer)
	if err != nil {
		return err
	}
	var answer struct {
		Success wire.Flag `json:"success"`
	}
	if err := c.call(req, opDelete, &answer); err != nil {
		return err
	}
	if !answer.Success {
		return &Error{Op: opDelete, Class: Transient, HTTPStatus: http.StatusOK, Message: "the API did not say that the media was deleted"}
	}
	return nil
}

// mediaType is a Content-Type without its parameters.
func mediaType(contentType string) string {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return "nothing known"
	}
	return kind
}

// checkMIME refuses a type that cannot stand in a header.
func checkMIME(value string) error {
	kind, _, err := mime.ParseMediaType(value)
	if err != nil || !strings.Contains(kind, "/") || strings.ContainsAny(value, "\r\n") {
		return fmt.Errorf("MIME type %q: want one like image/jpeg", tidy(value))
	}
	return nil
}
