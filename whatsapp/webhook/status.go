package webhook

import (
	"encoding/json"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// Status is what became of a message that was sent.
type Status struct {
	// MessageID is the id that sending returned.
	MessageID string `json:"id,omitempty"`
	// Recipient is the customer's phone number, or the group's id; it may be empty.
	Recipient string `json:"recipient_id,omitempty"`
	// RecipientType is "group" for a group.
	RecipientType string `json:"recipient_type,omitempty"`
	// RecipientUserID is the customer's business-scoped id, and the other that of the
	// portfolio above it.
	RecipientUserID       string `json:"recipient_user_id,omitempty"`
	RecipientParentUserID string `json:"recipient_parent_user_id,omitempty"`
	// Participant is the member of a group that the status is of.
	Participant       string `json:"recipient_participant_id,omitempty"`
	ParticipantUserID string `json:"recipient_participant_user_id,omitempty"`
	// Status is "sent", "delivered", "read", "played" or "failed".
	Status string    `json:"status,omitempty"`
	Time   time.Time `json:"time,omitzero"`
	// CallbackData is the biz_opaque_callback_data that the message was sent with.
	CallbackData string        `json:"biz_opaque_callback_data,omitempty"`
	Conversation *Conversation `json:"conversation,omitempty"`
	Pricing      *Pricing      `json:"pricing,omitempty"`
	// Errors say why it failed. Media that could not be processed is 131053, with
	// what was found in the file as its Details.
	Errors []*whatsapp.Error `json:"errors,omitempty"`
	// Raw is the status as it came.
	Raw Raw `json:"raw,omitempty"`
}

// Conversation is what a message is counted in. Since v24.0 it comes only for those
// that began free of charge.
type Conversation struct {
	ID string `json:"id,omitempty"`
	// Origin is its category, such as "service" or "marketing".
	Origin  string    `json:"origin,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

// Pricing says what a message costs.
type Pricing struct {
	Billable bool `json:"billable"`
	// Model is "PMP" for a price of each message, "CBP" for one of each conversation.
	Model string `json:"pricing_model,omitempty"`
	// Type is "regular", "free_customer_service" or "free_entry_point".
	Type     string `json:"type,omitempty"`
	Category string `json:"category,omitempty"`
}

// status is a status as it is sent.
type status struct{ Status }

func (s status) status() Status { return s.Status }

// UnmarshalJSON reads each field for itself.
func (s *status) UnmarshalJSON(raw []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for name, into := range map[string]*string{
		"id": &s.MessageID, "recipient_id": &s.Recipient, "recipient_type": &s.RecipientType,
		"recipient_user_id": &s.RecipientUserID, "recipient_parent_user_id": &s.RecipientParentUserID,
		"recipient_participant_id": &s.Participant, "recipient_participant_user_id": &s.ParticipantUserID,
		"status": &s.Status.Status, "biz_opaque_callback_data": &s.CallbackData,
	} {
		*into = text(fields, name)
	}
	s.Time = timeIn(fields, "timestamp")
	s.Conversation = conversationOf(object(fields, "conversation"))
	s.Pricing = pricingOf(object(fields, "pricing"))
	var errs wire.List[*whatsapp.Error]
	read(fields, "errors", &errs)
	s.Errors = errs.Items
	return s.Raw.UnmarshalJSON(raw)
}

func conversationOf(given map[string]json.RawMessage) *Conversation {
	if given == nil {
		return nil
	}
	return &Conversation{
		ID: text(given, "id"), Origin: text(object(given, "origin"), "type"), Expires: timeIn(given, "expiration_timestamp"),
	}
}

func pricingOf(given map[string]json.RawMessage) *Pricing {
	if given == nil {
		return nil
	}
	var billable wire.Flag
	read(given, "billable", &billable)
	return &Pricing{Billable: bool(billable), Model: text(given, "pricing_model"), Type: text(given, "type"), Category: text(given, "category")}
}

func timeIn(fields map[string]json.RawMessage, name string) time.Time {
	var at wire.Int
	read(fields, name, &at)
	return moment(at)
}
