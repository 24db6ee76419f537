package whatsapp

import (
	"errors"
	"net/http"
	"strings"
)

// Kinds of errors for errors.Is. An Error may be of several.
var (
	// ErrAuth says that the token is missing, invalid or expired.
	ErrAuth = errors.New("the access token was refused")
	// ErrPermission says that the token, the account or the phone number may not do
	// this, or is not there.
	ErrPermission = errors.New("not permitted to this token, account or phone number")
	// ErrThrottled and ErrTransient are the classes of these names.
	ErrThrottled = errors.New("throttled")
	ErrTransient = errors.New("a fault that passes")
	// ErrBadMedia says that the file is the cause: its type, size or content.
	ErrBadMedia = errors.New("the media is not accepted")
	// ErrNotFound says that the media does not exist, has expired, or belongs to
	// somebody else.
	ErrNotFound = errors.New("no such media")
	// ErrExpired says that a token or the URL of a media has expired.
	ErrExpired = errors.New("expired")
	// ErrInDoubt says that an upload may have been accepted although no id came back.
	ErrInDoubt = errors.New("the upload may have been accepted")
)

// Is reports whether the error is of one of the kinds.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrAuth:
		return e.Class == Auth && e.ofToken()
	case ErrPermission:
		return e.Class == Auth && !e.ofToken()
	case ErrThrottled:
		return e.Class == Throttled
	case ErrTransient:
		return e.Class == Transient
	case ErrBadMedia:
		return e.ofMedia()
	case ErrNotFound:
		return e.Class == NotFound
	case ErrExpired:
		return e.Code == 190 && e.Subcode == 463 || e.Op == opDownload && e.HTTPStatus == http.StatusNotFound
	case ErrInDoubt:
		return e.InDoubt
	}
	return false
}

// ofToken tells refusals of the token, by the API or by the client, from others.
func (e *Error) ofToken() bool { return e.tokenRefused() || !e.coded && e.HTTPStatus == 0 }

// ofMedia reports whether the file is the cause. Code 100 on an upload is any bad
// parameter; the texts about the file name it.
func (e *Error) ofMedia() bool {
	upload := e.Op == opUpload || e.Op == opStart
	switch {
	case e.Class != Permanent:
		return false
	case e.coded && e.Code == 100 && upload:
		return strings.Contains(strings.ToLower(e.Message+" "+e.Details), "file")
	case e.coded:
		return e.Code == 131052 || e.Code == 131053 || e.Code == 131209 || e.Code == 131210
	}
	return e.badMedia || upload && e.HTTPStatus == http.StatusRequestEntityTooLarge
}
