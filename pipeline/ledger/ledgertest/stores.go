package ledgertest

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
)

// closes needs a ledger that can be closed.
func closes(t *testing.T, s *store) {
	l, want := s.ledger(t), media("1")
	closer, ok := l.(io.Closer)
	if !ok {
		return
	}
	mustUpload(t, l, key("done"), want)
	idle, sending := claimNew(t, l, key("idle")), claimNew(t, l, key("sending"))
	must(t, sending.Uploading(t.Context()))
	must(t, closer.Close())
	if _, err := l.Claim(t.Context(), key("b")); !errors.Is(err, ledger.ErrClosed) {
		t.Errorf("a closed ledger: error is %v, want %v", err, ledger.ErrClosed)
	}
	for _, c := range []ledger.Claim{idle, sending} {
		if err := c.Uploading(t.Context()); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("a claim of a closed ledger: error is %v, want %v", err, ledger.ErrLost)
		}
	}
	next := s.ledger(t)
	if next == l {
		return // it keeps nothing beyond its life
	}
	wantDone(t, next, key("done"), want)
	if claimNew(t, next, key("idle")).InDoubt() || !claimNew(t, next, key("sending")).InDoubt() {
		t.Error("closing a ledger leaves an upload under way in doubt, and no other")
	}
}

// lists needs a ledger.Store.
func lists(t *testing.T, s *store) {
	l, ok := s.ledger(t).(ledger.Store)
	if !ok {
		return
	}
	ctx := t.Context()
	mustUpload(t, l, key("expired"), ledger.Media{ID: "1", Expires: time.Now().Add(-time.Hour)})
	mustUpload(t, l, key("done"), media("2"))
	must(t, claimNew(t, l, key("refused")).Fail(ctx, ledger.Permanent, errors.New("no")))
	must(t, claimNew(t, l, key("cut off")).Fail(ctx, ledger.Doubtful, errors.New("reset")))
	must(t, claimNew(t, l, key("under way")).Uploading(ctx))
	claimNew(t, l, key("claimed"))
	names := map[ledger.Key]string{}
	for _, name := range []string{"expired", "done", "refused", "cut off", "under way", "claimed"} {
		names[key(name)] = name
	}
	for _, test := range []struct {
		name   string
		filter ledger.Filter
		want   []string
	}{
		{"all", ledger.Filter{}, []string{"claimed", "cut off", "done", "expired", "refused", "under way"}},
		{"done", ledger.Filter{State: ledger.Done}, []string{"done", "expired"}},
		{"failed", ledger.Filter{State: ledger.Failed}, []string{"cut off", "refused"}},
		{"uploading", ledger.Filter{State: ledger.Uploading}, []string{"under way"}},
		{"pending", ledger.Filter{State: ledger.Pending}, []string{"claimed"}},
		{"expired", ledger.Filter{ExpiresBefore: time.Now()}, []string{"expired"}},
		{"in doubt", ledger.Filter{InDoubt: true}, []string{"cut off"}},
		{"two conditions", ledger.Filter{State: ledger.Done, InDoubt: true}, nil},
	} {
		var got []string
		for _, r := range records(t, l, test.filter) {
			got = append(got, names[r.Key])
		}
		slices.Sort(got) // what changed in one instant may come in any order
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for _, err := range l.Records(cancelled, ledger.Filter{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v, want the cancelling", err)
		}
	}
}

// forgets needs a ledger.Store.
func forgets(t *testing.T, s *store) {
	l, ok := s.ledger(t).(ledger.Store)
	if !ok {
		return
	}
	ctx, sandbox, old := t.Context(), key("a"), key("old")
	sandbox.API = "http://127.0.0.1:8080"
	mustUpload(t, l, key("a"), media("1"))
	mustUpload(t, l, sandbox, media("1"))
	mustUpload(t, l, old, ledger.Media{ID: "old"})
	under := claimNew(t, l, old)
	must(t, under.Uploading(ctx))

	must(t, errors.Join(l.Forget(ctx, sandbox.API+"/v25.0", "1"), l.Forget(ctx, sandbox.API, "unknown"), l.Forget(ctx, old.API, "old")))
	claimNew(t, l, sandbox).Release()
	if _, done := claim(t, l, key("a")).Done(); !done {
		t.Error("forgetting the id of one API forgot that of another")
	}
	want := media("new")
	must(t, under.Uploaded(ctx, want)) // forgetting spares an upload under way
	wantDone(t, l, old, want)
	if err := l.Forget(ctx, "graph.facebook.com", "1"); err == nil {
		t.Error("an address without a scheme is taken")
	}
	for r, err := range l.Records(ctx, ledger.Filter{State: ledger.Done}) { // which may be used meanwhile
		must(t, err)
		must(t, l.Forget(ctx, r.Key.API, r.Media.ID))
	}
	if left := records(t, l, ledger.Filter{State: ledger.Done}); len(left) != 0 {
		t.Errorf("%d ids are left, want none", len(left))
	}
}

func records(t *testing.T, l ledger.Store, f ledger.Filter) []ledger.Record {
	t.Helper()
	var all []ledger.Record
	for r, err := range l.Records(t.Context(), f) {
		must(t, err)
		all = append(all, r)
	}
	return all
}
