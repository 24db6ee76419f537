package onprem

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// Item is a media that a webhook tells of.
type Item struct {
	ID string
	// Kind is "image", "audio" and so on.
	Kind string
	MIME string
	// SHA256 is the hash of the bytes in lower-case hex.
	SHA256 string
	// Status is as it came. It is "downloaded" also of media that failed: see Stored.
	Status string
	// Errors say why the media is not there.
	Errors []*Error
}

// Stored reports whether the client has the media now.
func (i Item) Stored() bool { return i.Status == "downloaded" && len(i.Errors) == 0 }

// Error is a refusal, in the answer to a request or in a webhook.
type Error struct {
	// HTTPStatus is that of the answer, 0 in a webhook.
	HTTPStatus int
	// Code is 1006 in the answer where the path or the media is not known, 400 in a
	// webhook where the media could not be had.
	Code           int
	Title, Details string
}

// Error gives title, details and code.
func (e *Error) Error() string {
	text := e.Title
	if e.Details != "" {
		text = strings.TrimPrefix(text+": "+e.Details, ": ")
	}
	switch {
	case e.Code != 0:
		text += fmt.Sprintf(" [code %d]", e.Code)
	case e.HTTPStatus != 0:
		text += fmt.Sprintf(" [HTTP %d]", e.HTTPStatus)
	}
	return text
}

// UnmarshalJSON reads an error object of the API.
func (e *Error) UnmarshalJSON(raw []byte) error {
	var given struct {
		Code    wire.Int  `json:"code"`
		Title   wire.Text `json:"title"`
		Details wire.Text `json:"details"`
	}
	if err := json.Unmarshal(raw, &given); err != nil {
		return err
	}
	*e = Error{Code: int(given.Code), Title: oneLine(given.Title), Details: oneLine(given.Details)}
	return nil
}

// oneLine makes a text of a server fit for a log.
func oneLine(t wire.Text) string {
	const limit = 600
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(t), "?")), " ")
	return strings.ToValidUTF8(text[:min(len(text), limit)], "")
}

// ParseWebhook reads what a client posted. Items that are no objects are left out; a
// body that is not a JSON object is an error, one without items has none.
func ParseWebhook(body []byte) ([]Item, error) {
	var note struct {
		Items wire.List[item] `json:"media_items"`
	}
	if err := json.Unmarshal(body, &note); err != nil {
		return nil, fmt.Errorf("on-premises webhook: the body is not a JSON object: %w", err)
	}
	var items []Item
	for _, it := range note.Items.Items {
		items = append(items, Item(it))
	}
	return items, nil
}

type item Item

// UnmarshalJSON reads the media that stands under the name of the item's type.
func (i *item) UnmarshalJSON(raw []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	var kind wire.Text
	var errs wire.List[*Error]
	var media struct {
		ID     wire.Text   `json:"id"`
		MIME   wire.Text   `json:"mime_type"`
		SHA256 wire.SHA256 `json:"sha256"`
		Status wire.Text   `json:"status"`
	}
	// What cannot be read is left at its zero value.
	_ = json.Unmarshal(fields["type"], &kind)
	_ = json.Unmarshal(fields["errors"], &errs)
	_ = json.Unmarshal(fields[string(kind)], &media)
	*i = item{ID: string(media.ID), Kind: string(kind), MIME: string(media.MIME), SHA256: string(media.SHA256), Status: string(media.Status), Errors: errs.Items}
	return nil
}
