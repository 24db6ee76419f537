package sqlite_test

import (
	"testing"

	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/ledgertest"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	ledgertest.Run(t, func(t *testing.T) func() (ledger.Ledger, error) {
		path := newPath(t)
		return func() (ledger.Ledger, error) { return sqlite.Open(t.Context(), path, nil) }
	})
}
