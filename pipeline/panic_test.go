package pipeline

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/panics"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
	"github.com/wamedia/wamedia/pipeline/workdir"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// broken is an engine and an uploader that panics where it is told to.
type broken struct{ apply, memory, foresee, upload bool }

func (b broken) Apply(_ context.Context, t Task) (Outcome, error) {
	if err := os.WriteFile(t.Output, []byte("half"), 0o600); err != nil {
		return Outcome{}, err
	}
	return Outcome{}, broke(b.apply)
}

func (b broken) Memory(Task) int64 {
	_ = broke(b.memory)
	return 1
}

func (b broken) Foresee(context.Context, Task) (Forecast, error) { return Forecast{}, broke(b.foresee) }

func (b broken) Upload(context.Context, Upload) (string, error) { return "1", broke(b.upload) }

func broke(now bool) error {
	if now {
		var nothing *media.Facts
		nothing.Undecide("a nil pointer", "")
	}
	return nil
}

// unreadable is a body that panics.
type unreadable struct{}

func (unreadable) ReadAt([]byte, int64) (int, error) { panic("no such page") }

const (
	plain   = "plain text\n"
	drawing = "GIF89a\x02\x00\x02\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x2c\x00\x00\x00\x00\x02\x00\x02\x00\x00\x02\x03\x44\x02\x05\x00;"
)

// A panic costs one item. It leaves nothing behind: no file, no slot, no claim.
func TestPanicsCostOneItem(t *testing.T) {
	t.Parallel()
	gif := Item{Path: "a.gif", Body: strings.NewReader(drawing), Size: int64(len(drawing)), Kind: media.Image}
	note := Item{Path: "a.txt", Body: strings.NewReader(plain), Size: int64(len(plain)), Kind: media.Document}
	for name, test := range map[string]struct {
		broken broken
		item   Item
		do     func(*Line, context.Context, Item) Result
	}{
		"a parser":         {item: Item{Path: "a.png", Body: unreadable{}, Size: 100}, do: (*Line).Process},
		"a parser, dry":    {item: Item{Path: "a.png", Body: unreadable{}, Size: 100}, do: (*Line).Plan},
		"an engine":        {broken{apply: true}, gif, (*Line).Process},
		"an estimate":      {broken{memory: true}, gif, (*Line).Process},
		"an estimate, dry": {broken{memory: true}, gif, (*Line).Plan},
		"a forecast":       {broken{foresee: true}, gif, (*Line).Plan},
		"an upload":        {broken{upload: true}, note, (*Line).Process},
		"a name":           {item: naming(note), do: (*Line).Process},
		"what hears of it": {item: heard(gif), do: (*Line).Process},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line := panicking(t, test.broken)
			r := test.do(line, t.Context(), test.item)
			var caught *panics.Error
			if !errors.As(r.Err, &caught) || !bytes.Contains(caught.Stack, []byte("pipeline")) {
				t.Fatalf("the result is %v, want the panic with its stack", r.Err)
			}
			if said := r.Err.Error(); strings.Contains(said, "goroutine") {
				t.Errorf("the stack stands in the error: %s", said)
			}
			tidy(t, line)
		})
	}
}

func naming(it Item) Item {
	it.Output = func(string) string { panic("no name") }
	return it
}

func heard(it Item) Item {
	it.Events = func(Event) { panic("nobody listens") }
	return it
}

func panicking(t *testing.T, b broken) *Line {
	t.Helper()
	work, err := workdir.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	book, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(book.Close(), work.Close()); err != nil {
			t.Error(err)
		}
	})
	engine := reporting{b}
	return &Line{
		Engines: map[transcode.Engine]Engine{transcode.StillEngine: engine, transcode.AnimationEngine: engine},
		Work:    work, Uploader: b, Ledger: book, API: "https://graph.facebook.com", Phone: "1", Slots: NewSlots(1, 1, 100),
	}
}

// reporting tells of progress before it applies.
type reporting struct{ broken }

func (r reporting) Apply(ctx context.Context, t Task) (Outcome, error) {
	t.Progress(1, 0.5)
	return r.broken.Apply(ctx, t)
}

// tidy checks that the slots are free, the folder is empty, and that the same line takes another item, though the bytes
// of an upload that broke are in doubt and no longer claimed.
func tidy(t *testing.T, line *Line) {
	t.Helper()
	if !line.Slots.conversions.TryAcquire(1) || !line.Slots.memory.TryAcquire(100) || !line.Slots.uploads.TryAcquire(1) {
		t.Error("a slot is still taken")
	}
	line.Slots = NewSlots(1, 1, 100)
	left, err := os.ReadDir(line.Work.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		if entry.Name() != "lock" {
			t.Errorf("%s is left behind", entry.Name())
		}
	}
	line.Uploader = broken{}
	good := Item{Path: "a.txt", Body: strings.NewReader(plain), Size: int64(len(plain)), Kind: media.Document}
	if r := line.Process(t.Context(), good); r.Err != nil || r.MediaID != "1" {
		t.Errorf("the next item: media id %q, %v", r.MediaID, r.Err)
	}
}

// Whatever an engine estimates, what is acquired and given back lies between nothing and the budget.
func TestWeightsAreClamped(t *testing.T) {
	t.Parallel()
	for _, bytes := range []int64{math.MinInt64, -1, 0, 99, 100, 101, math.MaxInt64} {
		s := NewSlots(1, 0, 100)
		release, err := s.convert(t.Context(), hungry{}, &Task{Plan: transcode.Plan{Limit: bytes}})
		if err != nil {
			t.Fatal(err)
		}
		if left := 100 - max(0, min(bytes, 100)); !s.memory.TryAcquire(left) || s.memory.TryAcquire(1) {
			t.Errorf("an estimate of %d: other than %d is left", bytes, left)
		} else {
			s.memory.Release(left)
		}
		release()
		if !s.memory.TryAcquire(100) {
			t.Errorf("an estimate of %d: something is still taken", bytes)
		}
	}
}

// A parser's panic is an error of the library as well.
func TestReaderCatchesPanics(t *testing.T) {
	t.Parallel()
	var caught *panics.Error
	if _, err := validate.Reader(unreadable{}, 100, "a.png"); !errors.As(err, &caught) || caught.Value != "no such page" {
		t.Errorf("got %v, want the panic", err)
	}
}
