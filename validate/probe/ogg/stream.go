package ogg

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/probe/opus"
)

// stream is one logical stream while its pages pass by.
type stream struct {
	codec
	serial uint32
	// link counts the chained parts of the file from 0.
	link int

	packets   int
	bytes     int64
	malformed int
	badHeader int // number of the first header packet that is not one, 0 when all are

	start   int64 // position before the first frame
	last    int64 // granule of the last page that ends a packet, -1 when there is none
	ended   bool
	open    bool // the last page ends within a packet
	lost    int  // pages missing by their numbers
	nextSeq uint32
	timed   bool  // start is known
	samples int64 // of the Opus packets before start is known

	head   [8]byte // first bytes of the packet in progress
	length int     // of the packet in progress

	line     timeline
	tags     []byte // the beginning of the Opus comment header
	doubled  int    // header packets that come again
	firstSeq uint32
}

// maxTags in bytes is how much of a comment header is looked at.
const maxTags = 1 << 10

func newStream(p page, link int) *stream {
	packet := p.body
	if n := firstPacket(p.lacing); n < len(packet) {
		packet = packet[:n]
	}
	return &stream{codec: identify(packet), serial: p.serial, link: link, last: -1, nextSeq: p.sequence, firstSeq: p.sequence}
}

func firstPacket(lacing []byte) int {
	n := 0
	for _, l := range lacing {
		n += int(l)
		if l < 255 {
			break
		}
	}
	return n
}

// media tells whether the stream is something to see or to hear.
func (s *stream) media() bool { return s.sort != other }

// started tells whether a frame was seen.
func (s *stream) started() bool { return s.packets > s.headers }

// page takes the next page of the stream. A gap before it is normal where the walk jumped.
func (s *stream) page(p page, jumped bool) {
	if p.sequence != s.nextSeq && !jumped {
		s.lost++
	}
	s.nextSeq = p.sequence + 1
	s.ended = p.ends
	before := s.packets
	s.take(p)
	if s.singleOpus() {
		s.line.page(p.granule, s.packets > before && s.started())
	}
	if p.granule < 0 || !s.started() {
		return
	}
	s.last = max(s.last, p.granule)
	if !s.timed {
		s.timed = true
		s.start = s.begin(p.granule)
	}
}

// singleOpus reports whether the packets are those of one Opus stream.
func (s *stream) singleOpus() bool { return s.streams == 1 }

// begin is where the first page with frames begins; not zero in a piece cut out of a longer stream.
func (s *stream) begin(granule int64) int64 {
	length := s.samples
	if s.longest > 0 {
		length = int64(s.packets-s.headers) * s.longest
	}
	if at := s.position(granule); length > 0 && length < at {
		return at - length
	}
	return 0
}

// position is how many units of the clock lie before a granule's end.
func (s *stream) position(granule int64) int64 {
	switch {
	case s.shift == 32: // VP8 keeps the frame's number alone on the left
		return granule >> 32
	case s.shift > 0: // Theora adds the frames since the key frame
		return granule>>s.shift + granule&(1<<s.shift-1)
	}
	return granule
}

// take splits a page into packets.
func (s *stream) take(p page) {
	body := p.body
	skipping := p.continued && !s.open
	if !p.continued {
		s.length = 0
	}
	for _, l := range p.lacing {
		piece := body[:l]
		body = body[l:]
		if s.length < len(s.head) {
			copy(s.head[s.length:], piece)
		}
		if s.singleOpus() && s.packets == 1 && s.length <= len(s.tags) && s.length < maxTags {
			s.tags = append(s.tags[:s.length], piece...)
		}
		s.length += int(l)
		s.open = l == 255
		if s.open {
			continue
		}
		if !skipping {
			s.packet()
		}
		skipping, s.length = false, 0
	}
}

// packet takes the packet that just ended.
func (s *stream) packet() {
	head := s.head[:min(s.length, len(s.head))]
	if s.comesAgain(head) {
		s.doubled++
		s.line.headers++
		return
	}
	s.packets++
	if s.packets <= s.headers {
		s.line.headers++
		if s.badHeader == 0 && !s.headerFits(head) {
			s.badHeader = s.packets
		}
		return
	}
	s.bytes += int64(s.length)
	if !s.singleOpus() {
		return
	}
	samples, ok := opus.Samples(head, s.length)
	if !ok {
		s.malformed++
		samples = 0
	} else {
		s.line.packet(head, samples)
	}
	if !s.timed {
		s.samples += samples
	}
}

// comesAgain reports whether a packet is a header of an Opus stream that was there before, or stands where none belongs.
func (s *stream) comesAgain(head []byte) bool {
	return s.singleOpus() && s.packets > 0 &&
		(string(head) == opus.HeadMark || string(head) == opus.TagsMark && s.packets >= s.headers)
}

// headerFits tells whether the header packet that just ended begins as it should.
func (s *stream) headerFits(head []byte) bool {
	n := s.packets - 2
	return n < 0 || n >= len(s.marks) || bytes.HasPrefix(head, []byte(s.marks[n]))
}

// seconds the stream plays; false when neither packets nor granules tell.
func (s *stream) seconds() (float64, bool) {
	if s.line.played > 0 {
		return float64(s.line.played) / opus.Rate, true
	}
	if s.last < 0 || s.clock == 0 {
		return 0, false
	}
	return float64(max(0, s.position(s.last)-s.start-s.skip)) / s.clock, true
}
