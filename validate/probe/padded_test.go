package probe

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// padded is a file of a head, and behind it the same bytes over and over.
type padded struct{ head, rest []byte }

// paddedSize in bytes is that of a file with a hole, which costs who sends it nothing.
const paddedSize = 10 << 30

func (p padded) ReadAt(b []byte, off int64) (int, error) {
	n := 0
	if off < int64(len(p.head)) {
		n = copy(b, p.head[off:])
	}
	for n < len(b) {
		at := (off + int64(n) - int64(len(p.head))) % int64(len(p.rest))
		n += copy(b[n:], p.rest[at:])
	}
	return n, nil
}

// What a file costs has a ceiling, however large it is and whatever its padding is made of.
func TestPaddedFiles(t *testing.T) {
	zeros := make([]byte, 64<<10)
	for path, data := range stored(t) {
		if len(data) < 100 {
			continue
		}
		for what, file := range map[string]padded{
			"whole, and zeros":        {data, zeros},
			"half, and zeros":         {data[:len(data)/2], zeros},
			"the start, and zeros":    {data[:40], zeros},
			"itself again and again":  {nil, data},
			"half of it, again, open": {opened(data), data[len(data)/2:]},
		} {
			t.Run(path+", "+what, func(t *testing.T) {
				probetest.Guard(t, func() { bounded(t, file) })
			})
		}
	}
}

// opened is the first half of a file; a RIFF form goes on as long as it can.
func opened(data []byte) []byte {
	half := bytes.Clone(data[:len(data)/2])
	if bytes.HasPrefix(half, []byte("RIFF")) {
		copy(half[4:], "\xf0\xff\xff\xff")
	}
	return half
}

// bounded reads a padded file. Where part of it is not looked at, nothing is said that only the whole can tell.
func bounded(t *testing.T, file padded) {
	f, err := new(Prober).File(context.Background(), file, paddedSize, false)
	if err != nil {
		t.Error(err)
	}
	if why := f.Undecided["structure"]; why != "" && (len(f.Damage) > 0 || f.Seconds != nil || f.Undecided["damage"] == "") {
		t.Errorf("%s, but damage %v, %v seconds", why, f.Damage, f.Seconds)
	}
}

// A WebP form of 4 GB of empty chunks.
func TestEmptyChunks(t *testing.T) {
	head := "RIFF\xf0\xff\xff\xffWEBPVP8X" + probetest.LE32(10, 0) + "\xff\x01\x00\xff\x01\x00"
	probetest.Guard(t, func() {
		f, err := new(Prober).File(context.Background(), padded{[]byte(head), make([]byte, 64<<10)}, paddedSize, false)
		if err != nil || f.MIME != "image/webp" || f.Undecided["structure"] == "" || f.Kind != media.Sticker {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

// Four million frames of a GIF cost neither memory nor a second.
func TestMillionsOfFrames(t *testing.T) {
	const frames = 4_000_000
	head := "GIF89a\x40\x00\x40\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
	frame := "\x21\xf9\x04\x00\x02\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
	file := padded{[]byte(head), bytes.Repeat([]byte(frame), 1000)}
	probetest.Guard(t, func() {
		f, err := new(Prober).File(context.Background(), file, int64(len(head)+frames*len(frame)), false)
		if err != nil || f.Picture.Frames != frames || f.Picture.TotalMS() != 20*frames || len(f.Picture.FrameMS) > 2000 {
			t.Errorf("%d frames of %d ms in all, %d listed: %v", f.Picture.Frames, f.Picture.TotalMS(), len(f.Picture.FrameMS), err)
		}
	})
}

// A table that is defined a hundred thousand times is kept once.
func TestTablesAreNotHoarded(t *testing.T) {
	table := "\xff\xc4\x00\x14\x00\x00\x01" + strings.Repeat("\x00", 14) + "\x00"
	file := []byte("\xff\xd8" + strings.Repeat(table, 100_000) + "\xff\xd9")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := new(Prober).File(context.Background(), bytes.NewReader(file), int64(len(file)), false); err != nil {
		t.Error(err)
	}
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 4<<20 {
		t.Errorf("%d bytes were allocated", allocated)
	}
}
