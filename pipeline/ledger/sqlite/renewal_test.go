package sqlite_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
)

func TestTroubleWithRenewalIsReported(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ change, want string }{
		"fails": {`DROP TABLE uploads`, "could not be renewed"},
		"taken": {`UPDATE uploads SET token = 'another'`, "another process took the claim"},
		"well":  {`UPDATE uploads SET pid = 1`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			synctest.Test(t, func(t *testing.T) {
				var said bytes.Buffer
				l, err := sqlite.Open(t.Context(), path, slog.New(slog.NewTextHandler(&said, nil)))
				must(t, err)
				c := claimNew(t, l, key("a"))
				exec(t, sqlDB(t, path), test.change)
				time.Sleep(21 * time.Second)
				synctest.Wait()
				if got := said.String(); !strings.Contains(got, test.want) || test.want == "" && got != "" {
					t.Errorf("the log says %q, want %q", got, test.want)
				}
				c.Release()
				must(t, l.Close())
			})
		})
	}
}
