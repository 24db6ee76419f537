package whatsapptest

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// sessions are the open uploads of the Resumable Upload API. They end with the
// process. Source: the Graph API's guide to uploads; lifetimes and chunk sizes
// are not documented there, and not modelled here.
type sessions struct {
	dir string

	mu   sync.Mutex
	open map[string]*session
}

// session is one of them. Its lock is held while bytes arrive.
type session struct {
	mu     sync.Mutex
	file   *os.File
	length int64
	offset int64
	handle string
}

func newSessions(dir string) *sessions {
	return &sessions{dir: filepath.Join(dir, "incoming"), open: map[string]*session{}}
}

func (s *sessions) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.open {
		_ = one.file.Close()
		_ = os.Remove(one.file.Name())
	}
	clear(s.open)
}

func (s *sessions) find(id string) (*session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.open[id]
	return one, ok
}

// start opens a session and returns its id, which holds a query as the real one does.
func (s *sessions) start(length int64) (string, error) {
	file, err := os.CreateTemp(s.dir, "session-")
	if err != nil {
		return "", err
	}
	id := "upload:" + token(24) + "?sig=" + token(16)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[id] = &session{file: file, length: length, handle: "4::" + token(48)}
	return id, nil
}

// startSession is POST /<app-id>/uploads.
func (g *Graph) startSession(r *http.Request) answer {
	query := r.URL.Query()
	allowed := []string{"application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"}
	if kind := query.Get("file_type"); !slices.Contains(allowed, kind) {
		return invalid("Param file_type must be one of {%s} - got %.100q.", strings.Join(allowed, ", "), kind)
	}
	length, err := strconv.ParseInt(query.Get("file_length"), 10, 64)
	if err != nil || length <= 0 || length > 100*megabyte {
		return invalid("Param file_length must be a positive number of at most 100 MB.")
	}
	id, err := g.sessions.start(length)
	if err != nil {
		return failed(http.StatusInternalServerError, graphError{Message: err.Error(), Code: 131000})
	}
	return jsonAnswer(http.StatusOK, map[string]string{"id": id})
}

// sessionID is path and query together, as in the URL.
func sessionID(r *http.Request, rest string) string { return rest + "?" + withoutProof(r.URL.RawQuery) }

// sessionOffset is GET /upload:<id>.
func (g *Graph) sessionOffset(r *http.Request, rest string) answer {
	id := sessionID(r, rest)
	one, ok := g.sessions.find(id)
	if !ok {
		return missing(r.Method, rest)
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	return jsonAnswer(http.StatusOK, map[string]any{"id": id, "file_offset": one.offset})
}

// writeSession is POST /upload:<id>. Bytes that arrived before a connection broke
// stay.
func (g *Graph) writeSession(r *http.Request, rest string) answer {
	id := sessionID(r, rest)
	one, ok := g.sessions.find(id)
	if !ok {
		return missing(r.Method, rest)
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	if at := r.Header.Get("file_offset"); at != strconv.FormatInt(one.offset, 10) {
		return invalid("The file_offset %.20q is not where the upload stands: %d.", at, one.offset)
	}
	if err := one.receive(r.Body); err != nil {
		return failed(http.StatusInternalServerError, graphError{Message: err.Error(), Code: 131000})
	}
	if one.offset < one.length {
		return jsonAnswer(http.StatusOK, map[string]any{"id": id, "file_offset": one.offset})
	}
	return jsonAnswer(http.StatusOK, map[string]string{"h": one.handle})
}

// receive appends what comes, at most to the announced length.
func (s *session) receive(body io.Reader) error {
	n, err := io.Copy(s.file, io.LimitReader(body, s.length-s.offset))
	s.offset += n
	if err != nil {
		return fmt.Errorf("the upload stopped at %d of %d bytes: %w", s.offset, s.length, err)
	}
	return nil
}

func token(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}
