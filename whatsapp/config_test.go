package whatsapp_test

import (
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wamedia/wamedia/whatsapp"
)

func TestConfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cfg  whatsapp.Config
		says string // "" for success
	}{
		"zero value":              {whatsapp.Config{}, ""},
		"complete":                {whatsapp.Config{Token: token, PhoneNumberID: phone, BaseURL: "https://graph.example/x", Version: "v26.0"}, ""},
		"a token with its line":   {whatsapp.Config{Token: token + "\n"}, ""},
		"loopback name":           {whatsapp.Config{BaseURL: "http://localhost:8080"}, ""},
		"loopback 127.1.2.3":      {whatsapp.Config{BaseURL: "http://127.1.2.3"}, ""},
		"loopback IPv6":           {whatsapp.Config{BaseURL: "http://[::1]:8080"}, ""},
		"plain http":              {whatsapp.Config{BaseURL: "http://graph.facebook.com"}, "use https"},
		"a name like loopback":    {whatsapp.Config{BaseURL: "http://localhost.evil.example"}, "use https"},
		"a number like loopback":  {whatsapp.Config{BaseURL: "http://127.0.0.1.evil.example"}, "use https"},
		"another scheme":          {whatsapp.Config{BaseURL: "ftp://127.0.0.1"}, "use https"},
		"no URL":                  {whatsapp.Config{BaseURL: "graph.facebook.com"}, "want something like https://graph.facebook.com"},
		"a password in the URL":   {whatsapp.Config{BaseURL: "https://u:conformance-9f8e@graph.example"}, "want no user"},
		"a token in the URL":      {whatsapp.Config{BaseURL: "https://graph.example?access_token=" + token}, "want no user, query"},
		"a token that broke":      {whatsapp.Config{Token: "EAAJ\nconformance-9f8e"}, "copy it again"},
		"a phone number, no id":   {whatsapp.Config{PhoneNumberID: "+4915112345"}, "not the phone number"},
		"a path as phone number":  {whatsapp.Config{PhoneNumberID: "../me"}, "want digits only"},
		"a version without its v": {whatsapp.Config{Version: "25.0"}, "want one like v25.0"},
		"a path as version":       {whatsapp.Config{Version: "v25.0/me"}, "want one like v25.0"},
		"a version of one number": {whatsapp.Config{Version: "v25"}, "want one like v25.0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := whatsapp.New(c.cfg)
			if c.says == "" {
				if err != nil {
					t.Fatal(err)
				}
				hidesToken(t, client)
				hidesToken(t, c.cfg)
				return
			}
			if err == nil {
				t.Fatal("no error")
			}
			hidesToken(t, err)
			says(t, err, c.says)
		})
	}
}

func TestSecretHides(t *testing.T) {
	t.Parallel()
	secret := whatsapp.Secret(token)
	hidesToken(t, secret)
	hidesToken(t, &secret)
	hidesToken(t, struct{ Deep []any }{[]any{secret, map[string]whatsapp.Secret{"k": secret}}})
	_, client := setup(t)
	hidesToken(t, client)
	hidesToken(t, *client)
	if got := fmt.Sprint(client); !strings.Contains(got, phone) {
		t.Errorf("the client prints as %q, want its phone number in it", got)
	}
	if got := fmt.Sprint(secret, whatsapp.Secret("")); got != "[secret]" {
		t.Errorf("secrets print as %q", got)
	}
}

// TestForm looks at the form as a strict server does.
func TestForm(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", 300)
	for name, want := range map[string]string{
		"photo.jpg":                      "photo.ogg",
		"":                               "file.ogg",
		"..":                             "file.ogg",
		"/etc/passwd":                    "passwd.ogg",
		`C:\Users\me\photo.jpg`:          "photo.ogg",
		"folder/":                        "folder.ogg",
		"naïve 写真 📷.png":                 "naïve 写真 📷.ogg",
		"a\"; filename=\"b.exe":          "a\"; filename=\"b.exe.ogg",
		"a\r\nContent-Type: text/x\x00b": "x_b.ogg",
		"a\r\nX-Evil: 1":                 "a__X-Evil: 1.ogg",
		"bad \xff utf8.txt":              "bad _ utf8.ogg",
		long + ".webp":                   strings.Repeat("ü", 117) + ".ogg",
		long + "." + long:                strings.Repeat("ü", 118) + ".ogg",
	} {
		form := parsed(t, name)
		if got := fmt.Sprint(form.Value); got != "map[messaging_product:[whatsapp] type:[audio/ogg; codecs=opus]]" {
			t.Errorf("fields %s", got)
		}
		if len(form.File["file"]) != 1 {
			t.Fatalf("%q: files %v, want one", name, form.File)
		}
		part := form.File["file"][0]
		_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if err != nil || params["filename"] != want || !utf8.ValidString(params["filename"]) {
			t.Errorf("%q: sent as %q (%v), want %q", name, params["filename"], err, want)
		}
		if len(part.Header) != 2 || part.Header.Get("Content-Type") != "audio/ogg; codecs=opus" || part.Size != 5 {
			t.Errorf("%q: part %v of %d bytes", name, part.Header, part.Size)
		}
	}
}

func parsed(t *testing.T, name string) *multipart.Form {
	t.Helper()
	var form *multipart.Form
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			t.Error(err)
		}
		form = r.MultipartForm
		_, _ = w.Write([]byte(`{"id":"1"}`))
	}))
	defer server.Close()
	_, err := connect(t, server.URL).Upload(t.Context(), whatsapp.Media{Name: name, MIME: "audio/ogg; codecs=opus", Content: zeroes{}, Size: 5})
	if err != nil {
		t.Fatal(err)
	}
	return form
}
