package webhook

import (
	"encoding/json"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// message is a message as it is sent. Its media stands under the name of its type.
type message struct {
	ID          wire.Text
	From        wire.Text
	UserID      wire.Text
	Timestamp   wire.Int
	Type        wire.Text
	Media       *media
	Unsupported wire.Text
	Errors      wire.List[*whatsapp.Error]
}

// UnmarshalJSON reads each field for itself, so that one of an unexpected shape
// costs only itself.
func (m *message) UnmarshalJSON(raw []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	read(fields, "id", &m.ID)
	read(fields, "from", &m.From)
	read(fields, "from_user_id", &m.UserID)
	read(fields, "timestamp", &m.Timestamp)
	read(fields, "type", &m.Type)
	read(fields, "errors", &m.Errors)
	var unsupported struct {
		Type wire.Text `json:"type"`
	}
	read(fields, "unsupported", &unsupported)
	m.Unsupported = unsupported.Type
	switch m.Type {
	case "image", "video", "audio", "document", "sticker":
		read(fields, string(m.Type), &m.Media)
	}
	return nil
}

func read(fields map[string]json.RawMessage, name string, into any) {
	if raw, ok := fields[name]; ok {
		// What cannot be read is left at its zero value.
		_ = json.Unmarshal(raw, into)
	}
}

func (m *message) message() Message {
	return Message{
		ID: string(m.ID), From: string(m.From), UserID: string(m.UserID),
		Time: moment(m.Timestamp), Type: string(m.Type),
		Media: m.Media.media(), Unsupported: string(m.Unsupported), Errors: m.Errors.Items,
	}
}

type media struct {
	ID       wire.Text   `json:"id"`
	MIME     wire.Text   `json:"mime_type"`
	SHA256   wire.SHA256 `json:"sha256"`
	URL      wire.Text   `json:"url"`
	Caption  wire.Text   `json:"caption"`
	Filename wire.Text   `json:"filename"`
	Voice    wire.Flag   `json:"voice"`
	Animated wire.Flag   `json:"animated"`
}

// media returns nil for what holds no id: there is nothing to download.
func (m *media) media() *Media {
	if m == nil || m.ID == "" {
		return nil
	}
	return &Media{
		ID: string(m.ID), MIME: string(m.MIME), SHA256: string(m.SHA256), URL: string(m.URL),
		Caption: string(m.Caption), Filename: string(m.Filename), Voice: bool(m.Voice), Animated: bool(m.Animated),
	}
}

type status struct {
	ID        wire.Text                  `json:"id"`
	Recipient wire.Text                  `json:"recipient_id"`
	Status    wire.Text                  `json:"status"`
	Timestamp wire.Int                   `json:"timestamp"`
	Errors    wire.List[*whatsapp.Error] `json:"errors"`
}

func (s *status) status() Status {
	return Status{
		MessageID: string(s.ID), Recipient: string(s.Recipient), Status: string(s.Status),
		Time: moment(s.Timestamp), Errors: s.Errors.Items,
	}
}

// moment reads seconds since 1970.
func moment(seconds wire.Int) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}
