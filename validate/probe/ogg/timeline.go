package ogg

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/opus"
)

// timeline compares the granule positions of an Opus stream with the samples of its packets (RFC 7845 section 4).
type timeline struct {
	// samples of the packets so far, and of those that end on the page that is being read.
	samples, onPage int64
	// packets of sound, and those that hold three frames of 20 ms.
	packets, triples int
	headers          int // header packets that end on the page
	pages            int // of the stream so far
	soundPages       int // on which packets of sound end

	// offset of the latest page of sound, which counts once another follows: the last may end early.
	offset, onLast int64
	offsetPage     int
	found          media.OpusTimeline
	// played samples, known at the end: without the pre-skip and what the last page leaves out.
	played int64
}

// packet takes a packet of sound.
func (t *timeline) packet(head []byte, samples int64) {
	t.samples += samples
	t.onPage += samples
	t.packets++
	if head[0]&3 == 3 && opus.FrameSamples(head[0]) == opus.Rate/50 && samples == 3*opus.Rate/50 {
		t.triples++
	}
}

// page takes the granule position of a page whose packets were taken. Ended reports whether a packet of sound ends on it.
func (t *timeline) page(granule int64, ended bool) {
	granule = max(-farthest, min(granule, farthest))
	number := t.pages
	t.pages++
	switch {
	case ended && granule == -1:
		t.found.Missing++
	case ended:
		t.settle()
		t.offset, t.onLast, t.offsetPage = granule-t.samples, t.onPage, number
		if t.soundPages == 0 {
			t.found.First = t.offset
		}
		t.soundPages++
	case t.headers > 0 && granule != 0, t.headers == 0 && granule != -1 && t.packets > 0:
		t.found.Stray++
	}
	t.onPage, t.headers = 0, 0
}

// farthest is what positions are cut to, so that differences do not overflow.
const farthest = 1 << 62

// settle counts the offset of the latest page of sound.
func (t *timeline) settle() {
	if abs(t.offset) > abs(t.found.Largest) {
		t.found.Largest, t.found.Page = t.offset, t.offsetPage
	}
	t.offset = 0
}

// longestTrim is how many samples the last page may end early: a packet of 120 ms.
const longestTrim = opus.Rate * 120 / 1000

// end takes the end of the stream, and returns how many samples its last page ends early. Ended reports whether the last
// page is marked.
func (t *timeline) end(ended bool) (trim int64) {
	if early := -t.offset; ended && early >= 0 && early <= min(longestTrim, t.onLast) {
		trim, t.offset = early, 0
		if t.soundPages == 1 {
			t.found.First = 0
		}
	}
	t.settle()
	return trim
}

// finish takes the end of a stream of which every page was read.
func (s *stream) finish() {
	if !s.singleOpus() || !s.started() {
		return
	}
	trim := s.line.end(s.ended)
	s.line.played = max(0, s.line.samples-trim-s.skip)
}

// opusStream describes a finished Opus stream; nil for others.
func (s *stream) opusStream() *media.OpusStream {
	if !s.singleOpus() || !s.started() {
		return nil
	}
	tags, _ := opus.ReadTags(s.tags)
	o := &media.OpusStream{
		PreSkip: int(s.skip), InputRate: s.inputRate, Vendor: tags.Vendor, Comments: tags.Comments,
		Packets: s.line.packets, Triples: s.line.triples, Samples: s.line.samples,
	}
	if s.line.found != (media.OpusTimeline{}) {
		found := s.line.found
		o.Timeline = &found
	}
	return o
}

// granuleSeconds is how long a stream plays by its granules alone; nil where that is what its packets play.
func (s *stream) granuleSeconds() *float64 {
	said := max(0, s.last-s.skip)
	if !s.singleOpus() || !s.started() || said == s.line.played {
		return nil
	}
	return new(float64(said) / opus.Rate)
}

func abs(n int64) int64 { return max(n, -n) }
