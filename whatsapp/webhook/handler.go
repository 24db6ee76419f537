package webhook

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"

	"github.com/wamedia/wamedia/whatsapp"
)

// largestBody is the documented limit of a notification, 3 MB at its binary
// reading. Source: the official webhooks overview, read 2026-09-11.
const largestBody = 3 << 20

// Handler is the endpoint that the app dashboard asks for. Without AppSecret it
// refuses every notification, without VerifyToken every verification.
type Handler struct {
	// AppSecret is the app's secret, which signs notifications.
	AppSecret whatsapp.Secret
	// VerifyToken is the word agreed on in the app dashboard.
	VerifyToken whatsapp.Secret
	// Store, when set, is given every notification before Receive is: its body, byte
	// for byte, and the same events. It is for whoever keeps notifications before they
	// are answered. An error has the effect that one of Receive has.
	Store func(ctx context.Context, body []byte, events []Event) error
	// Receive is given the events of one notification, which may be none. An error
	// makes the platform deliver the notification again, all of it. It may be
	// called by several requests at once.
	Receive func(ctx context.Context, events []Event) error
}

// ServeHTTP answers verifications (GET) and notifications (POST).
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		h.verify(w, r)
	case http.MethodPost:
		h.notify(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "want GET or POST", http.StatusMethodNotAllowed)
	}
}

// verify returns the challenge to whoever knows the verify token.
func (h *Handler) verify(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	known := subtle.ConstantTimeCompare([]byte(query.Get("hub.verify_token")), []byte(h.VerifyToken)) == 1
	if h.VerifyToken == "" || !known || query.Get("hub.mode") != "subscribe" {
		http.Error(w, "not verified", http.StatusForbidden)
		return
	}
	// Plain text, so that a challenge made by a stranger is never a page.
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, query.Get("hub.challenge"))
}

func (h *Handler) notify(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "the notification is larger than 3 MB", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "the notification did not arrive whole", http.StatusBadRequest)
		return
	}
	if err := VerifySignature(h.AppSecret, body, r.Header.Get("X-Hub-Signature-256")); err != nil {
		http.Error(w, "the signature is missing or wrong", http.StatusUnauthorized)
		return
	}
	events, err := Parse(body)
	if err != nil {
		http.Error(w, "the notification is not a JSON object", http.StatusBadRequest)
		return
	}
	if h.Store != nil {
		err = h.Store(r.Context(), body, events)
	}
	if err == nil && h.Receive != nil {
		err = h.Receive(r.Context(), events)
	}
	if err != nil {
		http.Error(w, "not received, deliver it again", http.StatusInternalServerError)
	}
}
