package webhook

import (
	"encoding/json"
	"strconv"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// message is a message as it is sent. Its content stands under the name of its type.
type message struct{ Message }

// message gives what was read.
func (m message) message() Message { return m.Message }

// UnmarshalJSON reads each field for itself.
func (m *message) UnmarshalJSON(raw []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	m.readHead(fields)
	m.readContent(fields)
	m.Context = contextOf(fields)
	m.HistoryStatus = text(object(fields, "history_context"), "status")
	m.Unsupported = text(object(fields, "unsupported"), "type")
	var errs wire.List[*whatsapp.Error]
	read(fields, "errors", &errs)
	m.Errors = errs.Items
	return m.Raw.UnmarshalJSON(raw)
}

func (m *message) readHead(fields map[string]json.RawMessage) {
	for name, into := range map[string]*string{
		"id": &m.ID, "from": &m.From, "from_user_id": &m.UserID, "from_parent_user_id": &m.ParentUserID,
		"to": &m.To, "to_user_id": &m.ToUserID, "to_parent_user_id": &m.ToParentUserID,
		"group_id": &m.GroupID, "type": &m.Type,
	} {
		*into = text(fields, name)
	}
	m.Time = timeIn(fields, "timestamp")
}

// readContent reads what stands under the name of the type.
func (m *message) readContent(fields map[string]json.RawMessage) {
	content := object(fields, m.Type)
	switch m.Type {
	case "text":
		m.Text = text(content, "body")
	case "image", "video", "audio", "document", "sticker":
		m.Media = mediaOf(fields[m.Type])
	case "reaction":
		m.Reaction = &Reaction{MessageID: text(content, "message_id"), Emoji: text(content, "emoji")}
	case "button":
		m.Reply = &Reply{Kind: "button", ID: text(content, "payload"), Title: text(content, "text")}
	case "interactive":
		m.Reply = replyOf(content)
	case "location":
		m.Location = locationOf(content)
	case "edit":
		m.Edit = editOf(content)
	case "revoke":
		m.Revoked = text(content, "original_message_id")
	case "system":
		m.System = &System{
			Type: text(content, "type"), Body: text(content, "body"), WaID: firstText(content, "wa_id", "new_wa_id"),
			UserID: text(content, "user_id"), PreviousUserID: text(content, "previous_user_id"),
		}
	}
}

// mediaOf returns nil for what holds no id: there is nothing to download.
func mediaOf(raw json.RawMessage) *Media {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || text(fields, "id") == "" {
		return nil
	}
	var hash wire.SHA256
	var voice, animated wire.Flag
	read(fields, "sha256", &hash)
	read(fields, "voice", &voice)
	read(fields, "animated", &animated)
	return &Media{
		ID: text(fields, "id"), MIME: text(fields, "mime_type"), SHA256: string(hash), URL: text(fields, "url"),
		Caption: text(fields, "caption"), Filename: text(fields, "filename"), Voice: bool(voice), Animated: bool(animated),
	}
}

func contextOf(fields map[string]json.RawMessage) *Context {
	given := object(fields, "context")
	if given == nil {
		return nil
	}
	var forwarded, often wire.Flag
	read(given, "forwarded", &forwarded)
	read(given, "frequently_forwarded", &often)
	product := object(given, "referred_product")
	return &Context{
		ID: text(given, "id"), From: text(given, "from"), Forwarded: bool(forwarded), FrequentlyForwarded: bool(often),
		CatalogID: text(product, "catalog_id"), ProductID: text(product, "product_retailer_id"),
	}
}

// replyOf reads what stands under the name of the reply's own type.
func replyOf(content map[string]json.RawMessage) *Reply {
	kind := text(content, "type")
	chosen := object(content, kind)
	return &Reply{
		Kind: kind, ID: text(chosen, "id"), Title: text(chosen, "title"), Description: text(chosen, "description"),
		Response: text(chosen, "response_json"),
	}
}

func locationOf(content map[string]json.RawMessage) *Location {
	if content == nil {
		return nil
	}
	return &Location{
		Latitude: degrees(content, "latitude"), Longitude: degrees(content, "longitude"),
		Name: text(content, "name"), Address: text(content, "address"), URL: text(content, "url"),
	}
}

func degrees(fields map[string]json.RawMessage, name string) float64 {
	n, err := strconv.ParseFloat(text(fields, name), 64)
	if err == nil && -360 <= n && n <= 360 {
		return n
	}
	return 0
}

func editOf(content map[string]json.RawMessage) *Edit {
	edit := &Edit{MessageID: text(content, "original_message_id")}
	if text(object(content, "message"), "type") == "edit" {
		return edit // edits of edits, however deep, are left to Raw
	}
	var edited *message
	read(content, "message", &edited)
	if edited != nil && edited.Raw != nil {
		edit.Message = &edited.Message
	}
	return edit
}

// object reads a field that holds an object, nil for any other.
func object(fields map[string]json.RawMessage, name string) map[string]json.RawMessage {
	var inner map[string]json.RawMessage
	read(fields, name, &inner)
	return inner
}

// text reads a field that holds a text or a number, "" for any other.
func text(fields map[string]json.RawMessage, name string) string {
	var t wire.Text
	read(fields, name, &t)
	return string(t)
}

func firstText(fields map[string]json.RawMessage, names ...string) string {
	for _, name := range names {
		if t := text(fields, name); t != "" {
			return t
		}
	}
	return ""
}
