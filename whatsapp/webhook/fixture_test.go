package webhook_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp/webhook"
)

// fixture reads a notification in one of the shapes that the platform documents, with invented numbers.
func fixture(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// fixtures lists all of them.
func fixtures(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.json")
	if err != nil || len(paths) < 40 {
		t.Fatalf("found %d fixtures: %v", len(paths), err)
	}
	all := map[string][]byte{}
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(path), ".json")] = body
	}
	return all
}

// again takes events through JSON, indented or not, and back.
func again(t testing.TB, events []webhook.Event, marshal func(any) ([]byte, error)) []webhook.Event {
	t.Helper()
	text, err := marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	var back []webhook.Event
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func indented(v any) ([]byte, error) { return json.MarshalIndent(v, "", "\t") }

func unescaped(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// TestRoundTrip takes every fixture through json.Marshal and json.Unmarshal: the events stay what they are.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for name, body := range fixtures(t) {
		events := parse(t, body)
		for way, marshal := range map[string]func(any) ([]byte, error){"plain": json.Marshal, "indented": indented, "unescaped": unescaped} {
			if diff := cmp.Diff(events, again(t, events, marshal), cmp.Exporter(exported)); diff != "" {
				t.Errorf("%s, %s: %s", name, way, diff)
			}
		}
	}
}

// TestNothingIsLost looks for every value of every fixture in the events of it.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	for name, body := range fixtures(t) {
		text, err := json.Marshal(parse(t, body))
		if err != nil {
			t.Fatal(err)
		}
		held := map[string]bool{}
		walk(decoded(t, text), func(leaf string) { held[leaf] = true })
		walk(decoded(t, body), func(leaf string) {
			if !held[leaf] {
				t.Errorf("%s: %s is lost", name, leaf)
			}
		})
	}
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// walk visits names and values of the changes, and of what surrounds them the values.
func walk(v any, visit func(leaf string)) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if name != "entry" && name != "changes" && name != "id" { // an entry's become AccountID
				visit("name " + name)
			}
			walk(inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	default:
		text, _ := json.Marshal(v)
		if n, ok := v.(json.Number); ok && len(n) >= 10 { // a time of an entry, which is written as one
			return
		}
		visit(string(text))
	}
}

// TestFields reads what a bot needs from fixtures.
func TestFields(t *testing.T) {
	t.Parallel()
	at := time.Unix(1764400010, 0).UTC()
	first := func(name string) webhook.Event { return parse(t, fixture(t, name))[0] }
	message := func(name string) webhook.Message { return first(name).Messages[0] }
	status := func(name string) webhook.Status {
		s := first(name).Statuses[0]
		s.Raw = nil
		return s
	}
	for name, c := range map[string]struct{ got, want any }{
		"text":        {message("text").Text, "Hello <b>there</b> & \u2028 good\nmorning \U0001F600"},
		"user ids":    {[]string{message("text-user-id").UserID, message("text-user-id").ParentUserID, message("text-user-id").From}, []string{"US.1000000000000000042", "US.ENT.2000000000000000042", ""}},
		"contact":     {first("text-user-id").Contacts, []webhook.Contact{{Name: "Inés Prüfer", Username: "ines.p", UserID: "US.1000000000000000042", ParentUserID: "US.ENT.2000000000000000042"}}},
		"context":     {message("text-reply").Context, &webhook.Context{ID: "wamid.before", From: "15557770100", CatalogID: "194000000000001", ProductID: "di9ozbzfi4"}},
		"forwarded":   {message("text-group").Context, &webhook.Context{Forwarded: true, FrequentlyForwarded: true}},
		"group":       {message("text-group").GroupID, "Y2FwaV9ncm91cDoxNTU1Nzc3MDEwMDoxMjAzNjM="},
		"reaction":    {message("reaction").Reaction, &webhook.Reaction{MessageID: "wamid.before", Emoji: "\U0001F44D"}},
		"no reaction": {message("reaction-removed").Reaction, &webhook.Reaction{MessageID: "wamid.before"}},
		"location":    {message("location").Location, &webhook.Location{Latitude: 52.520008, Longitude: -13.404954, Name: "Tower", Address: "Panoramastr. 1A", URL: "https://tower.example/"}},
		"button":      {message("button").Reply, &webhook.Reply{Kind: "button", ID: "UNSUBSCRIBE-7", Title: "Unsubscribe"}},
		"list":        {message("list-reply").Reply, &webhook.Reply{Kind: "list_reply", ID: "priority_express", Title: "Priority Mail Express", Description: "Next day"}},
		"flow":        {message("flow-reply").Reply, &webhook.Reply{Kind: "nfm_reply", Response: `{"flow_token":"t-1","size":42}`}},
		"revoke":      {message("revoke").Revoked, "wamid.before"},
		"system":      {message("system-user-id").System, &webhook.System{Type: "user_changed_user_id", Body: "changed", UserID: "MX.42", PreviousUserID: "CO.41"}},
		"edit":        {message("edit-text").Edit.Message.Text, "corrected"},
		"edit of":     {message("edit-caption").Edit.MessageID, "wamid.before"},
		"new caption": {message("edit-caption").Edit.Message.Media.Caption, "new words"},
		"echo":        {[]string{first("echo").Echoes[0].To, first("echo").Echoes[0].ToUserID, first("echo").Echoes[0].Media.ID}, []string{"15557770142", "US.1000000000000000042", "3000000000000009"}},
		"entry time":  {first("echo").Time, time.Unix(1764400003, 0).UTC()},
		"echo field":  {first("echo").Field, "smb_message_echoes"},
		"history":     {[]int{first("history").History[0].Phase, first("history").History[0].Chunk, first("history").History[0].Progress, len(first("history").History[0].Threads)}, []int{1, 3, 55, 2}},
		"old message": {first("history").History[0].Threads[0].Messages[0].Text, "an old one"},
		"old status":  {first("history").History[0].Threads[0].Messages[1].HistoryStatus, "PLAYED"},
		"old media":   {message("history-media").Media.ID, "3000000000000010"},
		"declined":    {first("history-declined").History[0].Errors[0].Code, 2593109},
		"sent": {status("status-sent"), webhook.Status{
			MessageID: "wamid.out", Recipient: "15557770142", RecipientUserID: "US.1000000000000000042", RecipientParentUserID: "US.ENT.2000000000000000042",
			Status: "sent", Time: at, CallbackData: "campaign=7&row=42",
			Conversation: &webhook.Conversation{ID: "7270432eae37498234f4444b35ffc5aa", Origin: "service", Expires: time.Unix(1764480000, 0).UTC()},
			Pricing:      &webhook.Pricing{Billable: true, Model: "PMP", Type: "regular", Category: "marketing"},
		}},
		"to a group": {status("status-delivered-group"), webhook.Status{
			MessageID: "wamid.out", Recipient: "Y2FwaV9ncm91cDox", RecipientType: "group", Participant: "15557770144", ParticipantUserID: "US.44",
			Status: "delivered", Time: at, Pricing: &webhook.Pricing{Model: "PMP", Type: "free_customer_service", Category: "service"},
		}},
		"played":       {status("status-played").Status, "played"},
		"failed":       {status("status-failed").Errors[0].Code, 131053},
		"other fields": {[]string{first("template-status").Field, first("call").Field, first("group-created").PhoneNumberID}, []string{"message_template_status_update", "calls", "109000000000001"}},
		"batch":        {[]int{len(parse(t, fixture(t, "batch-with-odd-parts"))), len(first("batch-with-odd-parts").Messages)}, []int{5, 2}},
		"millis":       {parse(t, fixture(t, "batch-with-odd-parts"))[1].Time, time.Unix(1764400003, 0).UTC()},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
