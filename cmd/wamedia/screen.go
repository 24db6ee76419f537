package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
)

// screen is the terminal that stderr writes to. While a progress bar is shown there, lines for the same terminal have to be
// printed by the bar: it moves up and erases what others wrote below it.
type screen struct {
	mu     sync.Mutex
	bars   *mpb.Progress // nil while no bar is shown
	finish func()        // ends bars, after the lines that they still hold
}

// show has lines printed above bars, until finish ends them.
func (s *screen) show(bars *mpb.Progress, finish func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bars, s.finish = bars, finish
}

// hide ends the bar and leaves every line printed.
func (s *screen) hide() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bars != nil {
		s.finish()
		s.bars = nil
	}
}

// leave is hide for a program that must end at once, whatever the terminal does.
func (s *screen) leave() {
	hidden := make(chan struct{})
	go func() { s.hide(); close(hidden) }()
	select {
	case <-hidden:
	case <-time.After(200 * time.Millisecond):
	}
}

// stream is stdout, stderr or a report that may be on the terminal of a screen.
type stream struct {
	file   *os.File
	screen *screen
	line   []byte // begun and not ended
}

// Write prints p. While a bar is shown a line is held until its end has come, as the bar stands on a line of its own.
func (s *stream) Write(p []byte) (int, error) {
	s.screen.mu.Lock()
	defer s.screen.mu.Unlock()
	end := len(p)
	if s.screen.bars != nil {
		end = bytes.LastIndexByte(p, '\n') + 1
	}
	if end == 0 {
		s.line = append(s.line, p...)
		return len(p), nil
	}
	whole := slices.Concat(s.line, p[:end])
	s.line = bytes.Clone(p[end:])
	if err := s.print(whole); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (s *stream) print(lines []byte) error {
	if s.screen.bars != nil {
		if _, err := s.screen.bars.Write(lines); !errors.Is(err, mpb.ErrDone) {
			return err
		}
	}
	_, err := s.file.Write(lines)
	return err
}

// streams are stdout and stderr as a run writes to them: by way of one screen where they are the same terminal.
func streams(out, errs io.Writer) (io.Writer, io.Writer, *screen) {
	s := &screen{}
	if !isTerminal(errs) {
		return out, errs, s
	}
	if sameFile(out, errs) {
		out = &stream{file: fileOf(out), screen: s}
	}
	return out, &stream{file: fileOf(errs), screen: s}, s
}
