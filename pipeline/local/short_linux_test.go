package local

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

// A picture for which there is no memory is not called corrupt, and one that is corrupt is not said to need memory.
func TestAPictureWithoutEnoughMemory(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	w := newWorker(temp, 1)
	w.memory = 250 << 20
	t.Cleanup(w.close)
	for what, c := range map[string]struct {
		side  int
		cut   int // bytes that are missing
		class job.Class
		says  string
	}{
		"more than there is": {12_000, 0, job.Memory, "it was given 262 MB, see --memory"},
		"cut off":            {100, 2, job.Damaged, "cut off"},
		"small":              {100, 0, "", ""},
	} {
		path := filepath.Join(temp, what+".webp")
		if err := os.WriteFile(path, plainWebP(c.side)[:len(plainWebP(c.side))-c.cut], 0o600); err != nil {
			t.Fatal(err)
		}
		req := job.Request{
			Make: job.Still, Source: path, Output: path + ".out", MIME: "image/webp", MaxPixels: 1 << 30,
			Picture: media.Picture{Width: c.side, Height: c.side},
		}
		_, err := w.do(t.Context(), req)
		var failed *job.Failure
		class := job.Class("")
		if errors.As(err, &failed) {
			class = failed.Class
		}
		if class != c.class || !strings.Contains(fmt.Sprint(err), c.says) || class != job.Memory && strings.Contains(fmt.Sprint(err), "memory") {
			t.Errorf("%s: got %q, %v; want %q", what, class, err, c.class)
		}
	}
}

// plainWebP is a picture of one colour, whatever its size: none of its codes takes a bit.
func plainWebP(side int) []byte {
	b := binary.LittleEndian.AppendUint32([]byte("\x2f"), uint32((side-1)|(side-1)<<14))
	b = append(b, 0x88, 0x88, 0x08)
	return append(append([]byte("RIFF\x14\x00\x00\x00WEBPVP8L\x08\x00\x00\x00"), b...), 0)[:28]
}

// What ended the image worker is said in words.
func TestTheEndOfTheImageWorkerIsExplained(t *testing.T) {
	t.Parallel()
	w := &worker{memory: 500_000_000}
	for says, err := range map[string]error{
		"needs too much work": process.ErrProcessorTime,
		"not enough memory for the picture: it was given 500 MB": process.ErrMemory,
		"gave no answer in time":                                 context.DeadlineExceeded,
		"ended in the middle of this picture":                    errors.New("exit code 2"),
	} {
		got := w.explain(t.Context(), fmt.Errorf("wamedia-vips: %w", err))
		if !errors.Is(got, err) && !strings.Contains(got.Error(), err.Error()) || !strings.Contains(got.Error(), says) {
			t.Errorf("%v is explained as %v, want %q", err, got, says)
		}
	}
}
