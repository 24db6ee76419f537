package webhook

import (
	"time"

	"github.com/wamedia/wamedia/whatsapp"
)

// Message is a message of a customer, or one that the business sent from its phone.
type Message struct {
	// ID is the same in every delivery of the message.
	ID string `json:"id,omitempty"`
	// From is the sender's phone number, UserID the business-scoped id. Since
	// usernames exist the first may be empty.
	From         string `json:"from,omitempty"`
	UserID       string `json:"from_user_id,omitempty"`
	ParentUserID string `json:"from_parent_user_id,omitempty"`
	// To and ToUserID are the customer that a message of the business went to.
	To             string `json:"to,omitempty"`
	ToUserID       string `json:"to_user_id,omitempty"`
	ToParentUserID string `json:"to_parent_user_id,omitempty"`
	// GroupID is the group that the message was sent in.
	GroupID string `json:"group_id,omitempty"`
	// Time is when it was sent, zero when that is not told. A message may be days old:
	// what could not be delivered is delivered later.
	Time time.Time `json:"time,omitzero"`
	// Type is "image", "text", "edit", "unsupported" and so on.
	Type string `json:"type,omitempty"`
	// Text is the body of a text message.
	Text string `json:"text,omitempty"`
	// Media is what an image, video, audio, document or sticker message carries,
	// nil for every other.
	Media *Media `json:"media,omitempty"`
	// Context is the message that this one answers, or that it was forwarded.
	Context  *Context  `json:"context,omitempty"`
	Reaction *Reaction `json:"reaction,omitempty"`
	// Reply is what was chosen of buttons, a list or a flow.
	Reply    *Reply    `json:"reply,omitempty"`
	Location *Location `json:"location,omitempty"`
	// Edit is the new content of an earlier message.
	Edit *Edit `json:"edit,omitempty"`
	// Revoked is the id of a message that was deleted for everyone.
	Revoked string `json:"revoked,omitempty"`
	// System is a change of the customer's number or id.
	System *System `json:"system,omitempty"`
	// HistoryStatus is the status of a message of the History.
	HistoryStatus string `json:"history_status,omitempty"`
	// Unsupported names the kind of an unsupported message, where it is told.
	Unsupported string `json:"unsupported,omitempty"`
	// Errors say why the message or its media is not there: 131051, 131052.
	Errors []*whatsapp.Error `json:"errors,omitempty"`
	// Raw is the message as it came: contact cards, orders, referrals and kinds to
	// come are read from it.
	Raw Raw `json:"raw,omitempty"`
}

// Media is a file that was sent. Its ID can be downloaded for seven days.
type Media struct {
	ID string `json:"id"`
	// MIME is the type with its parameters, such as "audio/ogg; codecs=opus".
	MIME string `json:"mime_type,omitempty"`
	// SHA256 is the hash of the bytes in lower-case hex.
	SHA256 string `json:"sha256,omitempty"`
	// URL, when it is there, leads to the bytes for a short while, with the token.
	URL      string `json:"url,omitempty"`
	Caption  string `json:"caption,omitempty"`
	Filename string `json:"filename,omitempty"`
	// Voice marks a voice message, Animated an animated sticker.
	Voice    bool `json:"voice,omitempty"`
	Animated bool `json:"animated,omitempty"`
}

// Context says what a message belongs to.
type Context struct {
	// ID is the message that is answered, From who sent that.
	ID   string `json:"id,omitempty"`
	From string `json:"from,omitempty"`
	// Forwarded marks a message that was forwarded, FrequentlyForwarded one that was
	// more than five times.
	Forwarded           bool `json:"forwarded,omitempty"`
	FrequentlyForwarded bool `json:"frequently_forwarded,omitempty"`
	// CatalogID and ProductID name the product that is asked about.
	CatalogID string `json:"catalog_id,omitempty"`
	ProductID string `json:"product_retailer_id,omitempty"`
}

// Reaction is an emoji on a message, or the removal of one.
type Reaction struct {
	MessageID string `json:"message_id,omitempty"`
	// Emoji is empty where a reaction was removed.
	Emoji string `json:"emoji,omitempty"`
}

// Reply is what a customer chose.
type Reply struct {
	// Kind is "button" for a template's button, else "button_reply", "list_reply" or
	// "nfm_reply", which ends a flow.
	Kind string `json:"kind,omitempty"`
	// ID is the id of the choice, or the payload of a template's button.
	ID          string `json:"id,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	// Response is the JSON that a flow answered with.
	Response string `json:"response_json,omitempty"`
}

// Location is a place, in degrees.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
}

// Edit replaces the content of an earlier message.
type Edit struct {
	// MessageID is the message that was edited.
	MessageID string `json:"original_message_id,omitempty"`
	// Message holds the new content: Type, Text, Media and Raw.
	Message *Message `json:"message,omitempty"`
}

// System tells of a change that the platform, not the customer, writes about.
type System struct {
	// Type is "user_changed_number", "user_changed_user_id" and so on.
	Type string `json:"type,omitempty"`
	Body string `json:"body,omitempty"`
	// WaID and UserID are the new ones.
	WaID           string `json:"wa_id,omitempty"`
	UserID         string `json:"user_id,omitempty"`
	PreviousUserID string `json:"previous_user_id,omitempty"`
}
