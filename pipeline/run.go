package pipeline

import (
	"context"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Run processes items side by side and yields results as they finish. When ctx ends no further item is taken, conversions
// are cut short, and uploads in flight come to their end. Leaving the loop early does the same.
func (l *Line) Run(ctx context.Context, items iter.Seq[Item]) iter.Seq[Result] {
	return Run(ctx, l.Width(), items, l.Process)
}

// Run is Line.Run of another way to process an item, with so many under way at once.
func Run(ctx context.Context, width int, items iter.Seq[Item], process func(context.Context, Item) Result) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		ctx, cancel := context.WithCancel(ctx)
		results := make(chan Result)
		go func() {
			defer close(results)
			feed(ctx, width, items, process, results)
		}()
		defer func() {
			cancel()
			for range results { // those under way still end in order
			}
		}()
		for r := range results {
			if !yield(r) {
				return
			}
		}
	}
}

func feed(ctx context.Context, width int, items iter.Seq[Item], process func(context.Context, Item) Result, results chan<- Result) {
	var group errgroup.Group
	group.SetLimit(width)
	for it := range items {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			results <- process(ctx, it)
			return nil
		})
	}
	_ = group.Wait()
}

// Width is how many items may be under way: as many as have slots to wait for.
func (l *Line) Width() int {
	if l.Slots == nil {
		return runtime.GOMAXPROCS(0)
	}
	return l.Slots.inFlight
}
