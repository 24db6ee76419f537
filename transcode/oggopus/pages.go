package oggopus

import (
	"encoding/binary"
	"io"

	"github.com/wamedia/wamedia/validate/probe/ogg"
	"github.com/wamedia/wamedia/validate/probe/opus"
)

const (
	// pageSamples is the most that a page of several packets plays: a second.
	pageSamples = opus.Rate
	// usualPreSkip in samples replaces one of 0: what libopus puts in front (RFC 7845 section 5.1 asks for what the encoder needs).
	usualPreSkip = 312
)

// pages writes packets into pages.
type pages struct {
	dst     io.Writer
	written int64
	serial  uint32
	number  uint32
	sum     ogg.Checksum

	head []byte // of the stream; nil once it is written
	// held are finished pages that wait for the head, whose pre-skip must be less than all samples.
	held []byte
	// waiting is the latest finished page, which is the last one perhaps.
	waiting []byte

	samples     int64 // of all packets
	before      int64 // of the packets on earlier pages
	onLast      int64 // of those on the waiting page
	lacing      []byte
	body        []byte
	vendor      string
	headWritten bool
}

// begin sets the headers.
func (w *pages) begin(serial uint32, head []byte, vendor string) {
	w.serial, w.head, w.vendor, w.number = serial, head, vendor, 2
}

// packet adds a packet that plays so many samples. It has at most opus.MaxPacket bytes, which fit on one page.
func (w *pages) packet(packet []byte, samples int64) error {
	lacing := lacingOf(len(packet))
	full := len(w.lacing)+len(lacing) > 255 || w.samples+samples-w.before > pageSamples
	if full && len(w.lacing) > 0 {
		if err := w.finish(); err != nil {
			return err
		}
	}
	w.lacing, w.body = append(w.lacing, lacing...), append(w.body, packet...)
	w.samples += samples
	return nil
}

// finish ends the page.
func (w *pages) finish() error {
	if err := w.release(0, 0); err != nil {
		return err
	}
	w.waiting = w.build(w.waiting[:0], 0, w.samples, w.number, w.lacing, w.body)
	w.number++
	w.before, w.onLast, w.lacing, w.body = w.samples, w.samples-w.before, w.lacing[:0], w.body[:0]
	return nil
}

// release writes the waiting page, with flags added and its position lowered.
func (w *pages) release(flags byte, trim int64) error {
	if len(w.waiting) == 0 {
		return nil
	}
	if flags != 0 {
		w.waiting[5] |= flags
		granule := int64(binary.LittleEndian.Uint64(w.waiting[6:]))
		binary.LittleEndian.PutUint64(w.waiting[6:], uint64(granule-trim))
		w.sum.Set(w.waiting)
	}
	page := w.waiting
	w.waiting = w.waiting[:0]
	if w.headWritten {
		return w.write(page)
	}
	w.held = append(w.held, page...)
	if w.before <= max(2*usualPreSkip, int64(binary.LittleEndian.Uint16(w.head[preSkipAt:]))) {
		return nil
	}
	return w.writeHead()
}

// writeHead writes the headers and the pages that waited for them.
func (w *pages) writeHead() error {
	w.headWritten = true
	skip := int64(binary.LittleEndian.Uint16(w.head[preSkipAt:]))
	if skip == 0 || skip >= w.samples {
		binary.LittleEndian.PutUint16(w.head[preSkipAt:], uint16(min(usualPreSkip, w.samples/2)))
	}
	first := w.build(nil, flagBegins, 0, 0, lacingOf(len(w.head)), w.head)
	tags := commentHeader(w.vendor)
	second := w.build(nil, 0, 0, 1, lacingOf(len(tags)), tags)
	for _, b := range [][]byte{first, second, w.held} {
		if err := w.write(b); err != nil {
			return err
		}
	}
	w.held = nil
	return nil
}

// close ends the stream, whose last trim samples are not to be played.
func (w *pages) close(trim int64) error {
	if len(w.lacing) > 0 {
		if err := w.finish(); err != nil {
			return err
		}
	}
	if err := w.release(flagEnds, min(trim, max(0, w.onLast-1))); err != nil || w.headWritten {
		return err
	}
	return w.writeHead()
}

func (w *pages) write(b []byte) error {
	n, err := w.dst.Write(b)
	w.written += int64(n)
	return err
}

// build appends a page to b.
func (w *pages) build(b []byte, flags byte, granule int64, number uint32, lacing, body []byte) []byte {
	from := len(b)
	b = append(append(b, mark...), flags)
	b = binary.LittleEndian.AppendUint64(b, uint64(granule))
	b = binary.LittleEndian.AppendUint32(b, w.serial)
	b = binary.LittleEndian.AppendUint32(b, number)
	b = append(b, 0, 0, 0, 0, byte(len(lacing)))
	b = append(append(b, lacing...), body...)
	w.sum.Set(b[from:])
	return b
}

// lacingOf gives the segments of one packet (RFC 3533 section 5).
func lacingOf(size int) []byte {
	var lacing []byte
	for ; size >= 255; size -= 255 {
		lacing = append(lacing, 255)
	}
	return append(lacing, byte(size))
}

// maxVendor in bytes is how much of an encoder's name is kept.
const maxVendor = 255

// commentHeader is a comment header without comments (RFC 7845 section 5.2).
func commentHeader(vendor string) []byte {
	vendor = vendor[:min(len(vendor), maxVendor)]
	b := binary.LittleEndian.AppendUint32([]byte(opus.TagsMark), uint32(len(vendor)))
	return binary.LittleEndian.AppendUint32(append(b, vendor...), 0)
}
