package webhook

import (
	"encoding/json"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// change is a change as it is sent.
type change struct {
	raw   Raw
	Field wire.Text
	Value value
}

// UnmarshalJSON reads an object and keeps it.
func (c *change) UnmarshalJSON(raw []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	read(fields, "field", &c.Field)
	read(fields, "value", &c.Value)
	return c.raw.UnmarshalJSON(raw)
}

func (c *change) event() Event {
	v := &c.Value
	e := Event{
		Field:              string(c.Field),
		PhoneNumberID:      string(v.Metadata.PhoneNumberID),
		DisplayPhoneNumber: string(v.Metadata.DisplayPhoneNumber),
		Contacts:           converted(v.Contacts.Items, contact.contact),
		Messages:           converted(v.Messages.Items, message.message),
		Echoes:             converted(v.Echoes.Items, message.message),
		Statuses:           converted(v.Statuses.Items, status.status),
		History:            converted(v.History.Items, history.history),
		Errors:             v.Errors.Items,
		Unreadable:         v.Contacts.Bad + v.Messages.Bad + v.Echoes.Bad + v.Statuses.Bad + v.History.Bad + v.Errors.Bad,
		Raw:                c.raw,
	}
	for _, h := range v.History.Items {
		e.Unreadable += h.bad()
	}
	return e
}

func converted[From, To any](items []From, convert func(From) To) []To {
	var out []To
	for _, item := range items {
		out = append(out, convert(item))
	}
	return out
}

type value struct {
	Metadata struct {
		PhoneNumberID, DisplayPhoneNumber wire.Text
	}
	Contacts wire.List[contact]
	Messages wire.List[message]
	Echoes   wire.List[message]
	Statuses wire.List[status]
	History  wire.List[history]
	Errors   wire.List[*whatsapp.Error]
}

// UnmarshalJSON reads each field for itself.
func (v *value) UnmarshalJSON(raw []byte) error {
	var fields, metadata map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	read(fields, "metadata", &metadata)
	read(metadata, "phone_number_id", &v.Metadata.PhoneNumberID)
	read(metadata, "display_phone_number", &v.Metadata.DisplayPhoneNumber)
	read(fields, "contacts", &v.Contacts)
	read(fields, "messages", &v.Messages)
	read(fields, "message_echoes", &v.Echoes)
	read(fields, "statuses", &v.Statuses)
	read(fields, "history", &v.History)
	read(fields, "errors", &v.Errors)
	return nil
}

type contact struct {
	Profile struct {
		Name     wire.Text `json:"name"`
		Username wire.Text `json:"username"`
	} `json:"profile"`
	WaID         wire.Text `json:"wa_id"`
	UserID       wire.Text `json:"user_id"`
	ParentUserID wire.Text `json:"parent_user_id"`
}

func (c contact) contact() Contact {
	return Contact{
		Name: string(c.Profile.Name), Username: string(c.Profile.Username),
		WaID: string(c.WaID), UserID: string(c.UserID), ParentUserID: string(c.ParentUserID),
	}
}

type history struct {
	Metadata struct {
		Phase    wire.Int `json:"phase"`
		Chunk    wire.Int `json:"chunk_order"`
		Progress wire.Int `json:"progress"`
	} `json:"metadata"`
	Threads wire.List[thread]          `json:"threads"`
	Errors  wire.List[*whatsapp.Error] `json:"errors"`
}

func (h history) history() History {
	return History{
		Phase: int(h.Metadata.Phase), Chunk: int(h.Metadata.Chunk), Progress: int(h.Metadata.Progress),
		Threads: converted(h.Threads.Items, thread.thread), Errors: h.Errors.Items,
	}
}

// bad counts the elements of the lists that could not be read.
func (h *history) bad() int {
	bad := h.Threads.Bad + h.Errors.Bad
	for _, t := range h.Threads.Items {
		bad += t.Messages.Bad
	}
	return bad
}

type thread struct {
	ID       wire.Text          `json:"id"`
	Messages wire.List[message] `json:"messages"`
}

func (t thread) thread() Thread {
	return Thread{ID: string(t.ID), Messages: converted(t.Messages.Items, message.message)}
}
