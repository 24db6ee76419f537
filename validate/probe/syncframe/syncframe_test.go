package syncframe_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/probe/source"
	"github.com/wamedia/wamedia/validate/probe/syncframe"
)

// parse reads a made-up header: the sync byte, the sort of stream, the length.
func parse(b []byte) (syncframe.Frame, bool) {
	f := syncframe.Frame{Length: int(b[2]), Samples: 10, Like: uint32(b[1])}
	return f, b[0] == 0xff && f.Length >= 3
}

func stream(s string) syncframe.Stream {
	r := source.New(context.Background(), strings.NewReader(s), int64(len(s)), source.Budget{})
	return syncframe.Stream{R: r, HeaderSize: 3, Parse: parse, End: int64(len(s))}
}

// Frames of eight bytes of two sorts.
const a, b = "\xffa\x08.....", "\xffb\x08....."

func TestWalk(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		bytes string
		want  syncframe.Result
	}{
		"frames alone":          {a + a + a, syncframe.Result{Frames: 3, Bytes: 24, Samples: 30, End: 24}},
		"last one cut":          {a + a + a[:5], syncframe.Result{Frames: 2, Bytes: 16, Samples: 20, End: 21, Missing: 3, Cut: 5}},
		"junk between":          {a + "junk\xff\x00" + a + a, syncframe.Result{Frames: 3, Bytes: 24, Samples: 30, Junk: 6, End: 30}},
		"junk behind":           {a + a + "junk", syncframe.Result{Frames: 2, Bytes: 16, Samples: 20, End: 16}},
		"chance in junk":        {a + a + "x" + b + "xxxxxxxx", syncframe.Result{Frames: 2, Bytes: 16, Samples: 20, End: 16}},
		"one of another sort":   {a + a + b + a + a, syncframe.Result{Frames: 4, Bytes: 32, Samples: 40, Junk: 8, End: 40}},
		"turns to another sort": {a + a + b + b + b, syncframe.Result{Frames: 5, Bytes: 40, Samples: 50, End: 40}},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, stream(c.bytes).Walk(0)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	far := strings.Repeat("\xff\x00", 10_000)
	cases := map[string]struct {
		bytes string
		need  int
		want  int64
	}{
		"at once":         {a + a + a, 3, 0},
		"behind junk":     {"junk\xff" + a + a + a, 3, 5},
		"far behind junk": {far + a + a + a, 3, int64(len(far))},
		"too few":         {"junk" + a + a, 3, -1},
		"not of one sort": {a + b + a + b, 2, -1},
		"nothing":         {"", 1, -1},
	}
	for name, c := range cases {
		s := stream(c.bytes)
		got, ok := s.Find(0, s.End, c.need)
		if !ok {
			got = -1
		}
		if got != c.want {
			t.Errorf("%s: found at %d; want %d", name, got, c.want)
		}
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		bytes string
		n     int
		end   int64
	}{
		"up to most":       {a + a + a + a, 3, 24},
		"ends at the end":  {a + a, 2, 16},
		"last one cut":     {a + a[:4], 2, 16},
		"another sort":     {a + b, 1, 8},
		"no frame at once": {"x" + a, 0, 0},
	}
	for name, c := range cases {
		if n, end := stream(c.bytes).Chain(0, 3); n != c.n || end != c.end {
			t.Errorf("%s: %d frames to %d; want %d to %d", name, n, end, c.n, c.end)
		}
	}
}
