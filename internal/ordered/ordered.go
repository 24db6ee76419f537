// Package ordered does work side by side and gives the results in the order of the input, holding no more than a
// window of them.
package ordered

import (
	"iter"
	"sync"
)

// Map applies f to the elements of in, workers at a time, and yields the results in input order. At most window
// elements are under way or wait for an earlier one. Leaving the loop early takes no further element and waits for
// those under way.
func Map[T, R any](workers, window int, in iter.Seq[T], f func(T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		queue := make(chan chan R, window)
		stop := make(chan struct{})
		go feed(workers, in, f, queue, stop)
		left := false
		for slot := range queue {
			if r := <-slot; !left && !yield(r) {
				left = true
				close(stop)
			}
		}
	}
}

// job is an element and the place for its result.
type job[T, R any] struct {
	in  T
	out chan R
}

// feed hands elements to the workers. It runs ahead of them by up to a window, so that no worker waits for a hand-over.
func feed[T, R any](workers int, in iter.Seq[T], f func(T) R, queue chan<- chan R, stop <-chan struct{}) {
	jobs := make(chan job[T, R], cap(queue))
	var group sync.WaitGroup
	for range workers {
		group.Go(func() { work(jobs, f, stop) })
	}
	defer func() { close(jobs); group.Wait(); close(queue) }()
	for element := range in {
		slot := make(chan R, 1)
		select {
		case <-stop:
			return
		case queue <- slot:
			jobs <- job[T, R]{in: element, out: slot}
		}
	}
}

// work applies f to jobs. Once the loop was left nobody looks at results, and none is made.
func work[T, R any](jobs <-chan job[T, R], f func(T) R, stop <-chan struct{}) {
	for j := range jobs {
		select {
		case <-stop:
			close(j.out)
		default:
			j.out <- f(j.in)
		}
	}
}
