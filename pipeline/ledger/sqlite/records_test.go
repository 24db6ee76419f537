package sqlite_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
)

// fill makes a record in each state, a minute apart, the first of them with an id that has expired.
func fill(t *testing.T, l *sqlledger.Ledger) {
	t.Helper()
	ctx := t.Context()
	must(t, upload(ctx, l, key("expired"), ledger.Media{ID: "1", Expires: time.Now()}))
	time.Sleep(time.Minute)
	must(t, upload(ctx, l, key("done"), media("2")))
	time.Sleep(time.Minute)
	must(t, claimNew(t, l, key("refused")).Fail(ctx, ledger.Permanent, errors.New("no")))
	time.Sleep(time.Minute)
	must(t, claimNew(t, l, key("cut off")).Fail(ctx, ledger.Doubtful, errors.New("reset")))
	time.Sleep(time.Minute)
	must(t, claimNew(t, l, key("under way")).Uploading(ctx))
	time.Sleep(time.Minute)
	claimNew(t, l, key("claimed"))
}

func TestFilters(t *testing.T) {
	t.Parallel()
	names := map[ledger.Key]string{}
	for _, name := range []string{"expired", "done", "refused", "cut off", "under way", "claimed"} {
		names[key(name)] = name
	}
	path := newPath(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t, path)
		fill(t, l)
		tests := []struct {
			name   string
			filter ledger.Filter
			want   []string
		}{
			{"all", ledger.Filter{}, []string{"expired", "done", "refused", "cut off", "under way", "claimed"}},
			{"done", ledger.Filter{State: ledger.Done}, []string{"expired", "done"}},
			{"failed", ledger.Filter{State: ledger.Failed}, []string{"refused", "cut off"}},
			{"uploading", ledger.Filter{State: ledger.Uploading}, []string{"under way"}},
			{"pending", ledger.Filter{State: ledger.Pending}, []string{"claimed"}},
			{"expired", ledger.Filter{ExpiresBefore: time.Now()}, []string{"expired"}},
			{"in doubt", ledger.Filter{InDoubt: true}, []string{"cut off"}},
			{"two conditions", ledger.Filter{State: ledger.Done, InDoubt: true}, nil},
		}
		for _, test := range tests {
			var got []string
			for _, r := range records(t, l, test.filter) {
				got = append(got, names[r.Key])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
	})
}

func TestListingStopsWhereAsked(t *testing.T) {
	t.Parallel()
	l := open(t, newPath(t))
	must(t, upload(t.Context(), l, key("a"), media("1")))
	must(t, upload(t.Context(), l, key("b"), media("2")))
	seen := 0
	for _, err := range l.Records(t.Context(), ledger.Filter{}) {
		must(t, err)
		seen++
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range l.Records(ctx, ledger.Filter{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v, want the cancelling", err)
		}
		seen++
	}
	if seen != 2 {
		t.Errorf("%d records and errors came, want one of each", seen)
	}
}
