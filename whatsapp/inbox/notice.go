package inbox

import (
	"encoding/json"
	"time"

	"github.com/wamedia/wamedia/whatsapp/webhook"
)

// The types of a Notice.
const (
	// NoticeFile says that the media of a message is filed.
	NoticeFile = "file"
	// NoticeLost says that the media of a message could not be had in the seven days
	// that its id lives.
	NoticeLost = "lost"
	// NoticeAdvice says that the platform did not pass a file on (131052), and what to
	// tell the customer.
	NoticeAdvice = "advice"
)

// Notice says what became of a message. It is also what the description beside a
// file holds.
type Notice struct {
	Type      string `json:"type"`
	MessageID string `json:"message_id"`
	// From and UserID are the sender, by number and by business-scoped id.
	From          string `json:"from,omitempty"`
	UserID        string `json:"from_user_id,omitempty"`
	Name          string `json:"name,omitempty"`
	GroupID       string `json:"group_id,omitempty"`
	AccountID     string `json:"account_id,omitempty"`
	PhoneNumberID string `json:"phone_number_id,omitempty"`
	// Time is when the message was sent, Received when it was first received here.
	Time     time.Time `json:"time,omitzero"`
	Received time.Time `json:"received"`
	// Kind is the type of the message: "image".
	Kind     string `json:"kind,omitempty"`
	Voice    bool   `json:"voice,omitempty"`
	Animated bool   `json:"animated,omitempty"`
	Caption  string `json:"caption,omitempty"`
	Filename string `json:"filename,omitempty"`
	MediaID  string `json:"media_id,omitempty"`
	// Path of the file, below the folder of the inbox, with slashes.
	Path string `json:"path,omitempty"`
	Size int64  `json:"size,omitempty"`
	// SHA256 is the hash of the file in lower-case hex. HashVerified says that the
	// platform gave the same.
	SHA256       string `json:"sha256,omitempty"`
	HashVerified bool   `json:"hash_verified,omitempty"`
	// MIME is the type of the bytes, DeclaredMIME what the sender called it. TypeMatches
	// is false of a file that is not what it is called.
	MIME         string `json:"mime,omitempty"`
	DeclaredMIME string `json:"declared_mime,omitempty"`
	TypeMatches  bool   `json:"type_matches,omitempty"`
	// Lint is the report on the file, Prepared what was made of it, where that is asked for.
	Lint     json.RawMessage `json:"lint,omitempty"`
	Prepared *Prepared       `json:"prepared,omitempty"`
	// Error says why a file is lost.
	Error string `json:"error,omitempty"`
	// Code and Advice are those of NoticeAdvice; Advice is worded for the customer.
	Code   int    `json:"code,omitempty"`
	Advice string `json:"advice,omitempty"`
	// Message is the message as it came.
	Message webhook.Raw `json:"message,omitempty"`
}

// Prepared is a file that was made of one that was received.
type Prepared struct {
	// Path below the folder of the inbox, with slashes; empty where none could be made.
	Path   string `json:"path,omitempty"`
	MIME   string `json:"mime,omitempty"`
	Size   int64  `json:"size,omitempty"`
	Action string `json:"action,omitempty"`
	Error  string `json:"error,omitempty"`
}
