package main

import (
	"bufio"
	"io"
	"time"
)

// pace is how long lines may be held back to be written together, when more lines come.
const pace = 100 * time.Millisecond

// paced writes small lines in large pieces, the first of them at once. Flush writes what is left.
type paced struct {
	*bufio.Writer
	flushed time.Time
}

func newPaced(w io.Writer) *paced { return &paced{Writer: bufio.NewWriterSize(w, 64<<10)} }

// Write holds p back, unless the last flush is long ago.
func (p *paced) Write(b []byte) (int, error) {
	n, err := p.Writer.Write(b)
	if now := time.Now(); err == nil && now.Sub(p.flushed) >= pace {
		p.flushed = now
		err = p.Flush()
	}
	return n, err
}
