//go:build vips && cgo

package vips

import "bytes"

const (
	// maxMS is the longest that an animated sticker may run (WhatsApp/stickers, StickerPackValidator, Nov 2025).
	maxMS = 10_000
	// minMS is the shortest that it may show a picture (as above).
	minMS = 8
	// mostFrames is how many pictures a film holds, a megabyte each: 24 a second over its longest time.
	mostFrames = 240
)

// film is a row of pictures of 512×512 RGBA, no two in a row alike.
type film []frame

type frame struct {
	pix []byte
	ms  int // shown so long, in milliseconds
}

// total is how long the film runs, in milliseconds.
func (f film) total() int {
	total := 0
	for _, frame := range f {
		total += frame.ms
	}
	return total
}

// add appends a picture; one like the last makes that last longer.
func (f film) add(pix []byte, ms int) film {
	if n := len(f); n > 0 && same(f[n-1].pix, pix) {
		f[n-1].ms += ms
		return f
	}
	return append(f, frame{pix: pix, ms: ms})
}

// same reports whether two pictures show the same: the colours of what is transparent do not count.
func same(a, b []byte) bool {
	if &a[0] == &b[0] || bytes.Equal(a, b) {
		return true
	}
	for i := 0; i < len(a); i += 4 {
		if a[i+3] != b[i+3] || a[i+3] != 0 && (a[i] != b[i] || a[i+1] != b[i+1] || a[i+2] != b[i+2]) {
			return false
		}
	}
	return true
}

// thin leaves pictures out so that none but the last is shown for less than ms, as near as it goes.
func (f film) thin(ms int) film {
	var out film
	for _, frame := range f {
		if n := len(out); n > 0 && out[n-1].ms*10 < ms*9 {
			out[n-1].ms += frame.ms
			continue
		}
		out = out.add(frame.pix, frame.ms)
	}
	return out
}

// cut ends the film after ms.
func (f film) cut(ms int) film {
	var out film
	left := ms
	for _, frame := range f {
		if left < minMS {
			break
		}
		out = out.add(frame.pix, min(frame.ms, left))
		left -= frame.ms
	}
	return out
}

// speed plays the film within ms, and leaves out what would be shown too shortly.
func (f film) speed(ms int) film {
	total, at := f.total(), 0
	var out film
	for _, frame := range f {
		from := at * ms / total
		at += frame.ms
		shown := at*ms/total - from
		if last := len(out) - 1; last >= 0 && out[last].ms < minMS {
			out[last].pix, out[last].ms = frame.pix, out[last].ms+shown
			continue
		}
		out = out.add(frame.pix, shown)
	}
	if last := len(out) - 1; last > 0 && out[last].ms < minMS {
		out[last-1].ms += out[last].ms
		out = out[:last]
	}
	return out
}

// at is the picture shown ms after the start, and its place in the row.
func (f film) at(ms int) (int, frame) {
	for i, frame := range f {
		if ms -= frame.ms; ms < 0 {
			return i, frame
		}
	}
	return len(f) - 1, f[len(f)-1]
}
