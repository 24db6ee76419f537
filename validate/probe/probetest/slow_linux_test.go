//go:build !race

package probetest_test

import (
	"syscall"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func TestGuardTime(t *testing.T) {
	r := &recorder{TB: t}
	probetest.Guard(r, func() { burn(t) })
	if !r.failed {
		t.Error("a slow run passed")
	}
}

// burn uses a little more processor time than one input may cost.
func burn(t *testing.T) {
	var u syscall.Rusage
	used := func() int64 {
		if err := syscall.Getrusage(1, &u); err != nil { // of this thread
			t.Fatal(err)
		}
		return u.Utime.Nano() + u.Stime.Nano()
	}
	for end := used() + int64(probetest.MaxTime) + 50e6; used() < end; {
	}
}
