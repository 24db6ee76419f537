// Package oggopus writes the pages of an Ogg Opus stream again, without decoding it: granule positions are counted from
// the samples of the packets (RFC 7845 section 4), pages are numbered from 0, checksums and the end mark are right.
// Packets stay as they are, or are repacked as WhatsApp's own voice notes have them.
//
// Memory is bounded by two pages and the longest pre-skip, whatever the input is.
package oggopus

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/wamedia/wamedia/validate/probe/opus"
)

// ErrUnsuitable is wrapped by the error for a stream that cannot be written again without decoding: there is no Opus
// in it, or parts of a chain do not belong together.
var ErrUnsuitable = errors.New("the stream cannot be rewritten as Ogg Opus")

// Options of a Rewriter. The zero value keeps the packets and the name of the encoder.
type Options struct {
	// Native gives the stream the shape of WhatsApp's own voice notes: packets of 60 ms, three frames of 20 ms as a rule,
	// and a header that says 16 kHz. What is decoded does not change.
	Native bool
	// Vendor replaces the name of the encoder in the comment header; empty keeps it. Comments are always left out.
	Vendor string
	// Plays is how many samples at 48 kHz the source plays, where that is known better than by its last page: what is
	// above them at the end, up to 120 ms, is left out.
	Plays int64
}

// Rewriter takes an Ogg file through Write, in pieces of any size, and writes its Opus stream to another writer. Close
// writes the end.
//
// Of several streams the first that has sound is taken. Parts of a chain are joined, and those without sound are left
// out, as are headers that come again, packets that no decoder takes, pages that fail their checksum, and what stands
// between pages.
type Rewriter struct {
	in      parser
	streams map[uint32]*stream
	// link counts the parts of a chain; inHead is true while only first pages were seen in it.
	link    int
	inHead  bool
	chosen  *stream
	packer  packer
	out     pages
	options Options
	end     ending
	err     error
}

// NewRewriter returns a Rewriter that writes to dst.
func NewRewriter(dst io.Writer, o Options) *Rewriter {
	w := &Rewriter{streams: map[uint32]*stream{}, options: o, out: pages{dst: dst}}
	w.packer = packer{on: o.Native, emit: w.out.packet}
	return w
}

// Rewrite writes the Opus stream of the Ogg file src to dst.
func Rewrite(dst io.Writer, src io.Reader, o Options) error {
	w := NewRewriter(dst, o)
	if _, err := io.Copy(w, src); err != nil {
		return fmt.Errorf("rewrite Ogg Opus: %w", err)
	}
	return w.Close()
}

// Write takes the next bytes of the source.
func (w *Rewriter) Write(b []byte) (int, error) {
	if w.err == nil {
		w.err = w.in.take(b, w.page)
	}
	if w.err != nil {
		return 0, w.err
	}
	return len(b), nil
}

// Samples written so far at 48 kHz, the pre-skip included.
func (w *Rewriter) Samples() int64 { return w.out.samples }

// Bytes written so far.
func (w *Rewriter) Bytes() int64 { return w.out.written }

// Close writes what is left and marks the end. It is an error where there was no sound.
func (w *Rewriter) Close() error {
	if w.err == nil {
		w.err = w.in.finish(w.page)
	}
	switch {
	case w.err != nil:
		return w.err
	case w.chosen == nil:
		return fmt.Errorf("%w: there is no packet of Opus in it", ErrUnsuitable)
	}
	if err := w.packer.flush(); err != nil {
		return err
	}
	return w.out.close(w.trim())
}

// trim is how many samples at the end are not to be played.
func (w *Rewriter) trim() int64 {
	if w.options.Plays > 0 {
		if trim := w.out.samples - int64(w.chosen.info.PreSkip) - w.options.Plays; trim >= 0 && trim <= longestTrim {
			return trim
		}
	}
	return w.end.trim()
}

// stream is one logical stream of the source.
type stream struct {
	serial uint32
	link   int
	head   []byte
	info   opus.Head
	vendor string
	packet assembler
}

// maxStreams that are told apart.
const maxStreams = 64

// page takes a page of the source that matches its checksum.
func (w *Rewriter) page(p page) error {
	if p.begins() {
		w.begin(p)
	} else {
		w.inHead = false
	}
	s := w.streams[p.serial]
	if s == nil {
		return nil
	}
	sound := int64(0)
	err := s.packet.page(p, func(packet []byte) error {
		samples, err := w.packet(s, packet)
		sound += samples
		return err
	})
	if s == w.chosen {
		w.end.page(p, sound)
	}
	return err
}

// begin opens the stream of a first page. The first one after other pages opens the next part of a chain.
func (w *Rewriter) begin(p page) {
	if !w.inHead {
		w.link++
		w.inHead = true
	}
	delete(w.streams, p.serial)
	if info, ok := opus.ReadHead(p.body); ok && len(w.streams) < maxStreams {
		w.streams[p.serial] = &stream{serial: p.serial, link: w.link, info: info}
	}
}

const (
	// Where fields stand in an identification header (RFC 7845 section 5.1).
	preSkipAt, inputRateAt = 10, 12
	// nativeRate in Hz is what WhatsApp's own voice notes say of their source. Decoders do not go by it.
	nativeRate = 16_000
)

// maxHead in bytes is the longest identification header: of 255 channels.
const maxHead = 21 + 255

// packet takes a packet of a stream and returns the samples it plays.
func (w *Rewriter) packet(s *stream, packet []byte) (int64, error) {
	switch {
	case hasMark(packet, opus.HeadMark):
		if s.head == nil {
			s.head = append([]byte(nil), packet[:min(len(packet), maxHead)]...)
		}
		return 0, nil
	case hasMark(packet, opus.TagsMark):
		tags, _ := opus.ReadTags(packet)
		s.vendor = tags.Vendor
		return 0, nil
	}
	samples, ok := opus.Samples(packet, len(packet))
	if !ok || s.head == nil {
		return 0, nil
	}
	if err := w.choose(s); err != nil || s != w.chosen {
		return 0, err
	}
	return samples, w.packer.packet(packet, samples)
}

// choose takes the first stream with sound, of each part of a chain.
func (w *Rewriter) choose(s *stream) error {
	switch {
	case w.chosen == nil:
		vendor := s.vendor
		if w.options.Vendor != "" {
			vendor = w.options.Vendor
		}
		if w.options.Native {
			binary.LittleEndian.PutUint32(s.head[inputRateAt:], nativeRate)
		}
		w.out.begin(s.serial, s.head, vendor)
	case s.link <= w.chosen.link:
		return nil
	case w.chosen.info.Channels != s.info.Channels || w.chosen.info.Gain != s.info.Gain || w.chosen.info.Family != s.info.Family:
		return fmt.Errorf("%w: its parts differ in channels or gain", ErrUnsuitable)
	}
	w.chosen, w.end = s, ending{}
	return nil
}

func hasMark(packet []byte, mark string) bool {
	return len(packet) >= len(mark) && string(packet[:len(mark)]) == mark
}
