package source_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/source"
)

func numbered(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7 >> 3)
	}
	return b
}

func TestBytesGivesWhatIsThere(t *testing.T) {
	data := numbered(300_000)
	r := source.New(context.Background(), bytes.NewReader(data), int64(len(data)), source.Budget{})
	for _, at := range []struct {
		off int64
		n   int
	}{{0, 16}, {4000, 200}, {4096, 1}, {100_000, 70_000}, {99_999, 2}, {170_000, 8}, {299_990, 100}, {299_999, 1}, {0, 300_000}} {
		want := data[at.off:min(at.off+int64(at.n), int64(len(data)))]
		if got := r.Bytes(at.off, at.n); !bytes.Equal(got, want) {
			t.Errorf("Bytes(%d, %d) gives %d bytes that differ from the file's", at.off, at.n, len(got))
		}
	}
	for _, off := range []int64{-1, 300_000, 1 << 62} {
		if got := r.Bytes(off, 1); got != nil {
			t.Errorf("Bytes(%d, 1) = %v, want nothing outside the file", off, got)
		}
	}
	if r.Err() != nil {
		t.Errorf("a short read is no failure, got %v", r.Err())
	}
}

func TestBudgetEndsReading(t *testing.T) {
	data := numbered(1 << 20)
	r := source.New(context.Background(), bytes.NewReader(data), int64(len(data)), source.Budget{Bytes: 64 << 10})
	n, err := io.Copy(io.Discard, r.Section(0, r.Size()))
	if !errors.Is(err, source.ErrBudget) || n > 64<<10 {
		t.Errorf("read %d bytes with %v, want at most 65536 and ErrBudget", n, err)
	}
	if r.Bytes(0, 8) != nil {
		t.Error("the failure does not stick")
	}
}

func TestCancelledContextEndsReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	data := numbered(1 << 20)
	r := source.New(ctx, bytes.NewReader(data), int64(len(data)), source.Budget{})
	cancel()
	if r.Bytes(500_000, 10) != nil || !errors.Is(r.Err(), context.Canceled) {
		t.Errorf("err = %v, want the context's", r.Err())
	}
}

type brokenDisk struct{ after int64 }

func (d brokenDisk) ReadAt(p []byte, off int64) (int, error) {
	if off >= d.after {
		return 0, errors.New("input/output error")
	}
	return len(p), nil
}

func TestDiskFailureSticks(t *testing.T) {
	r := source.New(context.Background(), brokenDisk{after: 10_000}, 1<<20, source.Budget{})
	r.Bytes(20_000, 4)
	if r.Err() == nil {
		t.Error("the failure of the disk is lost")
	}
}

func TestJumpsReadLittle(t *testing.T) {
	counter := &counting{r: bytes.NewReader(numbered(16 << 20))}
	r := source.New(context.Background(), counter, 16<<20, source.Budget{})
	for off := int64(0); off < 16<<20; off += 64 << 10 {
		r.Bytes(off, 64)
	}
	if counter.n > 2<<20 {
		t.Errorf("256 headers 64 KB apart cost %d bytes, want the media between them left alone", counter.n)
	}
}

type counting struct {
	r io.ReaderAt
	n int
}

func (c *counting) ReadAt(p []byte, off int64) (int, error) {
	c.n += len(p)
	return c.r.ReadAt(p, off)
}

func TestCursorSticks(t *testing.T) {
	c := source.NewCursor([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9})
	if got := c.U16(); got != 0x0102 {
		t.Errorf("U16 = %#x", got)
	}
	if got := c.LE32(); got != 0x06050403 {
		t.Errorf("LE32 = %#x", got)
	}
	if got := c.U24(); got != 0x070809 || !c.OK() {
		t.Errorf("U24 = %#x, OK %v", got, c.OK())
	}
	if c.U64() != 0 || c.OK() || c.U8() != 0 || c.Left() != 0 {
		t.Error("reading past the end must give zero for ever")
	}
}

func TestResetForgetsTheFileBefore(t *testing.T) {
	long, short := numbered(300_000), []byte("short")
	r := source.New(context.Background(), bytes.NewReader(long), int64(len(long)), source.Budget{Reads: 3})
	r.Bytes(100_000, 70_000)
	r.Bytes(10, 200_000)
	r.Bytes(295_000, 1)
	if !errors.Is(r.Err(), source.ErrBudget) {
		t.Fatalf("err = %v, want the budget used up", r.Err())
	}
	r.Reset(context.Background(), bytes.NewReader(short), int64(len(short)), source.Budget{})
	if got := r.Bytes(0, 100); !bytes.Equal(got, short) || !bytes.Equal(r.Head(), short) || r.Err() != nil || r.Size() != 5 {
		t.Errorf("after Reset: %q of %d bytes, error %v; want only the new file", got, r.Size(), r.Err())
	}
	if got := r.Bytes(100_000, 10); got != nil {
		t.Errorf("bytes %q of the file before are left", got)
	}
}

// A look that needs no reading costs too, and a budget is scarce before it is used up.
func TestLooksAreCounted(t *testing.T) {
	t.Parallel()
	data := make([]byte, 100)
	r := source.New(context.Background(), bytes.NewReader(data), int64(len(data)), source.Budget{Looks: 10})
	for look := range 10 {
		if scarce := r.Scarce(); len(r.Bytes(0, 1)) != 1 || scarce != (look > 5) {
			t.Errorf("look %d: scarce %v, %v", look, scarce, r.Err())
		}
	}
	if b := r.Bytes(0, 1); b != nil || !errors.Is(r.Err(), source.ErrBudget) {
		t.Errorf("after the last look: %d bytes, %v", len(b), r.Err())
	}
}
