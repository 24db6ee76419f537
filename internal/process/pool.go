package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// ErrClosed is returned for jobs given to a closed pool, and is the Cause for jobs that Close cut short.
var ErrClosed = errors.New("the pool of workers is closed")

// PoolConfig says what a pool is made of.
type PoolConfig struct {
	// Command starts one worker. The pool connects Stdin and Stdout itself, and sets TMPDIR.
	Command Command
	// Hello judges the frame that a worker writes when it starts; nil accepts any. Its error ends that worker and
	// is returned for the job it was started for.
	Hello func(frame []byte) error
	// Size is the number of workers, and so of jobs at a time; default one for each processor.
	Size int
	// JobTime is how long one job may take, the wait for a free worker not counted; default 2 minutes.
	JobTime time.Duration
	// StartTime is how long a worker may take until it says hello; default 10 seconds.
	StartTime time.Duration
	// MaxFrame is the largest answer in bytes; default 1 MB.
	MaxFrame int
	// Temp is where every worker gets a temporary folder of its own, removed with it; default the system's.
	Temp string
}

// Pool runs jobs on long-lived worker processes, one job at a time on each. Workers are started when first needed.
//
// A worker answers every frame on its stdin with one frame on its stdout. One that dies, answers garbage, or gives no
// answer in time (a stopped one, say) is killed; the job it had fails with an *Error, and the next job gets a new
// worker.
type Pool struct {
	config PoolConfig
	slots  *semaphore.Weighted
	ctx    context.Context
	cancel context.CancelCauseFunc

	mu     sync.Mutex
	idle   []*worker
	closed bool
	living sync.WaitGroup
}

// NewPool starts no process yet. Close must be called.
func NewPool(config PoolConfig) *Pool {
	if config.Size <= 0 {
		config.Size = runtime.GOMAXPROCS(0)
	}
	if config.JobTime <= 0 {
		config.JobTime = 2 * time.Minute
	}
	if config.StartTime <= 0 {
		config.StartTime = 10 * time.Second
	}
	if config.MaxFrame <= 0 {
		config.MaxFrame = 1 << 20
	}
	p := &Pool{config: config, slots: semaphore.NewWeighted(int64(config.Size))}
	p.ctx, p.cancel = context.WithCancelCause(context.Background())
	return p
}

// Job is what a worker is given.
type Job struct {
	// Request is the frame that the worker reads.
	Request []byte
	// Files go with the first byte of the request, as control messages of a Unix socket, where PassesFiles is true; else
	// they are left out.
	Files []*os.File
	// CPU is the processor time that the worker may use for the job, over all threads; 0 for no limit. Linux only.
	CPU time.Duration
}

// Do waits for a free worker, gives it the job and returns its answer. When ctx ends the worker is killed.
func (p *Pool) Do(ctx context.Context, job Job) ([]byte, error) {
	if err := p.slots.Acquire(ctx, 1); err != nil {
		return nil, context.Cause(ctx)
	}
	defer p.slots.Release(1)
	w, err := p.take(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := within(ctx, p.config.JobTime, "no answer")
	defer cancel()
	ctx, unwatch := w.withProcessorTime(ctx, job.CPU)
	defer unwatch()
	answer, err := w.call(ctx, func() ([]byte, error) {
		if err := WriteFrame(w.in.with(job.Files), job.Request); err != nil {
			return nil, err
		}
		return ReadFrame(w.out, p.config.MaxFrame)
	})
	if err != nil {
		return nil, err
	}
	p.giveBack(w)
	return answer, nil
}

// Close kills all workers and returns when they are gone. Jobs under way fail.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.cancel(ErrClosed)
	p.living.Wait()
}

// take returns the worker used last of those alive, or else a new one.
func (p *Pool) take(ctx context.Context) (*worker, error) {
	if w := p.idleWorker(); w != nil {
		return w, nil
	}
	return p.add(ctx)
}

func (p *Pool) idleWorker() *worker {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.idle) > 0 {
		last := len(p.idle) - 1
		w := p.idle[last]
		p.idle = p.idle[:last]
		if !w.hasEnded() {
			return w
		}
	}
	return nil
}

func (p *Pool) giveBack(w *worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, w)
}

// within limits ctx; what did not happen in time is named in the cause.
func within(ctx context.Context, d time.Duration, what string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, fmt.Errorf("%s within %v: %w", what, d, context.DeadlineExceeded))
}
