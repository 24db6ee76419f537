package whatsapptest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

const phone = "106540352242922"

// reply is an answer as curl shows it.
type reply struct {
	status int
	header http.Header
	body   string
}

// call sends a request as curl would. A token of "" is left out.
func call(t *testing.T, method, target, authorization, kind string, body io.Reader) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, string(text)}
}

// field is one part of a form; with a MIME type it is a file.
type field struct{ name, mime, value string }

func form(t *testing.T, fields ...field) (kind string, body io.Reader) {
	t.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for _, f := range fields {
		header := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q`, f.name)}}
		if f.name == "file" {
			header.Set("Content-Disposition", `form-data; name="file"; filename="photo.jpg"`)
		}
		if f.mime != "" {
			header.Set("Content-Type", f.mime)
		}
		part, err := w.CreatePart(header)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(part, f.value)
	}
	_ = w.Close()
	return w.FormDataContentType(), &buf
}

const bearer = "Bearer " + whatsapptest.DefaultToken

func upload(t *testing.T, base, authorization string, fields ...field) reply {
	t.Helper()
	kind, body := form(t, fields...)
	return call(t, "POST", base+"/v25.0/"+phone+"/media", authorization, kind, body)
}

var (
	product = field{"messaging_product", "", "whatsapp"}
	typed   = field{"type", "", "image/jpeg"}
	photo   = field{"file", "image/jpeg", "\xff\xd8 not much of a photo"}
)

func id(t *testing.T, r reply) string {
	t.Helper()
	var answer struct{ ID string }
	if err := json.Unmarshal([]byte(r.body), &answer); err != nil || r.status != 200 || answer.ID == "" {
		t.Fatalf("HTTP %d %s, want an id", r.status, r.body)
	}
	return answer.ID
}

// TestRequests sends requests good and bad, as a strict reader of the API's
// reference would.
func TestRequests(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	known := id(t, upload(t, server.URL, bearer, product, typed, photo))
	const v = "/v25.0/"
	plain := func(method, path, authorization string) func(*testing.T) reply {
		return func(t *testing.T) reply { return call(t, method, server.URL+path, authorization, "", nil) }
	}
	send := func(fields ...field) func(*testing.T) reply {
		return func(t *testing.T) reply { return upload(t, server.URL, bearer, fields...) }
	}
	for name, c := range map[string]struct {
		call   func(*testing.T) reply
		status int
		says   []string
	}{
		"file before its product":  {send(photo, product), 200, []string{`"id":"`}},
		"type as part type has it": {send(product, field{"file", "audio/ogg; codecs=opus", "OggS"}), 200, []string{`"id":"`}},
		"fields nobody knows":      {send(product, field{"ttl_minutes", "", "60"}, photo), 200, []string{`"id":"`}},
		"no product":               {send(typed, photo), 400, []string{`"code":100`, "(#100) The parameter messaging_product is required."}},
		"another product":          {send(field{"messaging_product", "", "telegram"}, photo), 400, []string{`"code":100`, "messaging_product"}},
		"no file":                  {send(product, typed), 400, []string{`"code":100`, "(#100) The parameter file is required."}},
		"two files":                {send(product, photo, photo), 400, []string{`"code":100`, "twice"}},
		"an empty file":            {send(product, field{"file", "image/jpeg", ""}), 400, []string{`"code":100`}},
		"an octet-stream":          {send(product, typed, field{"file", "application/octet-stream", "x"}), 400, []string{`"code":100`, "(#100) Param file must be a file with one of the following types: audio/aac, ", "application/vnd.ms-excel, image/jpeg, image/png, image/webp, video/mp4, video/3gpp. Received file of type 'application/octet-stream'."}},
		"a file without a type":    {send(product, typed, field{"file", "", "x"}), 400, []string{"Received file of type 'application/octet-stream'."}},
		"a sticker too large":      {send(product, field{"file", "image/webp", strings.Repeat("x", 500<<10+1)}), 400, []string{`"code":100`, "File Too Large"}},
		"too many fields":          {send(append(make([]field, 21), product, photo)...), 400, []string{`"code":100`}},
		"no token":                 {func(t *testing.T) reply { return upload(t, server.URL, "", product, photo) }, 401, []string{`"code":190`, `"type":"OAuthException"`, `"fbtrace_id":"A`}},
		"another token":            {func(t *testing.T) reply { return upload(t, server.URL, "Bearer x", product, photo) }, 401, []string{`"code":190`, "Cannot parse access token"}},
		"a form that ends too early": {func(t *testing.T) reply {
			return call(t, "POST", server.URL+v+"1/media", bearer, "multipart/form-data; boundary=b", strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Type: image/jpeg\r\n\r\nx"))
		}, 400, []string{`"code":100`}},
		"no form": {func(t *testing.T) reply {
			return call(t, "POST", server.URL+v+"1/media", bearer, "application/json", strings.NewReader("{}"))
		}, 400, []string{"(#100) The parameter file is required."}},
		"a phone number that is no id": {plain("POST", v+"+49151/media", bearer), 400, []string{"Unsupported post request. Object with ID '+49151' does not exist"}},

		"media":                      {plain("GET", v+known, bearer), 200, []string{`"messaging_product":"whatsapp"`, `"mime_type":"image/jpeg"`, `"file_size":22`, `"sha256":"`, `/whatsapp_business/attachments/?ext=`}},
		"media of this number":       {plain("GET", v+known+"?phone_number_id="+phone, bearer), 200, []string{`"url"`}},
		"media of another number":    {plain("GET", v+known+"?phone_number_id=1", bearer), 400, []string{`"code":100`, "phone_number_id"}},
		"media nobody uploaded":      {plain("GET", v+"1", bearer), 400, []string{`"code":100`, `"error_subcode":33`, `"type":"GraphMethodException"`, "Unsupported get request. Object with ID '1' does not exist, cannot be loaded due to missing permissions, or does not support this operation."}},
		"delete of another number":   {plain("DELETE", v+known+"?phone_number_id=1", bearer), 400, []string{`"code":100`}},
		"delete of nothing":          {plain("DELETE", v+"1", bearer), 400, []string{`"error_subcode":33`, "Unsupported delete request."}},
		"media without a token":      {plain("GET", v+known, ""), 401, []string{`"code":190`}},
		"download with a bad hash":   {plain("GET", "/whatsapp_business/attachments/?mid="+known+"&ext=9999999999&hash=00", bearer), 404, []string{"Media not found or URL expired"}},
		"download without anything":  {plain("GET", "/whatsapp_business/attachments/", bearer), 404, []string{"Media not found or URL expired"}},
		"download by another method": {plain("PUT", "/whatsapp_business/attachments/", bearer), 400, []string{`"code":2500`}},
		"no version":                 {plain("GET", "/"+known, bearer), 200, []string{`"url"`}},
		"nothing":                    {plain("GET", "/", bearer), 400, []string{`"code":2500`}},
		"an edge nobody knows":       {plain("GET", v+known+"/likes", bearer), 400, []string{`"code":2500`}},
		"sandbox":                    {plain("GET", "/_sandbox/uploads", ""), 200, []string{`"mime":"image/jpeg"`}},
		"sandbox, something else":    {plain("POST", "/_sandbox/uploads", ""), 404, []string{"the sandbox knows GET /_sandbox/uploads only"}},

		"session without OAuth": {plain("GET", v+"upload:x?sig=y", bearer), 401, []string{`"code":190`}},
		"session nobody opened": {plain("GET", v+"upload:x?sig=y", "OAuth "+whatsapptest.DefaultToken), 400, []string{`"error_subcode":33`}},
		"bytes for no session":  {plain("POST", v+"upload:x?sig=y", "OAuth "+whatsapptest.DefaultToken), 400, []string{`"error_subcode":33`}},
		"session of no length":  {plain("POST", v+"1/uploads?file_type=image/png", bearer), 400, []string{"file_length"}},
		"session of a sticker":  {plain("POST", v+"1/uploads?file_type=image/webp&file_length=1", bearer), 400, []string{"file_type"}},
		"session, token in URL": {plain("POST", v+"1/uploads?file_type=image/png&file_length=1&access_token="+whatsapptest.DefaultToken, ""), 200, []string{`"id":"upload:`, "?sig="}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := c.call(t)
			if got.status != c.status || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
				t.Errorf("HTTP %d as %q: %s; want HTTP %d and JSON", got.status, got.header.Get("Content-Type"), got.body, c.status)
			}
			for _, part := range c.says {
				if !strings.Contains(got.body, part) {
					t.Errorf("answered %s, want it to say %s", got.body, part)
				}
			}
		})
	}
}

// TestDownload fetches a media as curl does: from the URL, with the token.
func TestDownload(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	server := whatsapptest.NewServerWith(t, whatsapptest.Config{Now: func() time.Time { return now }})
	media := id(t, upload(t, server.URL, bearer, product, photo))
	var info struct{ URL string }
	if err := json.Unmarshal([]byte(call(t, "GET", server.URL+"/v25.0/"+media, bearer, "", nil).body), &info); err != nil {
		t.Fatal(err)
	}
	got := call(t, "GET", info.URL, bearer, "", nil)
	if got.status != 200 || got.body != photo.value || got.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("HTTP %d %q as %q, want the photo", got.status, got.body, got.header.Get("Content-Type"))
	}
	if got := call(t, "GET", info.URL, "", "", nil); got.status != 401 {
		t.Errorf("without a token: HTTP %d, want 401", got.status)
	}
	now = now.Add(5*time.Minute + time.Second)
	if got := call(t, "GET", info.URL, bearer, "", nil); got.status != 404 {
		t.Errorf("after five minutes: HTTP %d, want 404", got.status)
	}
	now = now.Add(30 * 24 * time.Hour)
	if got := call(t, "GET", server.URL+"/v25.0/"+media, bearer, "", nil); got.status != 400 {
		t.Errorf("after thirty days: HTTP %d, want 400", got.status)
	}
}

// TestIDs shows that every acceptance gets an id of its own, which no float holds.
func TestIDs(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	seen := map[string]bool{}
	for range 50 {
		n, ok := new(big.Int).SetString(id(t, upload(t, server.URL, bearer, product, photo)), 10)
		if !ok || n.Cmp(big.NewInt(1<<53)) <= 0 || !n.IsInt64() {
			t.Fatalf("id %v, want digits above 2^53 that fit 63 bits", n)
		}
		seen[n.String()] = true
	}
	uploads := server.Uploads()
	if len(seen) != 50 || len(uploads) != 1 || uploads[0].Count != 50 || len(uploads[0].IDs) != 50 {
		t.Errorf("%d ids, uploads %+v; want 50 of one file", len(seen), uploads)
	}
}

// TestManyAtOnce uploads by many hands; nothing is lost or mixed up.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServerWith(t, whatsapptest.Config{Latency: time.Millisecond})
	client := server.Client()
	var wg sync.WaitGroup
	for slot := range 8 {
		wg.Go(func() {
			for n := range 38 {
				content := fmt.Sprintf("note %d of slot %d", n, slot)
				_, err := client.Upload(t.Context(), whatsapp.Media{MIME: "text/plain", Content: strings.NewReader(content), Size: int64(len(content))})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := len(server.Uploads()); n != 8*38 {
		t.Errorf("%d files, want %d", n, 8*38)
	}
}

// TestConfigIsKept covers a token and a phone number of one's own.
func TestConfigIsKept(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServerWith(t, whatsapptest.Config{Token: "mine", PhoneNumberID: phone})
	if got := upload(t, server.URL, bearer, product, photo); got.status != 401 {
		t.Errorf("the default token: HTTP %d, want 401", got.status)
	}
	kind, body := form(t, product, photo)
	if got := call(t, "POST", server.URL+"/v25.0/1/media", "Bearer mine", kind, body); got.status != 400 || !strings.Contains(got.body, "'1' does not exist") {
		t.Errorf("another number: HTTP %d %s, want 400", got.status, got.body)
	}
	if _, err := server.Client().Upload(t.Context(), whatsapp.Media{MIME: "text/plain", Content: strings.NewReader("x"), Size: 1}); err != nil {
		t.Error(err)
	}
}

// TestFaults looks at spoiled answers as curl does.
func TestFaults(t *testing.T) {
	t.Parallel()
	server := whatsapptest.NewServer(t)
	server.Spoil(
		whatsapptest.Fault{Code: 80007, RetryAfter: 3 * time.Second},
		whatsapptest.Fault{Code: 131057},
		whatsapptest.Fault{Code: 130429, Status: 429, RegainAccess: 2 * time.Minute},
		whatsapptest.Fault{Code: 7},
		whatsapptest.Fault{Status: 502},
		whatsapptest.Fault{Delay: time.Millisecond},
	)
	var got []string
	for range 6 {
		r := upload(t, server.URL, bearer, product, photo)
		kind, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
		got = append(got, fmt.Sprint(r.status, " ", kind, " ", r.header.Get("Retry-After"), strings.Contains(r.header.Get("X-Business-Use-Case-Usage"), `"estimated_time_to_regain_access":2`)))
	}
	want := []string{
		"400 application/json 3false",
		"500 application/json false",
		"429 application/json true",
		"400 application/json false",
		"502 text/html false",
		"200 application/json false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := len(server.Uploads()); n != 1 {
		t.Errorf("%d uploads accepted, want the last alone", n)
	}
}
