package main

import (
	"fmt"
	"math"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/wamedia/wamedia/pipeline"
)

// progress shows on a terminal how much of a run is done. Elsewhere it does nothing.
type progress struct {
	screen *screen
	bar    *mpb.Bar

	mu     sync.Mutex
	shares map[int]float64 // of files under way
	done   int
}

// steps is how finely the bar counts one file.
const steps = 1000

func (a *app) startProgress(files int) *progress {
	if files == 0 || !a.barFits() {
		return &progress{}
	}
	bars := mpb.New(mpb.WithOutput(fileOf(a.err)), mpb.WithWidth(40))
	bar := bars.AddBar(int64(files)*steps, mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Any(func(s decor.Statistics) string { return fileCount(s.Current, s.Total) })),
		mpb.AppendDecorators(decor.Percentage(), decor.Name("  "), decor.AverageETA(decor.ET_STYLE_GO)))
	a.screen.show(bars, func() { bar.Abort(true); bars.Wait() })
	return &progress{screen: a.screen, bar: bar, shares: map[int]float64{}}
}

func fileCount(current, total int64) string {
	return fmt.Sprintf("%d of %d files ", current/steps, total/steps)
}

// events takes how much of one file is done.
func (p *progress) events(i int) func(pipeline.Event) {
	if p.bar == nil {
		return nil
	}
	return func(e pipeline.Event) {
		if e.Kind == pipeline.Progress {
			p.set(i, e.Share)
		}
	}
}

func (p *progress) set(i int, share float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shares[i] = share
	p.show()
}

func (p *progress) finished(i int) {
	if p.bar == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.shares, i)
	p.done++
	p.show()
}

func (p *progress) show() {
	sum := float64(p.done)
	for _, share := range p.shares {
		sum += share
	}
	p.bar.SetCurrent(int64(math.Round(sum * steps)))
}

func (p *progress) stop() {
	if p.screen != nil {
		p.screen.hide()
	}
}
