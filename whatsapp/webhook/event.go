package webhook

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// Event is one change of a notification: what happened on one phone number or
// account. json.Marshal writes it so that json.Unmarshal reads the same Event.
type Event struct {
	// Object is what the notification is about: "whatsapp_business_account".
	Object string `json:"object,omitempty"`
	// AccountID is the WhatsApp Business Account.
	AccountID string `json:"account_id,omitempty"`
	// Time is when the platform made the notification, zero when that is not told.
	Time time.Time `json:"time,omitzero"`
	// Field is the kind of the change: "messages", "smb_message_echoes", "history",
	// or another, of which Raw holds all there is.
	Field string `json:"field,omitempty"`
	// PhoneNumberID is the business phone number, DisplayPhoneNumber its digits.
	PhoneNumberID      string    `json:"phone_number_id,omitempty"`
	DisplayPhoneNumber string    `json:"display_phone_number,omitempty"`
	Contacts           []Contact `json:"contacts,omitempty"`
	// Messages are those of customers.
	Messages []Message `json:"messages,omitempty"`
	// Echoes are messages that the business sent from its phone.
	Echoes   []Message `json:"message_echoes,omitempty"`
	Statuses []Status  `json:"statuses,omitempty"`
	// History holds older messages, sent once after a number was connected.
	History []History `json:"history,omitempty"`
	// Errors concern the account rather than one message.
	Errors []*whatsapp.Error `json:"errors,omitempty"`
	// Unreadable counts the elements of the lists above that are no JSON objects; only
	// Raw holds them.
	Unreadable int `json:"unreadable,omitempty"`
	// Raw is the change as it came, {"field": …, "value": …}. An Event without a Field
	// has the whole notification here, as a part of it belongs to no change.
	Raw Raw `json:"raw,omitempty"`
}

// Contact is a customer that the messages and statuses of an Event are about.
type Contact struct {
	// Name is the profile's name, Username its user name where there is one.
	Name     string `json:"name,omitempty"`
	Username string `json:"username,omitempty"`
	// WaID is the phone number; UserID the business-scoped id, and ParentUserID that of
	// the business portfolio above it. Either sort may be missing.
	WaID         string `json:"wa_id,omitempty"`
	UserID       string `json:"user_id,omitempty"`
	ParentUserID string `json:"parent_user_id,omitempty"`
}

// History is a part of the messages of a number from before it was connected.
type History struct {
	// Phase is 0 for the first day, 1 to day 90, 2 to day 180; Chunk orders the parts
	// of a phase; Progress is the percentage sent so far, 100 at the end.
	Phase    int      `json:"phase"`
	Chunk    int      `json:"chunk_order"`
	Progress int      `json:"progress"`
	Threads  []Thread `json:"threads,omitempty"`
	// Errors say why there is none, such as that the business did not agree (2593109).
	Errors []*whatsapp.Error `json:"errors,omitempty"`
}

// Thread is the history of the conversation with one customer.
type Thread struct {
	// ID is the customer's phone number.
	ID       string    `json:"id,omitempty"`
	Messages []Message `json:"messages,omitempty"`
}

// Parse reads the body of a notification: an Event for each change, of whatever
// kind, and a last one without a Field where a part of the notification belongs to
// no change. It fails only on what is not a JSON object: inside, whatever can be
// read is, and Raw has the rest.
func Parse(body []byte) ([]Event, error) {
	var note notification
	if err := json.Unmarshal(body, &note); err != nil {
		return nil, fmt.Errorf("webhook: the notification is not a JSON object: %w", err)
	}
	var events []Event
	empty := len(note.keys) == 0
	left := leftOver(note.keys, "object", "entry")
	for _, entry := range note.Entry.Items {
		left = left || leftOver(entry.keys, "id", "time", "changes") || len(entry.Changes.Items) == 0
		for _, change := range entry.Changes.Items {
			e := change.event()
			e.Object, e.AccountID, e.Time = string(note.Object), string(entry.ID), moment(entry.Time)
			events = append(events, e)
		}
	}
	bad := note.bad()
	if bad > 0 || left || len(events) == 0 && !empty {
		last := Event{Object: string(note.Object), Unreadable: bad}
		if err := last.Raw.UnmarshalJSON(body); err != nil {
			return nil, fmt.Errorf("webhook: %w", err)
		}
		events = append(events, last)
	}
	return events, nil
}

// leftOver reports whether an object has other keys than those that are known.
func leftOver(keys map[string]json.RawMessage, known ...string) bool {
	for _, name := range known {
		delete(keys, name)
	}
	return len(keys) > 0
}

// bad counts what is in the place of an entry or a change and is none.
func (n *notification) bad() int {
	bad := n.Entry.Bad
	for _, entry := range n.Entry.Items {
		bad += entry.Changes.Bad
	}
	return bad
}

type notification struct {
	keys   map[string]json.RawMessage
	Object wire.Text
	Entry  wire.List[entry]
}

// UnmarshalJSON reads an object.
func (n *notification) UnmarshalJSON(raw []byte) error {
	if err := json.Unmarshal(raw, &n.keys); err != nil {
		return err
	}
	read(n.keys, "object", &n.Object)
	read(n.keys, "entry", &n.Entry)
	return nil
}

type entry struct {
	keys    map[string]json.RawMessage
	ID      wire.Text
	Time    wire.Int
	Changes wire.List[change]
}

// UnmarshalJSON reads an object.
func (e *entry) UnmarshalJSON(raw []byte) error {
	if err := json.Unmarshal(raw, &e.keys); err != nil {
		return err
	}
	read(e.keys, "id", &e.ID)
	read(e.keys, "time", &e.Time)
	read(e.keys, "changes", &e.Changes)
	return nil
}

// read reads one field of an object, so that one of an unexpected shape costs only
// itself.
func read(fields map[string]json.RawMessage, name string, into any) {
	if raw, ok := fields[name]; ok {
		// What cannot be read is left at its zero value.
		_ = json.Unmarshal(raw, into)
	}
}

// moment reads seconds, or milliseconds, since 1970.
func moment(n wire.Int) time.Time {
	const lastSecond = 253402300799 // of the year 9999, the last that JSON has
	switch {
	case n <= 0 || n/1000 > lastSecond:
		return time.Time{}
	case n > lastSecond:
		return time.UnixMilli(int64(n)).UTC()
	}
	return time.Unix(int64(n), 0).UTC()
}
