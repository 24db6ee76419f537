package webhook

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// Event is one change of the kind "messages": what happened on one phone number.
type Event struct {
	// AccountID is the WhatsApp Business Account, PhoneNumberID the business phone number.
	AccountID, PhoneNumberID string
	Messages                 []Message
	Statuses                 []Status
	// Errors concern the account rather than one message.
	Errors []*whatsapp.Error
	// Unreadable counts what could not be made sense of and was left out. Where
	// that is not even known to belong to an account, it has an Event of its own.
	Unreadable int
}

// Message is a message of a customer.
type Message struct {
	// ID is the same in every delivery of the message.
	ID string
	// From is the customer's phone number, UserID the business-scoped id. Since
	// usernames exist the first may be empty.
	From, UserID string
	// Time is when it was sent, zero when that is not told.
	Time time.Time
	// Type is "image", "text", "unsupported" and so on.
	Type string
	// Media is what an image, video, audio, document or sticker message carries,
	// nil for every other.
	Media *Media
	// Unsupported names the kind of an unsupported message, where it is told.
	Unsupported string
	// Errors say why the message or its media is not there: 131051, 131052.
	Errors []*whatsapp.Error
}

// Media is a file that a customer sent. Its ID can be downloaded for seven days.
type Media struct {
	ID string
	// MIME is the type with its parameters, such as "audio/ogg; codecs=opus".
	MIME string
	// SHA256 is the hash of the bytes in lower-case hex.
	SHA256 string
	// URL, when it is there, leads to the bytes for a short while, with the token.
	URL               string
	Caption, Filename string
	// Voice marks a voice message, Animated an animated sticker.
	Voice, Animated bool
}

// Status is what became of a message that was sent.
type Status struct {
	// MessageID is the id that sending returned.
	MessageID string
	// Recipient is the customer's phone number; it may be empty.
	Recipient string
	// Status is "sent", "delivered", "read", "played" or "failed".
	Status string
	Time   time.Time
	// Errors say why it failed. Media that could not be processed is 131053, with
	// what was found in the file as its Details.
	Errors []*whatsapp.Error
}

// Parse reads the body of a notification. Changes of other kinds are left out.
// It fails only on what is not a JSON object: inside, whatever can be read is.
func Parse(body []byte) ([]Event, error) {
	var note notification
	if err := json.Unmarshal(body, &note); err != nil {
		return nil, fmt.Errorf("webhook: the notification is not a JSON object: %w", err)
	}
	var events []Event
	bad := note.Entry.Bad
	for _, entry := range note.Entry.Items {
		bad += entry.Changes.Bad
		for _, change := range entry.Changes.Items {
			if change.Field == "messages" {
				events = append(events, change.Value.event(string(entry.ID)))
			}
		}
	}
	if bad > 0 {
		events = append(events, Event{Unreadable: bad})
	}
	return events, nil
}

type notification struct {
	Entry wire.List[struct {
		ID      wire.Text `json:"id"`
		Changes wire.List[struct {
			Field wire.Text `json:"field"`
			Value value     `json:"value"`
		}] `json:"changes"`
	}] `json:"entry"`
}

type value struct {
	Metadata struct {
		PhoneNumberID wire.Text `json:"phone_number_id"`
	} `json:"metadata"`
	Messages wire.List[message]         `json:"messages"`
	Statuses wire.List[status]          `json:"statuses"`
	Errors   wire.List[*whatsapp.Error] `json:"errors"`
}

func (v *value) event(account string) Event {
	e := Event{
		AccountID:     account,
		PhoneNumberID: string(v.Metadata.PhoneNumberID),
		Errors:        v.Errors.Items,
		Unreadable:    v.Messages.Bad + v.Statuses.Bad + v.Errors.Bad,
	}
	for _, m := range v.Messages.Items {
		e.Messages = append(e.Messages, m.message())
	}
	for _, s := range v.Statuses.Items {
		e.Statuses = append(e.Statuses, s.status())
	}
	return e
}
