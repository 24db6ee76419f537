package process

import (
	"context"
	"errors"
	"io"
	"os"
	"syscall"
	"time"
)

// errNoAnswer is the cause for a worker that went in peace, but in the middle of a job.
var errNoAnswer = errors.New("ended without an answer")

// worker is a child that answers on its stdout what it reads on its stdin.
type worker struct {
	path string
	// in and out are our ends of its standard input and output.
	in  inbox
	out *os.File
	// group is what the worker leads, once it has started.
	group group
	// kill ends it. The first reason given counts.
	kill context.CancelCauseFunc
	// ended is closed when it is gone and its folder removed; err then tells how it ended.
	ended chan struct{}
	err   error
}

// add starts a worker and hears its hello.
func (p *Pool) add(ctx context.Context) (*worker, error) {
	w, err := p.launch()
	if err != nil {
		return nil, err
	}
	ctx, cancel := within(ctx, p.config.StartTime, "no hello")
	defer cancel()
	hello, err := w.call(ctx, func() ([]byte, error) { return ReadFrame(w.out, p.config.MaxFrame) })
	if err != nil {
		return nil, err
	}
	if p.config.Hello == nil {
		return w, nil
	}
	if err := p.config.Hello(hello); err != nil {
		w.kill(err)
		<-w.ended
		return nil, err
	}
	return w, nil
}

// launch gives a new worker its pipes and its life. A worker that cannot be started says so when it is called.
func (p *Pool) launch() (*worker, error) {
	theirIn, in, err := newInbox()
	if err != nil {
		return nil, err
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		closeAll([]*os.File{theirIn})
		_ = in.Close()
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		closeAll([]*os.File{theirIn, out, theirOut})
		_ = in.Close()
		return nil, ErrClosed
	}
	w := &worker{path: p.config.Command.Path, in: in, out: out, ended: make(chan struct{})}
	ctx, kill := context.WithCancelCause(p.ctx)
	w.kill = kill
	p.living.Go(func() {
		w.err = w.live(ctx, p.config, theirIn, theirOut)
		closeAll([]*os.File{out})
		_ = in.Close()
		kill(nil)
		close(w.ended)
	})
	return w, nil
}

// live is the life of one worker, from its temporary folder to the removal of it.
func (w *worker) live(ctx context.Context, config PoolConfig, in, out *os.File) error {
	theirs := []*os.File{in, out}
	temp, err := os.MkdirTemp(config.Temp, "wamedia-worker-")
	if err != nil {
		closeAll(theirs)
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	c := config.Command
	c.Stdin, c.Stdout = in, out
	c.Env = append(append([]string(nil), c.Env...), "TMPDIR="+temp)
	if c.Confine != nil {
		c.Confine = &Confinement{Read: c.Confine.Read, Write: append([]string{temp}, c.Confine.Write...)}
	}
	return onThread(c, func() error {
		child, err := start(ctx, c, &w.group)
		closeAll(theirs)
		if err != nil {
			return err
		}
		return child.wait()
	})
}

// call lets the exchange run until it is done or ctx ends. A worker whose exchange failed is gone afterwards.
func (w *worker) call(ctx context.Context, exchange func() ([]byte, error)) ([]byte, error) {
	stop := context.AfterFunc(ctx, func() { w.kill(context.Cause(ctx)) })
	answer, err := exchange()
	if !stop() {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, w.finish(ctx, err)
	}
	return answer, nil
}

// finish ends a worker for a reason and returns how it ended. One that hung up gets a moment to end by itself, as its
// own end tells more.
func (w *worker) finish(ctx context.Context, why error) error {
	if hungUp(why) {
		select {
		case <-w.ended:
		case <-ctx.Done():
		case <-time.After(drainTime):
		}
	}
	w.kill(why)
	<-w.ended
	if w.err == nil {
		return &Error{Path: w.path, Cause: errNoAnswer}
	}
	return w.err
}

func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed)
}

func (w *worker) hasEnded() bool {
	select {
	case <-w.ended:
		return true
	default:
		return false
	}
}
