package whatsapptest

import (
	"cmp"
	"context"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// DefaultToken is the access token that a Graph takes unless told otherwise.
const DefaultToken = "sandbox-token"

// Config describes a fake Graph API. The zero value is valid.
type Config struct {
	// Token is the only access token taken; default DefaultToken.
	Token string
	// PhoneNumberID is the only phone number taken; default any.
	PhoneNumberID string
	// AppSecret, when set, makes the API require a right appsecret_proof.
	AppSecret string
	// Dir keeps files and the list of uploads, so that they outlive the process.
	// Default is a temporary folder that Close removes.
	Dir string
	// Latency passes between the work of a request and its answer.
	Latency time.Duration
	// Now is the clock by which URLs and media expire; default time.Now.
	Now func() time.Time
}

// Graph is a fake Graph API, an http.Handler. Make it with New, end it with Close.
type Graph struct {
	cfg      Config
	store    *store
	sessions *sessions

	mu     sync.Mutex
	faults []Fault

	// life is held for reading by requests, for writing by Close.
	life   sync.RWMutex
	closed bool
}

// New returns a fake Graph API. It fails when the folder cannot be used, or holds
// a list of uploads that cannot be read.
func New(cfg Config) (*Graph, error) {
	cfg.Token = cmp.Or(cfg.Token, DefaultToken)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	store, err := openStore(cfg.Dir)
	if err != nil {
		return nil, err
	}
	return &Graph{cfg: cfg, store: store, sessions: newSessions(store.dir)}, nil
}

// Close waits for requests under way and ends the Graph. Uploads in a folder named
// in Config stay there.
func (g *Graph) Close() error {
	g.life.Lock()
	defer g.life.Unlock()
	if g.closed {
		return nil
	}
	g.closed = true
	g.sessions.close()
	return g.store.close()
}

// Uploads tells what was accepted, ever, in the order of first acceptance. Deleted
// media are part of it.
func (g *Graph) Uploads() []Upload { return g.store.uploads() }

// ServeHTTP answers one request.
func (g *Graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.life.RLock()
	defer g.life.RUnlock()
	if g.closed {
		htmlAnswer(http.StatusServiceUnavailable).write(w)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/_sandbox/") {
		g.sandbox(r).write(w)
		return
	}
	fault := g.nextFault()
	pause(r.Context(), fault.Delay)
	a, spoiled := fault.before(r)
	if !spoiled {
		a = g.answer(r)
	}
	drain(r)
	pause(r.Context(), g.cfg.Latency)
	fault.after(a).write(w)
}

// sandbox answers questions that the real API does not know.
func (g *Graph) sandbox(r *http.Request) answer {
	if r.URL.Path == "/_sandbox/uploads" && r.Method == http.MethodGet {
		return jsonAnswer(http.StatusOK, g.Uploads())
	}
	return failed(http.StatusNotFound, graphError{Message: "the sandbox knows GET /_sandbox/uploads only", Code: codeUnknownPath})
}

// answer finds the endpoint. All may be below a version, but for the media host's,
// which lives here too.
func (g *Graph) answer(r *http.Request) answer {
	if r.URL.Path == mediaHostPath {
		return g.download(r)
	}
	version, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if !regexp.MustCompile(`^v\d+\.\d+$`).MatchString(version) { // the platform then chooses one
		rest = strings.TrimPrefix(r.URL.Path, "/")
	}
	if rest == "" {
		return unknownPath(r)
	}
	if refused, ok := g.authorise(r); !ok {
		return refused
	}
	id, edge, _ := strings.Cut(rest, "/")
	switch session := strings.HasPrefix(id, "upload:"); {
	case session && r.Method == http.MethodPost:
		return g.writeSession(r, rest)
	case session && r.Method == http.MethodGet:
		return g.sessionOffset(r, rest)
	case edge == "media" && r.Method == http.MethodPost:
		return g.upload(r, id)
	case edge == "uploads" && r.Method == http.MethodPost:
		return g.startSession(r)
	case edge == "" && r.Method == http.MethodGet:
		return g.mediaURL(r, id)
	case edge == "" && r.Method == http.MethodDelete:
		return g.deleteMedia(r, id)
	}
	return unknownPath(r)
}

// authorise checks the token. Resumable uploads take it as "OAuth" only; opening a
// session also takes it from the query, as its reference shows.
func (g *Graph) authorise(r *http.Request) (answer, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.Contains(r.URL.Path, "/upload:") && scheme != "OAuth" {
		token = ""
	}
	if token == "" && strings.HasSuffix(r.URL.Path, "/uploads") {
		token = r.URL.Query().Get("access_token")
	}
	switch token {
	case g.cfg.Token:
		if !g.proven(r, token) {
			return invalid("Invalid appsecret_proof provided in the API argument"), false
		}
		return answer{}, true
	case "":
		return unauthorised("An access token is required to request this resource."), false
	}
	return unauthorised("Invalid OAuth access token - Cannot parse access token"), false
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
