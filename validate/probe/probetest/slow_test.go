//go:build !race

package probetest_test

import (
	"testing"
	"time"

	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func TestGuardTime(t *testing.T) {
	r := &recorder{TB: t}
	probetest.Guard(r, func() { time.Sleep(probetest.MaxTime + 50*time.Millisecond) })
	if !r.failed {
		t.Error("a slow run passed")
	}
}
