package local_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/ledger/memory"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// counted counts requests.
type counted struct{ n atomic.Int32 }

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return http.DefaultTransport.RoundTrip(r)
}

// sending is a line that uploads to a fake platform.
type sending struct {
	graph    *whatsapptest.Server
	requests counted
	ledger   memory.Ledger
}

func newSending(t *testing.T, cfg whatsapptest.Config) *sending {
	return &sending{graph: whatsapptest.NewServerWith(t, cfg)}
}

// note takes a note down the line, one of its own for each number.
func (s *sending) note(t *testing.T, number int, retry whatsapp.Retry, hold bool) pipeline.Result {
	t.Helper()
	return s.notes(t, retry, hold, number)[0]
}

func (s *sending) notes(t *testing.T, retry whatsapp.Retry, hold bool, numbers ...int) []pipeline.Result {
	t.Helper()
	client, err := whatsapp.New(whatsapp.Config{
		Token: whatsapptest.DefaultToken, PhoneNumberID: "2", BaseURL: s.graph.URL, Retry: retry, HTTP: &http.Client{Transport: &s.requests},
	})
	if err != nil {
		t.Fatal(err)
	}
	line, err := local.New(t.Context(), local.Config{Work: t.TempDir(), Send: &local.Send{Client: client, Ledger: &s.ledger, HoldDoubts: hold}})
	if err != nil {
		t.Fatal(err)
	}
	var all []pipeline.Result
	for _, number := range numbers {
		text := fmt.Sprintf("note %d\n", number)
		all = append(all, line.Process(t.Context(), pipeline.Item{Path: "note.txt", Body: strings.NewReader(text), Size: int64(len(text))}))
	}
	if err := line.Close(); err != nil {
		t.Error(err)
	}
	return all
}

// TestWrongNumberEndsTheBatch uploads for a phone number that the platform does not know.
func TestWrongNumberEndsTheBatch(t *testing.T) {
	t.Parallel()
	s := newSending(t, whatsapptest.Config{PhoneNumberID: "1"})
	for _, r := range s.notes(t, whatsapp.Retry{}, false, 1, 2, 3) {
		if !errors.Is(r.Err, pipeline.ErrDenied) || !strings.Contains(r.Err.Error(), "check the phone number id") {
			t.Errorf("error %v, want a refusal with what to do", r.Err)
		}
	}
	if n := s.requests.n.Load(); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// TestDoubts loses the answer to an upload, and shows what later runs make of it.
func TestDoubts(t *testing.T) {
	t.Parallel()
	once := whatsapp.Retry{}
	s := newSending(t, whatsapptest.Config{})
	s.graph.Spoil(whatsapptest.Fault{Cut: whatsapptest.CutAnswer})
	if r := s.note(t, 1, once, false); r.Err == nil || !strings.Contains(r.Err.Error(), "may have been accepted") {
		t.Errorf("error %v, want a doubt", r.Err)
	}
	for range 2 {
		if r := s.note(t, 1, once, true); r.Err == nil || !strings.Contains(r.Err.Error(), "held back") {
			t.Errorf("error %v, want that the file is held back", r.Err)
		}
	}
	if n := s.requests.n.Load(); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
	if r := s.note(t, 1, once, false); r.Err != nil || r.MediaID == "" {
		t.Errorf("the next run: id %q, %v", r.MediaID, r.Err)
	}
	again := whatsapp.Retry{InDoubt: true, Transient: whatsapp.Backoff{Pause: 1}}
	s.graph.Spoil(whatsapptest.Fault{Status: http.StatusBadGateway}, whatsapptest.Fault{Cut: whatsapptest.CutAnswer})
	if r := s.note(t, 2, again, false); r.Err != nil || r.MediaID == "" {
		t.Errorf("repeated at once: id %q, %v", r.MediaID, r.Err)
	}
	counts := []int{}
	for _, u := range s.graph.Uploads() {
		counts = append(counts, u.Count)
	}
	if fmt.Sprint(counts) != "[2 2]" {
		t.Errorf("accepted %v, want each twice", counts)
	}
}
