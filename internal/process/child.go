package process

import (
	"context"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/wamedia/wamedia/internal/panics"
)

// child is a started process. The goroutine that starts it waits for it, inside onThread.
type child struct {
	cmd *exec.Cmd
	// ctx ends when the child has to: its cause is the caller's, or the error of a writer.
	ctx    context.Context
	cancel context.CancelCauseFunc
	group  *group
	stderr tail
	lines  *sieve // nil where nobody takes lines
	limits Limits
	// ours are our ends of the child's pipes; copies are the goroutines that empty them.
	ours   []*os.File
	copies sync.WaitGroup
}

// start starts the child under its limits, as the leader of g.
func start(ctx context.Context, c Command, g *group) (*child, error) {
	p := &child{cmd: newCmd(c), limits: c.Limits, group: g}
	p.ctx, p.cancel = context.WithCancelCause(ctx)
	theirs, err := p.connect(c)
	var limited error
	if err == nil {
		p.cmd, limited, err = startLimited(p.cmd, c.Limits)
	}
	closeAll(theirs)
	if err != nil {
		closeAll(p.ours)
		p.cancel(err)
		return nil, &Error{Path: c.Path, ExitCode: -1, Cause: err}
	}
	p.group.led(p.cmd.Process)
	if limited != nil {
		p.cancel(limited)
		return nil, p.wait()
	}
	return p, nil
}

// connect gives the child its streams and returns the ends to close once it has them.
func (p *child) connect(c Command) (theirs []*os.File, err error) {
	var errors io.Writer = &p.stderr
	if c.Line != nil {
		p.lines = &sieve{take: c.Line, tail: &p.stderr}
		errors = p.lines
	}
	stderr, err := p.take(errors)
	if err != nil {
		return nil, err
	}
	theirs, p.cmd.Stderr = append(theirs, stderr), stderr
	if c.Stdout != nil {
		f, handed := c.Stdout.(*os.File)
		if !handed {
			if f, err = p.take(c.Stdout); err != nil {
				return theirs, err
			}
			theirs = append(theirs, f)
		}
		p.cmd.Stdout = f
	}
	if c.Stdin != nil {
		f, handed := c.Stdin.(*os.File)
		if !handed {
			if f, err = p.feed(c.Stdin); err != nil {
				return theirs, err
			}
			theirs = append(theirs, f)
		}
		p.cmd.Stdin = f
	}
	return theirs, nil
}

// take opens a pipe that is emptied into w, and returns the child's end.
func (p *child) take(w io.Writer) (*os.File, error) {
	r, theirs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.ours = append(p.ours, r)
	p.copies.Go(func() {
		if err := empty(w, r); err != nil {
			p.cancel(err)
		}
	})
	return theirs, nil
}

// empty copies all of r. A panic of the writer is an error of it.
func empty(w io.Writer, r io.Reader) (err error) {
	defer panics.Catch(&err)
	_, err = io.Copy(w, r)
	return err
}

// feed opens a pipe that r is written to, and returns the child's end. A child need not read all of it.
func (p *child) feed(r io.Reader) (*os.File, error) {
	theirs, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.ours = append(p.ours, w)
	go func() {
		_, _ = io.Copy(w, r)
		_ = w.Close()
	}()
	return theirs, nil
}

// wait returns when the child has ended and its output has been taken.
func (p *child) wait() error {
	stop := context.AfterFunc(p.ctx, p.group.kill)
	err := p.group.reap(p.cmd.Wait)
	stop()
	p.drain()
	if p.lines != nil {
		p.lines.flush()
	}
	closeAll(p.ours)
	cause := context.Cause(p.ctx)
	p.cancel(nil)
	if err == nil && cause == nil {
		return nil
	}
	return p.failure(err, cause)
}

// drain waits until the output has been taken. A child that had to end gets drainTime for it: something outside its
// group, or a writer that does not return, may hold a pipe for ever.
func (p *child) drain() {
	empty := make(chan struct{})
	go func() {
		p.copies.Wait()
		close(empty)
	}()
	select {
	case <-empty:
		return
	case <-p.ctx.Done():
	}
	select {
	case <-empty:
	case <-time.After(drainTime):
	}
}

func closeAll(files []*os.File) {
	for _, f := range files {
		_ = f.Close()
	}
}
