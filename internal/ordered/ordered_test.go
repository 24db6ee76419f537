package ordered_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wamedia/wamedia/internal/ordered"
)

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestMapKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slowFirst := func(i int) int {
			time.Sleep(time.Duration(100-i) * time.Millisecond)
			return i * i
		}
		got := slices.Collect(ordered.Map(8, 16, count(100), slowFirst))
		for i, r := range got {
			if r != i*i {
				t.Fatalf("result %d is %d, want %d", i, r, i*i)
			}
		}
		if len(got) != 100 {
			t.Fatalf("%d results, want 100", len(got))
		}
	})
}

func TestMapHoldsOnlyAWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started atomic.Int64
		release := make(chan struct{})
		headBlocks := func(i int) int {
			started.Add(1)
			if i == 0 {
				<-release
			}
			return i
		}
		done := make(chan int)
		go func() { done <- len(slices.Collect(ordered.Map(4, 10, count(1000), headBlocks))) }()
		synctest.Wait()
		if n := started.Load(); n > 12 {
			t.Errorf("%d elements were taken while the first one was not finished, want at most the window", n)
		}
		close(release)
		if n := <-done; n != 1000 {
			t.Errorf("%d results, want 1000", n)
		}
	})
}

func TestMapCanBeLeft(t *testing.T) {
	var taken atomic.Int64
	for r := range ordered.Map(2, 4, count(1_000_000), func(i int) int { taken.Add(1); return i }) {
		if r == 10 {
			break
		}
	}
	if n := taken.Load(); n > 30 {
		t.Errorf("%d elements were worked on after leaving at the tenth", n)
	}
}
