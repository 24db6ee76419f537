package whatsapp_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp"
)

// TestKinds shows which kinds errors.Is finds.
func TestKinds(t *testing.T) {
	t.Parallel()
	kinds := map[string]error{
		"auth": whatsapp.ErrAuth, "permission": whatsapp.ErrPermission, "throttled": whatsapp.ErrThrottled, "transient": whatsapp.ErrTransient,
		"bad media": whatsapp.ErrBadMedia, "not found": whatsapp.ErrNotFound, "expired": whatsapp.ErrExpired, "in doubt": whatsapp.ErrInDoubt,
	}
	answer := func(status int, body string) error {
		_, err := connect(t, answering(t, status, nil, body)).Upload(t.Context(), media("x"))
		return err
	}
	read := func(status int, body string) error {
		_, err := connect(t, answering(t, status, nil, body)).MediaURL(t.Context(), "1")
		return err
	}
	hook := func(body string) error {
		var e whatsapp.Error
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			t.Fatal(err)
		}
		return &e
	}
	_, noToken := connect(t, "", func(c *whatsapp.Config) { c.Token = "" }).MediaURL(t.Context(), "1")
	_, picture := connect(t, "").UploadBytes(t.Context(), "a.gif", []byte("GIF89a\x01\x00\x01\x00"))
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"invalid token":          {answer(401, `{"error":{"code":190}}`), "auth"},
		"expired token":          {answer(401, `{"error":{"code":190,"error_subcode":463}}`), "auth, expired"},
		"no token":               {noToken, "auth"},
		"unauthorised":           {answer(401, ``), "auth"},
		"no permission":          {answer(403, `{"error":{"code":10}}`), "permission"},
		"forbidden":              {answer(403, ``), "permission"},
		"wrong number":           {answer(400, `{"error":{"code":100,"error_subcode":33}}`), "permission"},
		"throttled":              {answer(400, `{"error":{"code":80007}}`), "throttled"},
		"busy":                   {answer(500, `{"error":{"code":131016}}`), "transient"},
		"a proxy":                {answer(502, ``), "in doubt, transient"},
		"type not taken":         {answer(400, `{"error":{"code":100,"message":"(#100) Param file must be a file with one of the following types: …"}}`), "bad media"},
		"too large":              {answer(400, `{"error":{"code":100,"error_user_title":"File Too Large"}}`), "bad media"},
		"too large for a proxy":  {answer(413, ``), "bad media"},
		"another parameter":      {answer(400, `{"error":{"code":100,"message":"(#100) Param ttl_minutes"}}`), ""},
		"a type told here":       {picture, "bad media"},
		"no media":               {read(400, `{"error":{"code":100,"error_subcode":33}}`), "not found"},
		"media of a webhook":     {hook(`{"code":131053}`), "bad media"},
		"a link that was busy":   {hook(`{"code":131053,"error_data":{"details":"weblink failed with http code 500"}}`), "transient"},
		"a code out of a range":  {hook(`{"code":234}`), "permission"},
		"a code that is unknown": {hook(`{"code":424242}`), ""},
	} {
		var got []string
		for kind, sentinel := range kinds {
			if errors.Is(fmt.Errorf("wrapped: %w", c.err), sentinel) {
				got = append(got, kind)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s: %v: %s", name, c.err, diff)
		}
	}
}

// TestErrorAsJSON writes errors and reads them back.
func TestErrorAsJSON(t *testing.T) {
	t.Parallel()
	for _, given := range []string{
		`{"code":131053,"title":"Media upload error","message":"Media upload error","error_data":{"details":"why"},"href":"https://x"}`,
		`{"code":0}`, `{"message":"no code"}`, `{"code":100,"error_subcode":33,"fbtrace_id":"A","is_transient":true}`,
		`{"message":"` + strings.Repeat("ä", 2000) + `"}`,
	} {
		var first, second whatsapp.Error
		if err := json.Unmarshal([]byte(given), &first); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(&first)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &second); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, second, cmp.AllowUnexported(whatsapp.Error{})); diff != "" {
			t.Errorf("%s: %s", given, diff)
		}
	}
	_, err := connect(t, answering(t, 502, nil, "bad gateway")).Upload(t.Context(), media("x"))
	text, _ := json.Marshal(fails(t, err))
	want := `{"message":"the answer is not the API's JSON but \"text/plain\": bad gateway","class":"transient","op":"upload","http_status":502,"in_doubt":true}`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	for class := whatsapp.Permanent; class <= whatsapp.NotFound; class++ {
		text, _ := json.Marshal(class)
		var got whatsapp.Class
		if err := json.Unmarshal(text, &got); err != nil || got != class || string(text) != `"`+class.String()+`"` {
			t.Errorf("class %v is %s and reads as %v: %v", class, text, got, err)
		}
	}
	if err := new(whatsapp.Class).UnmarshalText([]byte("odd")); err == nil {
		t.Error("an unknown class was read")
	}
}
