// Package syncframe walks raw streams of audio frames that begin with a sync word and say their own length: ADTS and
// MPEG audio. What is not a frame is passed over and counted.
package syncframe

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// Frame is what the header of one frame says.
type Frame struct {
	// Length in bytes, header included; never 0.
	Length int
	// Samples it decodes to, per channel.
	Samples int
	// Like is equal for all frames of one stream: version, layer, sampling rate.
	Like uint32
}

// Stream is a stretch of a file that may hold frames.
type Stream struct {
	R *source.Reader
	// HeaderSize is how many bytes Parse needs.
	HeaderSize int
	// Parse reads a header; false where the bytes are none.
	Parse func(header []byte) (Frame, bool)
	// End is where the stretch ends.
	End int64
}

// Result is what a walk over all frames found.
type Result struct {
	// Frames that are whole, and the Bytes and Samples in them.
	Frames         int
	Bytes, Samples int64
	// Junk counts the bytes between frames.
	Junk int64
	// End is where the last frame ends.
	End int64
	// Missing counts the bytes that the end of the stretch cuts off the last frame, and Cut those of it that are there.
	Missing, Cut int64
}

const (
	sync = 0xff
	step = 4 << 10
	// margin is how far behind a candidate the frames after it are likely to be.
	margin = 12 << 10
	// turn is how many frames of another sort in a row are taken for a new stream, not for chance.
	turn = 3
)

func (s Stream) at(off int64) (Frame, bool) {
	b := s.R.Bytes(off, s.HeaderSize)
	if len(b) < s.HeaderSize || off >= s.End {
		return Frame{}, false
	}
	return s.Parse(b)
}

// Chain counts up to most frames of one sort that follow on each other from off, and tells where they end.
func (s Stream) Chain(off int64, most int) (n int, end int64) {
	first, ok := s.at(off)
	for f := first; ok && n < most && f.Like == first.Like; f, ok = s.at(off) {
		n++
		off += int64(f.Length)
	}
	return n, off
}

// Find looks from off up to limit for a place where need frames follow on each other.
func (s Stream) Find(off, limit int64, need int) (int64, bool) {
	for off < limit {
		b := s.R.Bytes(off, step+margin)
		b = b[:min(len(b), step)]
		if len(b) == 0 {
			return 0, false
		}
		i := bytes.IndexByte(b, sync)
		if i < 0 {
			off += int64(len(b))
			continue
		}
		off += int64(i)
		if n, _ := s.Chain(off, need); off < limit && n >= need {
			return off, true
		}
		off++
	}
	return 0, false
}

// Walk goes over all frames from off, which is where one begins.
func (s Stream) Walk(off int64) Result {
	w := Result{End: off}
	first, _ := s.at(off)
	for off < s.End {
		f, ok := s.at(off)
		if ok && f.Like != first.Like {
			n, _ := s.Chain(off, turn)
			ok, first = n >= turn, f
		}
		if !ok {
			next, found := s.Find(off+1, s.End, 2)
			if !found {
				return w
			}
			w.Junk += next - off
			off = next
			first, _ = s.at(off)
			continue
		}
		if end := off + int64(f.Length); end > s.End {
			w.Missing, w.Cut = end-s.End, s.End-off
			w.End = s.End
			return w
		}
		off += int64(f.Length)
		w.Frames++
		w.Bytes += int64(f.Length)
		w.Samples += int64(f.Samples)
		w.End = off
	}
	return w
}
