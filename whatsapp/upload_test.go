package whatsapp_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// form answers uploads with an id and keeps the latest form.
func form(t *testing.T, header http.Header) (url string, latest func() (fields map[string][]string, file string, kind string)) {
	t.Helper()
	var got *http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			t.Error(err)
		}
		got = r
		for name, values := range header {
			w.Header()[name] = values
		}
		_, _ = w.Write([]byte(`{"id":"42"}`))
	}))
	t.Cleanup(server.Close)
	return server.URL, func() (map[string][]string, string, string) {
		part := got.MultipartForm.File["file"][0]
		return got.MultipartForm.Value, part.Filename, part.Header.Get("Content-Type")
	}
}

// TestUploaded looks at what an upload returns.
func TestUploaded(t *testing.T) {
	t.Parallel()
	url, _ := form(t, http.Header{
		"X-Fb-Trace-Id": {"Abc"},
		"X-App-Usage":   {`{"call_count":28,"total_cputime":4,"total_time":25}`},
		"X-Business-Use-Case-Usage": {`{"1":[{"type":"whatsapp","call_count":31,"total_cputime":1,"total_time":"2","estimated_time_to_regain_access":0},
			{"type":"messaging","estimated_time_to_regain_access":7}]}`},
	})
	before := time.Now()
	done, err := connect(t, url).Upload(t.Context(), media("x"))
	if err != nil {
		t.Fatal(err)
	}
	if lives := done.Expires.Sub(before); lives < 30*24*time.Hour || lives > 30*24*time.Hour+time.Minute {
		t.Errorf("expires in %s, want 30 days", lives)
	}
	done.Expires = time.Time{}
	want := whatsapp.Uploaded{ID: "42", TraceID: "Abc", Usage: whatsapp.Usage{Calls: 31, CPUTime: 4, TotalTime: 25, Regain: 7 * time.Minute}}
	if diff := cmp.Diff(want, done); diff != "" {
		t.Error(diff)
	}
}

// TestUploadFields looks at the further fields of the form.
func TestUploadFields(t *testing.T) {
	t.Parallel()
	url, latest := form(t, nil)
	client := connect(t, url)
	m := media("x")
	m.TTL = 90 * time.Minute
	before := time.Now()
	done, err := client.Upload(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	fields, _, _ := latest()
	if diff := cmp.Diff(map[string][]string{"messaging_product": {"whatsapp"}, "type": {"text/plain"}, "ttl_minutes": {"90"}}, fields); diff != "" {
		t.Error(diff)
	}
	if lives := done.Expires.Sub(before).Round(time.Minute); lives != 90*time.Minute {
		t.Errorf("expires in %s, want 90 minutes", lives)
	}
	m.TTL, m.UseCase, m.Description = 0, "call_voicemail_announcement", "after hours"
	if done, err = client.Upload(t.Context(), m); err != nil || !done.Expires.IsZero() {
		t.Errorf("expires %s, %v; want never", done.Expires, err)
	}
	fields, _, _ = latest()
	if fields["use_case"][0] != m.UseCase || fields["description"][0] != m.Description || fields["ttl_minutes"] != nil {
		t.Errorf("fields %v", fields)
	}
	for _, ttl := range []time.Duration{-1, time.Minute, 59 * time.Minute, 43201 * time.Minute, time.Hour + time.Second} {
		m.TTL = ttl
		_, err := client.Upload(t.Context(), m)
		says(t, fails(t, err), "want whole minutes from 60 to 43200")
	}
}

// samples are first bytes of files, by name. Their types are those that the API knows.
func samples(t *testing.T) map[string]struct{ content, kind, sent string } {
	t.Helper()
	var photo, archive bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&archive)
	if _, err := z.Create("data.bin"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	mp4 := "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
	m4a := "\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A isom"
	opus := "OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead\x01\x01"
	return map[string]struct{ content, kind, sent string }{
		"a.jpeg":    {photo.String(), "image/jpeg", "a.jpeg"},
		"a.png":     {photo.String(), "image/jpeg", "a.jpg"},
		"a":         {photo.String(), "image/jpeg", "a.jpg"},
		"a.docx":    {archive.String(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx"},
		"a.pdf":     {"%PDF-1.7\n", "application/pdf", "a.pdf"},
		"wrong.txt": {"%PDF-1.7\n", "application/pdf", "wrong.pdf"},
		"a.csv":     {"a,b\n1,2\n3,4\n", "text/plain", "a.csv"},
		"a.json":    {`{"a":[1,2,3]}`, "text/plain", "a.json"},
		"note.jpg":  {"only words", "text/plain", "note.txt"},
		"README":    {"only words", "text/plain", "README.txt"},
		"a.mp4":     {mp4, "video/mp4", "a.mp4"},
		"b.m4a":     {mp4, "audio/mp4", "b.m4a"},
		"c.m4a":     {m4a, "audio/mp4", "c.m4a"},
		"d.bin":     {m4a, "audio/mp4", "d.m4a"},
		"voice":     {opus, "audio/ogg", "voice.ogg"},
		"a.opus":    {opus, "audio/ogg", "a.ogg"},
		"a.amr":     {"#!AMR\n\x00", "audio/amr", "a.amr"},
	}
}

// TestUploadFile uploads files and bytes of which only the name is known.
func TestUploadFile(t *testing.T) {
	t.Parallel()
	url, latest := form(t, nil)
	client := connect(t, url)
	for name, c := range samples(t) {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		fromFile := func() (whatsapp.Uploaded, error) { return client.UploadFile(t.Context(), path) }
		fromBytes := func() (whatsapp.Uploaded, error) { return client.UploadBytes(t.Context(), name, []byte(c.content)) }
		for _, upload := range []func() (whatsapp.Uploaded, error){fromFile, fromBytes} {
			if done, err := upload(); err != nil || done.ID != "42" {
				t.Errorf("%s: id %q, %v", name, done.ID, err)
				continue
			}
			if fields, sent, kind := latest(); kind != c.kind || fields["type"][0] != c.kind || sent != c.sent {
				t.Errorf("%s: sent as %q, %q, type %q; want %q, %q", name, sent, kind, fields["type"], c.sent, c.kind)
			}
		}
	}
}

func TestUploadFileRefused(t *testing.T) {
	t.Parallel()
	client := connect(t, "http://127.0.0.1:1")
	for name, content := range map[string]string{
		"a.gif": "GIF89a\x01\x00\x01\x00", "a.mp4": "\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm",
		"a.zip": "PK\x05\x06" + strings.Repeat("\x00", 18), "a.txt": "\x00\x01\x02\x03\xfe\xff",
	} {
		_, err := client.UploadBytes(t.Context(), name, []byte(content))
		says(t, fails(t, err), "which the API does not take", "wamedia prepare")
	}
	_, err := client.UploadBytes(t.Context(), "a.txt", nil)
	_ = fails(t, err)
	dir := t.TempDir()
	if _, err := client.UploadFile(t.Context(), filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err := client.UploadFile(t.Context(), dir); err == nil {
		t.Error("a folder was uploaded")
	}
}

// TestCheckUploads compares what arrived with what was sent.
func TestCheckUploads(t *testing.T) {
	t.Parallel()
	server, _ := setup(t)
	checked := func(c *whatsapp.Config) { c.CheckUploads = true }
	client := connect(t, server.URL, checked)
	done, err := client.Upload(t.Context(), media("whole"))
	if err != nil || done.ID == "" {
		t.Errorf("id %q, %v", done.ID, err)
	}
	// The question fails: nobody knows what arrived.
	server.Spoil(whatsapptest.Fault{}, whatsapptest.Fault{Code: 131016})
	done, err = client.Upload(t.Context(), media("not asked"))
	if e := fails(t, err); !e.InDoubt || done.ID == "" {
		t.Errorf("in doubt %v, id %q: %v", e.InDoubt, done.ID, err)
	}
	// Another hash than that of what was sent.
	var asked int
	fake := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked++; r.Method == http.MethodPost {
			_, _ = w.Write([]byte(`{"id":"42"}`))
			return
		}
		_, _ = w.Write([]byte(`{"id":"42","url":"https://lookaside.fbsbx.com/","file_size":5,"sha256":"` + strings.Repeat("ab", 32) + `"}`))
	}))
	t.Cleanup(fake.Close)
	done, err = connect(t, fake.URL, checked).Upload(t.Context(), media("whole"))
	e := fails(t, err)
	isClass(t, e, whatsapp.Transient)
	if says(t, err, "not what was sent"); e.InDoubt || done.ID != "42" || asked != 2 {
		t.Errorf("in doubt %v, id %q after %d requests", e.InDoubt, done.ID, asked)
	}
}

func TestLifetimes(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for life, want := range map[whatsapp.Lifetime]string{
		whatsapp.UploadLifetime: "2026-12-29T12:00:00Z", whatsapp.InboundLifetime: "2026-12-06T12:00:00Z", whatsapp.URLLifetime: "2026-11-29T12:05:00Z",
	} {
		if got := life.Expires(at).Format(time.RFC3339); got != want {
			t.Errorf("expires %s, want %s", got, want)
		}
	}
}
