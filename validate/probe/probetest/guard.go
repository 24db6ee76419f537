// Package probetest is what the parsers' tests share: it reads facts from bytes, and it guards fuzz targets against
// inputs that cost too much.
package probetest

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// What one input may cost: processor time, where the system tells that of a thread, and memory. The race detector is
// given more time.
const (
	MaxTime   = time.Second
	MaxMemory = 64 << 20
)

// Guard fails t when run takes more than MaxTime, or holds more than MaxMemory at one moment. A slow run is given two more
// chances: a busy machine makes one slow, a bad input all three. Memory that is dropped again on the way counts only when
// the sum is over the limit and another run, with an eager collector, peaks over it.
func Guard(t testing.TB, run func()) {
	t.Helper()
	before := heap("/gc/heap/allocs:bytes")
	took := timed(run)
	allocated := heap("/gc/heap/allocs:bytes") - before
	for chances := 2; took > slack*MaxTime && chances > 0; chances-- {
		took = min(took, timed(run))
	}
	if took > slack*MaxTime {
		t.Errorf("took %v; want at most %v", took, slack*MaxTime)
	}
	if allocated <= MaxMemory {
		return
	}
	if peak := peakHeap(run); peak > MaxMemory {
		t.Errorf("held %d bytes; want at most %d", peak, MaxMemory)
	}
}

// peakHeap runs run with a collector that keeps little garbage and returns the most bytes in use above the start.
func peakHeap(run func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	runtime.GC()
	base, peak := heap(inUse), uint64(0)
	done, sampled := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(sampled)
		tick := time.NewTicker(200 * time.Microsecond)
		defer tick.Stop()
		for {
			peak = max(peak, heap(inUse))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	run()
	close(done)
	<-sampled
	return peak - min(peak, base)
}

const inUse = "/memory/classes/heap/objects:bytes"

func heap(metric string) uint64 {
	s := []metrics.Sample{{Name: metric}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
