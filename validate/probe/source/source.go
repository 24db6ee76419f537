// Package source reads a file of known size piece by piece and within a budget. Parsers ask for bytes at an
// offset and get what is there; they never see more of the file than they ask for, and the first failure of the
// disk or the budget sticks.
package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
)

// ErrBudget is wrapped by the error of a Reader that was asked for more than its budget.
var ErrBudget = errors.New("reading budget used up")

// Budget bounds what one file may cost. A zero field takes the default.
type Budget struct {
	// Bytes that may be fetched from the file; default eight times its size and 64 MiB more, and 256 MiB at most.
	Bytes int64
	// Reads that may be made; default 4 million.
	Reads int
	// Looks that parsers may take at what was read, which are calls of Bytes; default 64 million, about a second of work.
	Looks int
}

const (
	mostBytes = 256 << 20
	mostReads = 4 << 20
	mostLooks = 64 << 20
)

const (
	headSize  = 4 << 10
	firstSize = 16 << 10 // the first piece read: many a file is no longer
	minWindow = 4 << 10
	maxWindow = 128 << 10
	// MaxChunk is the most bytes that one call of Bytes returns.
	MaxChunk = 8 << 20
)

// Reader gives access to a file. It is not safe for concurrent use.
type Reader struct {
	ctx    context.Context
	r      io.ReaderAt
	size   int64
	budget Budget // what is left of it
	whole  Budget
	err    error

	first  []byte // the first bytes, kept because every parser looks at them
	window []byte // the last piece read
	at     int64  // offset of window
	grow   int    // size of the next window; doubles on sequential reading
}

// New reads the head of r, which holds size bytes.
func New(ctx context.Context, r io.ReaderAt, size int64, b Budget) *Reader {
	s := new(Reader)
	s.Reset(ctx, r, size, b)
	return s
}

// Reset turns to another file, whose head it reads, and keeps the buffers: what Bytes and Head returned is no longer
// valid.
func (s *Reader) Reset(ctx context.Context, r io.ReaderAt, size int64, b Budget) {
	if b.Bytes == 0 {
		b.Bytes = min(8*min(size, mostBytes)+64<<20, mostBytes)
	}
	b.Reads, b.Looks = cmp.Or(b.Reads, mostReads), cmp.Or(b.Looks, mostLooks)
	*s = Reader{ctx: ctx, r: r, size: size, budget: b, whole: b, grow: minWindow, first: s.first[:0], window: s.window[:0]}
	if cap(s.window) > maxWindow {
		s.window = nil // one large piece is no reason to hold its memory for ever
	}
	s.first = s.fetch(sized(s.first, int(min(size, firstSize, b.Bytes))), 0)
}

// sized is a buffer of n bytes, b if it is large enough.
func sized(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}

// Size is the size of the file in bytes.
func (s *Reader) Size() int64 { return s.size }

// Err is the first failure of the disk, the context or the budget; nil when the file was simply short.
func (s *Reader) Err() error { return s.err }

// Scarce reports whether more than half of the budget is used up. A parser that looks at samples one by one stops then, so
// that what stands behind them can still be read.
func (s *Reader) Scarce() bool {
	return s.budget.Bytes < s.whole.Bytes/2 || s.budget.Reads < s.whole.Reads/2 || s.budget.Looks < s.whole.Looks/2
}

// Head is the first 4 KiB of the file, or all of it when it is shorter. It must not be changed.
func (s *Reader) Head() []byte { return s.first[:min(len(s.first), headSize)] }

// Bytes returns n bytes at off, fewer when the file ends before or after a failure, none when n is over MaxChunk.
// The slice is valid until the next call and must not be changed.
func (s *Reader) Bytes(off int64, n int) []byte {
	if off < 0 || off >= s.size || n <= 0 || n > MaxChunk || s.err != nil {
		return nil
	}
	if s.budget.Looks--; s.budget.Looks < 0 {
		s.err = s.spent()
		return nil
	}
	n = int(min(int64(n), s.size-off))
	if end := off + int64(n); end <= int64(len(s.first)) {
		return s.first[off:end]
	}
	if off < s.at || off+int64(n) > s.at+int64(len(s.window)) {
		s.slide(off, n)
	}
	from := min(off-s.at, int64(len(s.window)))
	return s.window[from:min(from+int64(n), int64(len(s.window)))]
}

// slide moves the window to off. Reading on from inside the window or behind it makes the next one larger, a jump makes
// it small again, so that a walk over distant headers does not read the media between them.
func (s *Reader) slide(off int64, n int) {
	if end := max(s.at+int64(len(s.window)), int64(len(s.first))); off >= s.at && off < end+minWindow {
		s.grow = min(2*s.grow, maxWindow)
	} else {
		s.grow = minWindow
	}
	want := int(min(int64(max(n, s.grow)), s.size-off))
	s.at, s.window = off, s.fetch(sized(s.window, want), off)
}

// fetch fills buf from off and returns what it got.
func (s *Reader) fetch(buf []byte, off int64) []byte {
	if len(buf) == 0 || !s.spend(len(buf)) {
		return nil
	}
	n, err := s.r.ReadAt(buf, off)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = fmt.Errorf("read %d bytes at %d: %w", len(buf), off, err)
	}
	return buf[:n]
}

func (s *Reader) spend(n int) bool {
	s.budget.Bytes -= int64(n)
	s.budget.Reads--
	switch {
	case s.ctx.Err() != nil:
		s.err = context.Cause(s.ctx)
	case s.budget.Bytes < 0 || s.budget.Reads < 0:
		s.err = s.spent()
	}
	return s.err == nil
}

// spent is the error for a budget that is used up.
func (s *Reader) spent() error {
	return fmt.Errorf("%w: of one file %d MB are read, in %d million pieces, and the rest is not looked at",
		ErrBudget, s.whole.Bytes>>20, s.whole.Looks>>20)
}

// Section reads from off to end as a stream, for decoders of the standard library. It counts against the budget.
func (s *Reader) Section(off, end int64) io.Reader {
	return io.NewSectionReader(readerAt{s}, off, max(0, min(end, s.size)-off))
}

// ReaderAt gives random access within the budget, for libraries that want an io.ReaderAt.
func (s *Reader) ReaderAt() io.ReaderAt { return readerAt{s} }

type readerAt struct{ s *Reader }

// ReadAt fills p piece by piece, as long as the budget lasts.
func (r readerAt) ReadAt(p []byte, off int64) (int, error) {
	total := 0
	for total < len(p) {
		b := r.s.Bytes(off+int64(total), min(len(p)-total, maxWindow))
		if len(b) == 0 {
			if r.s.err != nil {
				return total, r.s.err
			}
			return total, io.EOF
		}
		total += copy(p[total:], b)
	}
	return total, nil
}
