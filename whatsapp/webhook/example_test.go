package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/wamedia/wamedia/whatsapp/webhook"
)

// Receive media of customers, and learn what became of media that was sent.
// Deliveries are repeated, so each message's work is done once.
func ExampleHandler() {
	seen := map[string]bool{} // a database, in real life
	handler := &webhook.Handler{
		AppSecret:   secret,
		VerifyToken: "verify-7a",
		Receive: func(_ context.Context, events []webhook.Event) error {
			for _, e := range events {
				for _, m := range e.Messages {
					if m.Media != nil && !seen[m.ID] {
						seen[m.ID] = true
						fmt.Println("download", m.Media.ID, m.Media.MIME)
					}
				}
				for _, s := range e.Statuses {
					for _, problem := range s.Errors {
						fmt.Println(s.MessageID, s.Status, problem.Code, problem.Details)
					}
				}
			}
			return nil
		},
	}

	body := `{"entry":[{"id":"1","changes":[{"field":"messages","value":{
		"messages":[{"id":"wamid.1","type":"image","image":{"id":"1003383421387256","mime_type":"image/jpeg"}}],
		"statuses":[{"id":"wamid.2","status":"failed","errors":[{"code":131053,"error_data":{"details":"videoCodec=hevc"}}]}]}}]}]}`
	for range 2 { // the platform delivers at least once
		r := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(body))
		r.Header.Set("X-Hub-Signature-256", sign(body))
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	// Output:
	// download 1003383421387256 image/jpeg
	// wamid.2 failed 131053 videoCodec=hevc
	// wamid.2 failed 131053 videoCodec=hevc
}
