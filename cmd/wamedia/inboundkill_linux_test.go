package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

const (
	inboundSecret = "app-secret-5e17"
	inboundVerify = "verify-token-5e17"
)

// receiver is `wamedia inbound`, started and killed again and again on one folder.
type receiver struct {
	t    *testing.T
	dir  string
	args []string
	said bytes.Buffer // what it wrote to stderr, of all starts
	out  bytes.Buffer // to stdout
	cmd  *exec.Cmd
	url  string        // empty where it died before it listened
	read chan struct{} // closed when all it wrote to stderr was read
}

func newReceiver(t *testing.T, api string, args ...string) *receiver {
	t.Helper()
	r := &receiver{t: t, dir: t.TempDir()}
	r.args = append([]string{"inbound", "--dir", r.dir, "--listen", "127.0.0.1:0", "--api-base", api}, args...)
	t.Cleanup(func() {
		if r.cmd != nil {
			r.end(syscall.SIGKILL)
		}
	})
	return r
}

// start starts it and waits until it listens, or is killed.
func (r *receiver) start(killAfter time.Duration) {
	r.t.Helper()
	r.cmd = exec.Command(program(r.t), r.args...)
	r.cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+r.dir+"/.cache", "XDG_STATE_HOME="+r.dir+"/.state",
		"WHATSAPP_TOKEN="+whatsapptest.DefaultToken, "WHATSAPP_APP_SECRET="+inboundSecret, "WHATSAPP_VERIFY_TOKEN="+inboundVerify)
	said, err := r.cmd.StderrPipe()
	must(r.t, err)
	r.cmd.Stdout = &r.out
	must(r.t, r.cmd.Start())
	if killAfter > 0 {
		defer time.AfterFunc(killAfter, func() { _ = r.cmd.Process.Kill() }).Stop()
	}
	r.url, r.read = "", make(chan struct{})
	lines := bufio.NewReader(io.TeeReader(said, &r.said))
	for r.url == "" {
		line, err := lines.ReadString('\n')
		if rest, ok := strings.CutPrefix(line, "inbound: "); ok {
			r.url, _, _ = strings.Cut(rest, " ")
		}
		if err != nil { // it is dead
			close(r.read)
			return
		}
	}
	go func() { _, _ = io.Copy(io.Discard, lines); close(r.read) }()
}

// end sends a signal and returns the exit code.
func (r *receiver) end(signal os.Signal) int {
	r.t.Helper()
	_ = r.cmd.Process.Signal(signal)
	<-r.read
	_ = r.cmd.Wait() // the code says how it ended
	code := r.cmd.ProcessState.ExitCode()
	r.cmd = nil
	return code
}

// post sends a signed notification and reports whether it was accepted.
func (r *receiver) post(body string) bool {
	mac := hmac.New(sha256.New, []byte(inboundSecret))
	mac.Write([]byte(body))
	ctx, cancel := context.WithTimeout(r.t.Context(), soon)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, strings.NewReader(body))
	if err != nil {
		r.t.Error(err)
		return false
	}
	req.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// idle waits until no message has work left.
func (r *receiver) idle() {
	r.t.Helper()
	for deadline := time.Now().Add(6 * soon); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get(r.url + "/metrics")
		must(r.t, err)
		text, err := io.ReadAll(resp.Body)
		must(r.t, err, resp.Body.Close())
		if strings.Contains(string(text), "\nwamedia_inbound_backlog 0\n") || strings.HasPrefix(string(text), "wamedia_inbound_backlog 0\n") {
			return
		}
	}
	r.end(syscall.SIGKILL)
	r.t.Fatalf("messages have work left; it said:\n%s", r.said.String())
}

// uploaded is media that customers send.
type uploaded struct{ id, sum string }

func uploadPictures(t *testing.T, graph *whatsapptest.Server, n int) []uploaded {
	t.Helper()
	var all []uploaded
	for i := range n {
		picture := image.NewGray(image.Rect(0, 0, 64, 64))
		picture.Set(i%64, i/64, color.White)
		var data bytes.Buffer
		must(t, png.Encode(&data, picture))
		done, err := graph.Client().UploadBytes(t.Context(), "a.png", data.Bytes())
		must(t, err)
		sum := sha256.Sum256(data.Bytes())
		all = append(all, uploaded{done.ID, hex.EncodeToString(sum[:])})
	}
	return all
}

// pictureMessage is a notification of a picture; number makes its id.
func pictureMessage(m uploaded, number int) string {
	return fmt.Sprintf(`{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"id":"wamid.%d","from":"15557770142",`+
		`"timestamp":"1764400000","type":"image","image":{"id":%q,"mime_type":"image/png","sha256":%q}}]}}]}]}`, number, m.id, m.sum)
}

// load is what senders have sent.
type load struct {
	mu       sync.Mutex
	media    []uploaded
	sent     int
	accepted map[int]bool
	answers  chan struct{} // one for each message that was accepted
}

// send sends new messages, and now and then one again, until ctx ends.
func (l *load) send(ctx context.Context, r *receiver) {
	for ctx.Err() == nil {
		l.mu.Lock()
		number := l.sent
		if l.sent%5 == 4 {
			number = rand.IntN(l.sent)
		}
		l.sent++
		l.mu.Unlock()
		if r.post(pictureMessage(l.media[number%len(l.media)], number)) {
			l.mu.Lock()
			l.accepted[number] = true
			l.mu.Unlock()
			l.answers <- struct{}{}
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// wait waits until so many messages were accepted.
func (l *load) wait(t *testing.T, n int) {
	t.Helper()
	for range n {
		select {
		case <-l.answers:
		case <-time.After(2 * soon):
			t.Fatal("no message is accepted")
		}
	}
}

// TestInboundLosesNothing kills the receiver at 50 moments, at its start and under load. Every message that it accepted is
// filed in the end, whole and once.
func TestInboundLosesNothing(t *testing.T) {
	t.Parallel()
	graph := whatsapptest.NewServer(t)
	l := &load{media: uploadPictures(t, graph, 50), accepted: map[int]bool{}, answers: make(chan struct{}, 100_000)}
	r := newReceiver(t, graph.URL)
	for round := range 50 {
		early := time.Duration(0)
		if round%5 == 4 {
			early = time.Duration(1+rand.IntN(150)) * time.Millisecond
		}
		r.start(early)
		if r.url != "" {
			ctx, cancel := context.WithCancel(t.Context())
			var senders sync.WaitGroup
			for range 3 {
				senders.Go(func() { l.send(ctx, r) })
			}
			l.wait(t, 1+rand.IntN(15))
			time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
			_ = r.cmd.Process.Kill() // with requests under way
			cancel()
			senders.Wait()
		}
		r.end(syscall.SIGKILL)
	}
	r.start(0)
	r.idle()
	if code := r.end(syscall.SIGTERM); code != exitClean {
		t.Errorf("ended with %d, want 0; it said:\n%s", code, r.said.String())
	}
	l.check(t, r.dir)
	for _, secret := range []string{whatsapptest.DefaultToken, inboundSecret, inboundVerify} {
		if strings.Contains(r.said.String()+r.out.String(), secret) {
			t.Errorf("it wrote the secret %s", secret)
		}
	}
}

// check looks for every accepted message among the files, and for anything that does not belong there.
func (l *load) check(t *testing.T, dir string) {
	t.Helper()
	filed := map[string]bool{}
	for _, name := range filesBelow(t, dir) {
		if strings.HasSuffix(name, ".json") {
			continue
		}
		var number int
		id := strings.TrimSuffix(filepath.Base(name), ".png")
		if _, err := fmt.Sscanf(id, "wamid.%d", &number); err != nil || filed[id] || name != "2025-11-29/15557770142/"+id+".png" {
			t.Errorf("%s does not belong there", name)
			continue
		}
		filed[id] = true
		data, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != l.media[number%len(l.media)].sum {
			t.Errorf("%s is not what was sent", name)
		}
		var described struct {
			ID string `json:"message_id"`
		}
		text, err := os.ReadFile(filepath.Join(dir, name+".json"))
		if err != nil || json.Unmarshal(text, &described) != nil || described.ID != id {
			t.Errorf("the description of %s is %q (%v)", name, text, err)
		}
	}
	for number := range l.accepted {
		if id := fmt.Sprintf("wamid.%d", number); !filed[id] {
			t.Errorf("%s was accepted and is lost", id)
		}
	}
	t.Logf("%d sent, %d accepted, %d filed", l.sent, len(l.accepted), len(filed))
}

// filesBelow lists the files of a folder, and those of the hidden state that should not be left.
func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	must(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "inbox.db") {
			return err
		}
		below, err := filepath.Rel(dir, name)
		names = append(names, filepath.ToSlash(below))
		return err
	}))
	return names
}
