package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wamedia/wamedia/whatsapp/inbox"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// uploadedID gives the fake platform a file that a customer sends.
func uploadedID(t *testing.T, graph *whatsapptest.Server, name string, data []byte) string {
	t.Helper()
	done, err := graph.Client().UploadBytes(t.Context(), name, data)
	must(t, err)
	return done.ID
}

// notification is one of a message with media.
func notification(t *testing.T, message map[string]any) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"entry": []any{map[string]any{"changes": []any{map[string]any{
		"field": "messages", "value": map[string]any{"messages": []any{message}}}}}}})
	must(t, err)
	return string(text)
}

// received waits for a notice.
func received(t *testing.T, notices <-chan inbox.Notice) inbox.Notice {
	t.Helper()
	select {
	case n := <-notices:
		return n
	case <-time.After(4 * soon):
		t.Fatal("no notice was posted")
		return inbox.Notice{}
	}
}

// posted is a server that notices are posted to.
func posted(t *testing.T) (string, <-chan inbox.Notice) {
	t.Helper()
	notices := make(chan inbox.Notice, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var n inbox.Notice
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
			t.Error(err)
		}
		notices <- n
	}))
	t.Cleanup(server.Close)
	return server.URL, notices
}

// TestInboundHandsOn takes a customer's sticker all the way: checked, prepared for sending back, given to a program and
// posted. What the sender wrote is data wherever it goes.
func TestInboundHandsOn(t *testing.T) {
	t.Parallel()
	graph := whatsapptest.NewServer(t)
	hook := filepath.Join(t.TempDir(), "hook")
	put(t, hook, []byte("#!/bin/sh\nprintf '%s\\n' \"$@\" \"$WAMEDIA_EVENT\" \"$WAMEDIA_FROM\" \"$WAMEDIA_PREPARED\" >\"$0.args\"\nenv >\"$0.env\"\ncat >\"$0.in\"\n"))
	must(t, os.Chmod(hook, 0o755))
	sticker := filepath.Join(t.TempDir(), "wide.webp")
	must(t, exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=300x150", "-frames:v", "1", "-c:v", "libwebp", sticker).Run())
	data, err := os.ReadFile(sticker)
	must(t, err)
	address, notices := posted(t)
	r := newReceiver(t, graph.URL, "--lint", "--prepare", "--exec", hook, "--post", address, "--", "--queue", "a b;$(id)")
	r.start(0)
	from := "$(touch /tmp/x); `id` ../.."
	if !r.post(notification(t, map[string]any{"id": "wamid.S", "from": from, "timestamp": "1764400000", "type": "sticker",
		"sticker": map[string]any{"id": uploadedID(t, graph, "wide.webp", data), "mime_type": "image/webp"}})) {
		t.Fatal("the message was not accepted")
	}
	n := received(t, notices)
	if code := r.end(syscall.SIGTERM); code != exitClean {
		t.Errorf("ended with %d: %s", code, r.said.String())
	}
	folder := "2025-11-29/%24%28touch%20%2Ftmp%2Fx%29%3B%20%60id%60%20..%2F.%2E/"
	if n.Path != folder+"wamid.S.webp" || n.Prepared == nil || n.Prepared.Path != folder+"wamid.S.prepared.webp" || n.Prepared.Action != "transcode" {
		t.Fatalf("the notice is %+v with %+v", n, n.Prepared)
	}
	if !strings.Contains(string(n.Lint), `"rule":"sticker.dimensions"`) || n.From != from {
		t.Errorf("the notice is of %q with the findings %s", n.From, n.Lint)
	}
	path := filepath.Join(r.dir, filepath.FromSlash(n.Path))
	args, err := os.ReadFile(hook + ".args")
	must(t, err)
	if want := strings.Join([]string{"--queue", "a b;$(id)", path, "file", from, filepath.Join(r.dir, filepath.FromSlash(n.Prepared.Path)), ""}, "\n"); string(args) != want {
		t.Errorf("the program was given\n%s\nwant\n%s", args, want)
	}
	env, err := os.ReadFile(hook + ".env")
	must(t, err)
	for _, secret := range []string{"WHATSAPP_", whatsapptest.DefaultToken, inboundSecret} {
		if strings.Contains(string(env), secret) {
			t.Errorf("the program's environment holds %s", secret)
		}
	}
	in, err := os.ReadFile(hook + ".in")
	must(t, err)
	var given inbox.Notice
	if json.Unmarshal(in, &given) != nil || given.Path != n.Path || !strings.Contains(r.out.String(), `"path":"`+folder) {
		t.Errorf("the program read %s, standard output was %s", in, r.out.String())
	}
}

// TestInboundTypes files what arrives under the extension of what it is.
func TestInboundTypes(t *testing.T) {
	t.Parallel()
	graph := whatsapptest.NewServer(t)
	address, notices := posted(t)
	r := newReceiver(t, graph.URL, "--post", address)
	r.start(0)
	picture := sample(t, "samples/bad/image.color.cmyk.jpg")
	for name, c := range map[string]struct {
		kind, declared, filename, upload string
		data                             []byte
		extension                        string
		matches                          bool
	}{
		"a photo":                 {"image", "image/jpeg", "", "a.jpg", picture, ".jpg", true},
		"a photo of another name": {"document", "image/jpeg", "scan.JPEG", "a.jpg", picture, ".jpeg", true},
		"a program named PDF":     {"document", "application/pdf", "bill.pdf", "a.jpg", picture, ".jpg", false},
		"a table":                 {"document", "text/csv", "prices.csv", "a.txt", []byte("a;b\n1;2\n"), ".csv", true},
		"a strange name":          {"document", "application/octet-stream", "x.p/../../../y", "a.txt", []byte("text of some length\n"), ".txt", true},
	} {
		if !r.post(notification(t, map[string]any{"id": "wamid." + name, "from": "1", "timestamp": "1764400000", "type": c.kind,
			c.kind: map[string]any{"id": uploadedID(t, graph, c.upload, c.data), "mime_type": c.declared, "filename": c.filename}})) {
			t.Fatal("the message was not accepted")
		}
		if n := received(t, notices); !strings.HasSuffix(n.Path, c.extension) || strings.Count(n.Path, "/") != 2 || n.TypeMatches != c.matches {
			t.Errorf("%s: filed as %s (%s, matches: %v), want %s and %v", name, n.Path, n.MIME, n.TypeMatches, c.extension, c.matches)
		}
	}
	r.end(syscall.SIGTERM)
}

// TestInboundSaysWhatIsMissing refuses to start in words that help.
func TestInboundSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	secrets := []string{"WHATSAPP_TOKEN=t", "WHATSAPP_APP_SECRET=s", "WHATSAPP_VERIFY_TOKEN=v"}
	for says, c := range map[string]struct {
		env, args []string
		code      int
	}{
		"needs --dir":                         {secrets, nil, exitUsage},
		"WHATSAPP_APP_SECRET is not set":      {[]string{secrets[0], secrets[2]}, []string{"--dir", dir}, exitNoWork},
		"WHATSAPP_VERIFY_TOKEN is not set":    {secrets[:2], []string{"--dir", dir, "--listen", "nowhere"}, exitNoWork},
		"no access token":                     {secrets[1:], []string{"--dir", dir}, exitNoWork},
		"--exec: ":                            {secrets, []string{"--dir", dir, "--exec", "./none"}, exitUsage},
		"--post: want a URL":                  {secrets, []string{"--dir", dir, "--post", "ftp://x"}, exitUsage},
		"the program of --exec":               {secrets, []string{"--dir", dir, "--", "x"}, exitUsage},
		"listen: ":                            {secrets, []string{"--dir", dir, "--listen", "nowhere"}, exitNoWork},
		"have to be kept for 192h0m0s":        {secrets, []string{"--dir", dir, "--listen", "127.0.0.1:0", "--keep", "1h"}, exitNoWork},
		"--jobs 0: at least one message must": {secrets, []string{"--dir", dir, "--jobs", "0"}, exitUsage},
	} {
		cmd := exec.Command(program(t), append([]string{"inbound"}, c.args...)...)
		cmd.Env = append([]string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}, c.env...)
		text, _ := cmd.CombinedOutput() // the code says how it ended
		if code := cmd.ProcessState.ExitCode(); code != c.code || !strings.Contains(string(text), says) {
			t.Errorf("%v: ended with %d and said %q, want %d and %q", c.args, code, text, c.code, says)
		}
	}
}
