package memory_test

import (
	"testing"

	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/ledgertest"
	"github.com/wamedia/wamedia/pipeline/ledger/memory"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	ledgertest.Run(t, func(*testing.T) func() (ledger.Ledger, error) {
		l := new(memory.Ledger)
		return func() (ledger.Ledger, error) { return l, nil }
	})
}
