package webhook_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/webhook"
)

// note wraps a value as the platform does.
func note(value string) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":%s}]}]}`, value)
}

// message wraps a message the same way.
func message(m string) []byte {
	return note(`{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},
		"contacts":[{"profile":{"name":"Sheena"},"wa_id":"16505551234"}],"messages":[` + m + `]}`)
}

const (
	sumBase64 = "SfInYjQGgTkKklWUzwxC2MT6HP2m6vDMew2btK/cPXI="
	sumHex    = "49f22762340681390a925594cf0c42d8c4fa1cfda6eaf0cc7b0d9bb4afdc3d72"
)

func TestMessages(t *testing.T) {
	t.Parallel()
	const head = `"from":"16505551234","id":"wamid.1","timestamp":"1744344496",`
	base := webhook.Message{ID: "wamid.1", From: "16505551234", Time: time.Unix(1744344496, 0).UTC()}
	for name, c := range map[string]struct {
		json string
		want func(*webhook.Message)
	}{
		"image": {
			`{` + head + `"type":"image","image":{"caption":"Look","mime_type":"image/jpeg","sha256":"` + sumBase64 + `","id":"1003383421387256","url":"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"}}`,
			func(m *webhook.Message) {
				m.Type = "image"
				m.Media = &webhook.Media{ID: "1003383421387256", MIME: "image/jpeg", SHA256: sumHex, Caption: "Look", URL: "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"}
			},
		},
		"voice": {
			`{` + head + `"type":"audio","audio":{"mime_type":"audio/ogg; codecs=opus","sha256":"` + sumHex + `","id":1003383421387256,"voice":true}}`,
			func(m *webhook.Message) {
				m.Type = "audio"
				m.Media = &webhook.Media{ID: "1003383421387256", MIME: "audio/ogg; codecs=opus", SHA256: sumHex, Voice: true}
			},
		},
		"video": {
			`{` + head + `"type":"video","video":{"mime_type":"video/mp4","sha256":"?","id":"1"}}`,
			func(m *webhook.Message) {
				m.Type = "video"
				m.Media = &webhook.Media{ID: "1", MIME: "video/mp4"}
			},
		},
		"document": {
			`{` + head + `"type":"document","document":{"filename":"Rechnung Nr. 1.pdf","mime_type":"application/pdf","sha256":"` + sumBase64 + `","id":"1"}}`,
			func(m *webhook.Message) {
				m.Type = "document"
				m.Media = &webhook.Media{ID: "1", MIME: "application/pdf", SHA256: sumHex, Filename: "Rechnung Nr. 1.pdf"}
			},
		},
		"sticker": {
			`{` + head + `"type":"sticker","sticker":{"mime_type":"image/webp","sha256":"` + sumBase64 + `","id":"1","animated":true}}`,
			func(m *webhook.Message) {
				m.Type = "sticker"
				m.Media = &webhook.Media{ID: "1", MIME: "image/webp", SHA256: sumHex, Animated: true}
			},
		},
		"text":            {`{` + head + `"type":"text","text":{"body":"hello"}}`, func(m *webhook.Message) { m.Type, m.Text = "text", "hello" }},
		"a kind to come":  {`{` + head + `"type":"hologram","hologram":{"id":"1"}}`, func(m *webhook.Message) { m.Type = "hologram" }},
		"image as string": {`{` + head + `"type":"image","image":"?"}`, func(m *webhook.Message) { m.Type = "image" }},
		"image missing":   {`{` + head + `"type":"image"}`, func(m *webhook.Message) { m.Type = "image" }},
		"of a username": {
			`{"from_user_id":"US.1349","id":"wamid.1","timestamp":1744344496,"type":"text"}`,
			func(m *webhook.Message) { m.Type, m.From, m.UserID = "text", "", "US.1349" },
		},
		"no time": {`{"from":"16505551234","id":"wamid.1","timestamp":"-5","type":"text"}`, func(m *webhook.Message) { m.Type, m.Time = "text", time.Time{} }},
		"unsupported": {
			`{` + head + `"type":"unsupported","errors":[{"code":131051,"title":"Message type unknown","message":"Message type unknown","error_data":{"details":"Message type is currently not supported."}}],"unsupported":{"type":"poll"}}`,
			func(m *webhook.Message) {
				m.Type, m.Unsupported = "unsupported", "poll"
				m.Errors = []*whatsapp.Error{{Code: 131051, Message: "Message type unknown", Details: "Message type is currently not supported."}}
			},
		},
		"media over 100 MB": {
			`{` + head + `"type":"unsupported","errors":[{"code":131052,"title":"Media file size too big. Max file size we currently support: 100MB."}]}`,
			func(m *webhook.Message) {
				m.Type = "unsupported"
				m.Errors = []*whatsapp.Error{{Code: 131052, Message: "Media file size too big. Max file size we currently support: 100MB."}}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := base
			c.want(&want)
			got := parse(t, message(c.json))
			if diff := cmp.Diff([]webhook.Event{{
				Object: "whatsapp_business_account", AccountID: "102290129340398", Field: "messages",
				PhoneNumberID: "106540352242922", DisplayPhoneNumber: "15550783881",
				Contacts: []webhook.Contact{{Name: "Sheena", WaID: "16505551234"}}, Messages: []webhook.Message{want},
			}}, got, same()...); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// same compares what was read, not what it was read from.
func same() []cmp.Option {
	return []cmp.Option{cmpopts.IgnoreUnexported(whatsapp.Error{}), cmpopts.EquateEmpty(), cmpopts.IgnoreTypes(webhook.Raw{})}
}

func parse(t *testing.T, body []byte) []webhook.Event {
	t.Helper()
	events, err := webhook.Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// TestStatuses reads what became of messages, above all media that failed after
// it had been accepted.
func TestStatuses(t *testing.T) {
	t.Parallel()
	const details = "Audio file uploaded with mimetype as audio/mp4, however on processing it is of type application/octet-stream. Please choose a different file."
	got := parse(t, note(`{"metadata":{"phone_number_id":106540352242922},"statuses":[
		{"id":"wamid.1","status":"failed","timestamp":"1744344496","recipient_id":"16505551234",
		 "errors":[{"code":131053,"title":"Media upload error","message":"Media upload error","error_data":{"details":"`+details+`"},"href":"https://x"}]},
		{"id":"wamid.2","status":"delivered","timestamp":"1744344497"}],
		"errors":[{"code":130429,"title":"Rate limit hit"}]}`))
	want := []webhook.Event{{
		Object: "whatsapp_business_account", AccountID: "102290129340398", Field: "messages", PhoneNumberID: "106540352242922",
		Statuses: []webhook.Status{
			{MessageID: "wamid.1", Recipient: "16505551234", Status: "failed", Time: time.Unix(1744344496, 0).UTC(),
				Errors: []*whatsapp.Error{{Code: 131053, Message: "Media upload error", Details: details}}},
			{MessageID: "wamid.2", Status: "delivered", Time: time.Unix(1744344497, 0).UTC()},
		},
		Errors: []*whatsapp.Error{{Class: whatsapp.Throttled, Code: 130429, Message: "Rate limit hit"}},
	}}
	if diff := cmp.Diff(want, got, same()...); diff != "" {
		t.Error(diff)
	}
	if text := got[0].Statuses[0].Errors[0].Error(); !strings.Contains(text, details) || !strings.Contains(text, "wamedia lint") {
		t.Errorf("the error reads %q, want the details and what to do", text)
	}
}

// TestOddNotifications shows that what is odd costs only itself.
func TestOddNotifications(t *testing.T) {
	t.Parallel()
	here := webhook.Event{Object: "whatsapp_business_account", AccountID: "102290129340398", Field: "messages"}
	good := webhook.Message{ID: "1", Type: "text"}
	with := func(change func(*webhook.Event)) []webhook.Event {
		e := here
		change(&e)
		return []webhook.Event{e}
	}
	for name, c := range map[string]struct {
		body []byte
		want []webhook.Event
	}{
		"nothing": {[]byte(`{}`), nil},
		"null":    {[]byte(`null`), nil},
		"another field": {[]byte(`{"entry":[{"id":"1","changes":[{"field":"account_update","value":{"event":"X"}}]}]}`),
			[]webhook.Event{{AccountID: "1", Field: "account_update"}}},
		"without changes":    {[]byte(`{"entry":[{"id":"1"}]}`), []webhook.Event{{}}},
		"another key":        {[]byte(`{"entry":[{"id":"1","uid":"2","changes":[{"field":"x"}]}]}`), []webhook.Event{{AccountID: "1", Field: "x"}, {}}},
		"another product":    {[]byte(`{"object":"page","messages":[{"id":"1"}]}`), []webhook.Event{{Object: "page"}}},
		"empty value":        {note(`{}`), []webhook.Event{here}},
		"value is a string":  {note(`"?"`), []webhook.Event{here}},
		"metadata is odd":    {note(`{"metadata":[],"messages":[{"id":"1","type":"text"}]}`), with(func(e *webhook.Event) { e.Messages = []webhook.Message{good} })},
		"messages is a map":  {note(`{"messages":{"id":"1"}}`), with(func(e *webhook.Event) { e.Unreadable = 1 })},
		"one odd message":    {note(`{"messages":[7,{"id":"1","type":"text"},null]}`), with(func(e *webhook.Event) { e.Messages, e.Unreadable = []webhook.Message{good}, 2 })},
		"an odd status":      {note(`{"statuses":[{"id":{},"status":["x"]},"?"]}`), with(func(e *webhook.Event) { e.Statuses, e.Unreadable = []webhook.Status{{}}, 1 })},
		"an error that's 0":  {note(`{"errors":[null,"text"]}`), with(func(e *webhook.Event) { e.Errors, e.Unreadable = []*whatsapp.Error{{Message: "text"}}, 1 })},
		"entry is no list":   {[]byte(`{"entry":{"id":"1"}}`), []webhook.Event{{Unreadable: 1}}},
		"changes is no list": {[]byte(`{"entry":[{"id":"1","changes":5}]}`), []webhook.Event{{Unreadable: 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, parse(t, c.body), same()...); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, body := range []string{``, `[]`, `"x"`, `{`, `{"entry":[`, "\xff"} {
		if events, err := webhook.Parse([]byte(body)); err == nil {
			t.Errorf("%q was read as %v, want an error", body, events)
		}
	}
}

// FuzzParse asks that no notification makes the parser panic, that what it says can
// be printed, and that it is the same after a way through JSON.
func FuzzParse(f *testing.F) {
	for _, body := range fixtures(f) {
		f.Add(body)
	}
	f.Add(note(`{"statuses":[{"errors":[{"code":131053,"error_data":"x"}]}],"errors":[null,5]}`))
	f.Add([]byte(`{"entry":[{"time":99999999999999,"changes":[{"value":{"messages":[{"timestamp":"9223372036854775807","type":"location","location":{"latitude":1e999}}]}}]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		events, err := webhook.Parse(body)
		if err != nil && json.Valid(body) && strings.HasPrefix(string(body), "{") {
			t.Errorf("a JSON object was refused: %v", err)
		}
		for _, e := range events {
			for _, problem := range e.Errors {
				_ = problem.Error()
			}
		}
		if diff := cmp.Diff(events, again(t, events, json.Marshal), cmp.Exporter(exported)); diff != "" {
			t.Error(diff)
		}
	})
}

// exported lets comparisons look into errors.
func exported(kind reflect.Type) bool { return kind == reflect.TypeFor[whatsapp.Error]() }
