package whatsapp_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// fields compares what an Error tells, and leaves out how it knows.
func fields() cmp.Option { return cmpopts.IgnoreUnexported(whatsapp.Error{}) }

// TestErrorObjects reads error objects as the API and the webhooks write them, and
// as they might.
func TestErrorObjects(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		json string
		want whatsapp.Error
	}{
		"complete": {
			`{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429,"error_subcode":2494055,
			 "error_data":{"messaging_product":"whatsapp","details":"too fast"},"fbtrace_id":"Az8or2yhqkZfEZ-_4Qn_Bam","is_transient":true}`,
			whatsapp.Error{Class: whatsapp.Throttled, Code: 130429, Subcode: 2494055, Message: "(#130429) Rate limit hit", Details: "too fast", TraceID: "Az8or2yhqkZfEZ-_4Qn_Bam"},
		},
		"of a webhook": {
			`{"code":131053,"title":"Media upload error","message":"Media upload error","error_data":{"details":"Video file uploaded with mimetype as video/mp4, however on processing it is of type video/mp4, videoCodec=hevc, audioCodec=aac."},"href":"https://developers.facebook.com"}`,
			whatsapp.Error{Code: 131053, Message: "Media upload error", Details: "Video file uploaded with mimetype as video/mp4, however on processing it is of type video/mp4, videoCodec=hevc, audioCodec=aac."},
		},
		"a link that was busy": {
			`{"code":131053,"title":"Media upload error","error_data":{"details":"Downloading media from weblink failed with http code 429, status message Too Many Requests"}}`,
			whatsapp.Error{Class: whatsapp.Transient, Code: 131053, Message: "Media upload error", Details: "Downloading media from weblink failed with http code 429, status message Too Many Requests"},
		},
		"a link whose host failed": {
			`{"code":131053,"error_data":{"details":"Downloading media from weblink failed with http code 503"}}`,
			whatsapp.Error{Class: whatsapp.Transient, Code: 131053, Details: "Downloading media from weblink failed with http code 503"},
		},
		"a link that is gone": {
			`{"code":131053,"error_data":{"details":"Downloading media from weblink failed with http code 404"}}`,
			whatsapp.Error{Code: 131053, Details: "Downloading media from weblink failed with http code 404"},
		},
		"data is a string":        {`{"message":"m","code":100,"error_data":"why"}`, whatsapp.Error{Code: 100, Message: "m", Details: "why"}},
		"texts for people":        {`{"code":100,"error_user_title":"File Too Large","error_user_msg":"It is."}`, whatsapp.Error{Code: 100, Details: "File Too Large: It is."}},
		"code is a string":        {`{"code":"190","error_subcode":"463"}`, whatsapp.Error{Class: whatsapp.Auth, Code: 190, Subcode: 463}},
		"code 0":                  {`{"code":0}`, whatsapp.Error{Class: whatsapp.Auth}},
		"no code":                 {`{"message":"m"}`, whatsapp.Error{Message: "m"}},
		"unknown, said to pass":   {`{"code":999,"is_transient":true}`, whatsapp.Error{Class: whatsapp.Transient, Code: 999}},
		"unknown":                 {`{"code":999}`, whatsapp.Error{Code: 999}},
		"a bare string":           {`"gone wrong"`, whatsapp.Error{Message: "gone wrong"}},
		"a number":                {`5`, whatsapp.Error{Message: "5"}},
		"an array":                {`[1]`, whatsapp.Error{}},
		"types that are all odd":  {`{"message":{},"code":[],"error_data":[1],"fbtrace_id":{},"is_transient":[]}`, whatsapp.Error{Class: whatsapp.Auth}},
		"a text for the terminal": {`{"code":100,"message":"a\u001b[2J\nb\u0000c"}`, whatsapp.Error{Code: 100, Message: "a [2J b c"}},
		"the object is not there": {`{"code":100,"error_subcode":33}`, whatsapp.Error{Class: whatsapp.NotFound, Code: 100, Subcode: 33}},
		"permission, of a range":  {`{"code":234}`, whatsapp.Error{Class: whatsapp.Auth, Code: 234}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got whatsapp.Error
			if err := json.Unmarshal([]byte(c.json), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, fields()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLongTextsAreCut(t *testing.T) {
	t.Parallel()
	var e whatsapp.Error
	if err := json.Unmarshal([]byte(`{"message":"`+strings.Repeat("ä", 100_000)+`"}`), &e); err != nil {
		t.Fatal(err)
	}
	if len(e.Message) > 700 || !strings.HasSuffix(e.Message, "ä…") {
		t.Errorf("%d bytes that end in %q", len(e.Message), e.Message[len(e.Message)-10:])
	}
}

// TestAnswers shows how answers of all kinds are classed, and what is said of them.
func TestAnswers(t *testing.T) {
	t.Parallel()
	page := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	for name, c := range map[string]struct {
		status  int
		header  http.Header
		body    string
		class   whatsapp.Class
		wait    time.Duration
		inDoubt bool
		says    string
	}{
		"throttle as HTTP 400": {400, nil, `{"error":{"code":80007}}`, whatsapp.Throttled, 0, false, "wait and call less often"},
		"throttle with Retry-After": {400, http.Header{"Retry-After": {"90"}}, `{"error":{"code":130429}}`,
			whatsapp.Throttled, 90 * time.Second, false, "try again in 1m30s"},
		"throttle with usage": {400, http.Header{"X-Business-Use-Case-Usage": {`{"1":[{"estimated_time_to_regain_access":3},{"estimated_time_to_regain_access":"12"}]}`}},
			`{"error":{"code":4}}`, whatsapp.Throttled, 12 * time.Minute, false, "try again in 12m0s"},
		"Retry-After beyond sense":           {429, http.Header{"Retry-After": {"99999999999"}}, ``, whatsapp.Throttled, 24 * time.Hour, false, "HTTP 429"},
		"Retry-After in the next century":    {429, http.Header{"Retry-After": {"Fri, 01 Jan 2100 00:00:00 GMT"}}, ``, whatsapp.Throttled, 24 * time.Hour, false, "HTTP 429"},
		"Retry-After in the past":            {429, http.Header{"Retry-After": {"Mon, 02 Jan 2006 15:04:05 GMT"}}, ``, whatsapp.Throttled, 0, false, "HTTP 429"},
		"usage that is no JSON":              {429, http.Header{"X-Business-Use-Case-Usage": {"busy"}}, ``, whatsapp.Throttled, 0, false, "HTTP 429"},
		"Retry-After does not soften a no":   {400, http.Header{"Retry-After": {"90"}}, `{"error":{"code":100}}`, whatsapp.Permanent, 0, false, "code 100"},
		"the API failed":                     {500, nil, `{"error":{"code":131000}}`, whatsapp.Transient, 0, false, "code 131000"},
		"maintenance":                        {500, nil, `{"error":{"code":131057}}`, whatsapp.Transient, 0, false, "after a minute"},
		"a capability, as HTTP 500":          {500, nil, `{"error":{"code":3}}`, whatsapp.Auth, 0, false, "grant"},
		"the code outranks the status":       {503, nil, `{"error":{"code":100}}`, whatsapp.Permanent, 0, false, "HTTP 503"},
		"a proxy's page":                     {502, page, `<html>bad gateway</html>`, whatsapp.Transient, 0, true, "the answer is a web page"},
		"a proxy's text":                     {504, nil, "upstream\ntimed out", whatsapp.Transient, 0, true, "upstream timed out"},
		"a proxy's JSON":                     {502, nil, `{"error":"bad gateway"}`, whatsapp.Transient, 0, true, "bad gateway"},
		"a login page":                       {200, page, `<html>sign in</html>`, whatsapp.Permanent, 0, true, "the answer is a web page"},
		"success without an id":              {200, nil, `{}`, whatsapp.Transient, 0, true, "no media id"},
		"success that is cut":                {200, nil, `{"id":"1`, whatsapp.Permanent, 0, true, "not the API's JSON"},
		"success with an error object":       {200, nil, `{"error":{"code":80007}}`, whatsapp.Throttled, 0, false, "code 80007"},
		"success with a token's error":       {200, nil, `{"error":{"code":190,"message":"` + token + `"}}`, whatsapp.Auth, 0, false, "[secret]"},
		"page limit":                         {400, nil, `{"error":{"code":32}}`, whatsapp.Throttled, 0, false, "code 32"},
		"an unknown path":                    {400, nil, `{"error":{"code":2500}}`, whatsapp.Permanent, 0, false, "check the API base URL and the version"},
		"a wrong number":                     {400, nil, `{"error":{"code":100,"error_subcode":33}}`, whatsapp.Auth, 0, false, "check the phone number id"},
		"a deleted number":                   {400, nil, `{"error":{"code":33}}`, whatsapp.Auth, 0, false, "check the phone number id"},
		"unauthorised without an object":     {401, nil, ``, whatsapp.Auth, 0, false, "HTTP 401"},
		"forbidden without an object":        {403, page, ``, whatsapp.Auth, 0, false, "HTTP 403"},
		"not found without an object":        {404, nil, `nothing here`, whatsapp.NotFound, 0, false, "nothing here"},
		"too large without an object":        {413, page, ``, whatsapp.Permanent, 0, false, "HTTP 413"},
		"redirect, which uploads never take": {307, http.Header{"Location": {"/elsewhere"}}, ``, whatsapp.Permanent, 0, false, "check the API base URL"},
		"a server that repeats the token": {401, nil, `{"error":{"code":190,"message":"Malformed access token ` + token + `","fbtrace_id":"` + token + `","error_data":{"details":"` + token + `"}}}`,
			whatsapp.Auth, 0, false, "Malformed access token [secret]"},
		"a text with the token in a URL":  {400, nil, `{"error":{"code":100,"message":"GET /?access_token=` + url.QueryEscape(token) + `"}}`, whatsapp.Permanent, 0, false, "access_token=[secret]"},
		"a text that is cut in the token": {400, nil, `{"error":{"code":100,"message":"` + strings.Repeat("x", 577) + " " + token + `"}}`, whatsapp.Permanent, 0, false, "xxx [secret]"},
		"a page that is cut in the token": {400, nil, strings.Repeat("x", 170) + " " + token, whatsapp.Permanent, 0, false, "xxx [secret]"},
		"a page that repeats the token":   {400, nil, "bad header: Bearer " + token, whatsapp.Permanent, 0, false, "Bearer [secret]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := connect(t, answering(t, c.status, c.header, c.body))
			_, err := client.Upload(t.Context(), media("x"))
			e := fails(t, err)
			isClass(t, e, c.class)
			says(t, err, c.says)
			if e.RetryAfter != c.wait {
				t.Errorf("wait %s, want %s", e.RetryAfter, c.wait)
			}
			if e.InDoubt != c.inDoubt || c.inDoubt != strings.Contains(err.Error(), "may have been accepted") {
				t.Errorf("in doubt %v, want %v: %v", e.InDoubt, c.inDoubt, err)
			}
		})
	}
}

func TestRetryAfterAsADate(t *testing.T) {
	t.Parallel()
	at := time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)
	client := connect(t, answering(t, 429, http.Header{"Retry-After": {at}}, ""))
	_, err := client.Upload(t.Context(), media("x"))
	if wait := fails(t, err).RetryAfter; wait < 50*time.Minute || wait > time.Hour {
		t.Errorf("wait %s, want about an hour", wait)
	}
}

// TestSpoiledAnswers runs the client against each fault of the fake API.
func TestSpoiledAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault    whatsapptest.Fault
		size     int64 // default 1; to be cut in its body, more than a connection holds
		class    whatsapp.Class
		wait     time.Duration
		inDoubt  bool
		accepted int
	}{
		"account throttled":    {whatsapptest.Fault{Code: 80007, RegainAccess: 7 * time.Minute}, 0, whatsapp.Throttled, 7 * time.Minute, false, 0},
		"throughput reached":   {whatsapptest.Fault{Code: 130429, RetryAfter: 2 * time.Second}, 0, whatsapp.Throttled, 2 * time.Second, false, 0},
		"server error":         {whatsapptest.Fault{Code: 131000}, 0, whatsapp.Transient, 0, false, 0},
		"maintenance":          {whatsapptest.Fault{Code: 131057}, 0, whatsapp.Transient, 0, false, 0},
		"proxy":                {whatsapptest.Fault{Status: 502}, 0, whatsapp.Transient, 0, true, 0},
		"cut in the body":      {whatsapptest.Fault{Cut: whatsapptest.CutRequest}, 48 << 20, whatsapp.Transient, 0, false, 0},
		"cut before an answer": {whatsapptest.Fault{Cut: whatsapptest.CutAnswer}, 0, whatsapp.Transient, 0, true, 1},
		"cut in the answer":    {whatsapptest.Fault{Cut: whatsapptest.CutHalfAnswer}, 0, whatsapp.Transient, 0, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, client := setup(t)
			server.Spoil(c.fault)
			_, err := client.Upload(t.Context(), whatsapp.Media{MIME: "application/pdf", Content: zeroes{}, Size: max(c.size, 1)})
			e := fails(t, err)
			isClass(t, e, c.class)
			if e.RetryAfter != c.wait || e.InDoubt != c.inDoubt || len(server.Uploads()) != c.accepted {
				t.Errorf("wait %s, in doubt %v, accepted %d; want %s, %v, %d: %v",
					e.RetryAfter, e.InDoubt, len(server.Uploads()), c.wait, c.inDoubt, c.accepted, err)
			}
			if id, err := uploadID(t.Context(), client, media("after the fault")); err != nil || id == "" {
				t.Errorf("the next upload failed: %v", err)
			}
		})
	}
}

// TestCodes guards the table of error codes.
func TestCodes(t *testing.T) {
	t.Parallel()
	last := -1
	for _, row := range whatsapp.Codes() {
		if row.Code < last || row.Meaning == "" || row.Advice == "" || row.Source == "" || row.Last != 0 && row.Last <= row.Code {
			t.Errorf("row out of order or incomplete: %+v", row)
		}
		last = row.Code
		found, ok := (&whatsapp.Error{Op: row.Op, Code: row.Code, Subcode: row.Subcode}).Explain()
		if ok != (row.Code != 0) || ok && found != row {
			t.Errorf("code %d explains as %+v", row.Code, found)
		}
	}
	if _, ok := (&whatsapp.Error{Code: 424242}).Explain(); ok {
		t.Error("an unknown code has an explanation")
	}
	for class, want := range map[whatsapp.Class]string{
		whatsapp.Permanent: "permanent", whatsapp.Throttled: "throttled", whatsapp.Transient: "transient",
		whatsapp.Auth: "not authorised", whatsapp.NotFound: "not found", whatsapp.Class(9): "class 9",
	} {
		if class.String() != want {
			t.Errorf("class %d reads %q, want %q", int(class), class, want)
		}
	}
}
