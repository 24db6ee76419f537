package probetest_test

import (
	"testing"

	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// recorder takes the failures that Guard reports.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Errorf(string, ...any) { r.failed = true }
func (r *recorder) Helper()               {}

// The tests below measure the process, so they do not run in parallel.

func TestGuard(t *testing.T) {
	var held [][]byte
	tests := []struct {
		name string
		run  func()
		want bool
	}{
		{"cheap", func() {}, false},
		// Guard may run it more than once: each run holds more, so that the collector cannot hide it.
		{"holds too much", func() { held = append(held, make([]byte, probetest.MaxMemory+8<<20)) }, true},
		{"drops what it allocates", func() {
			for range 100 {
				held = [][]byte{make([]byte, 1<<20)}
			}
		}, false},
	}
	for _, tt := range tests {
		r := &recorder{TB: t}
		probetest.Guard(r, tt.run)
		if r.failed != tt.want {
			t.Errorf("%s: failed %v; want %v", tt.name, r.failed, tt.want)
		}
		held = nil
	}
	_ = held
}
