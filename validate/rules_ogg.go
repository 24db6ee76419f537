package validate

import (
	"fmt"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
)

// timelineSlack in samples at 48 kHz, 10 ms, is the offset from which granule positions are an error.
const timelineSlack = 480

// checkOggTimeline compares granule positions with the samples of the packets.
func checkOggTimeline(s Subject) Outcome {
	const want = "the number of samples so far, from 0"
	if why := s.Facts.Undecided["timeline"]; why != "" && s.Facts.MIME == "audio/ogg" {
		return unknown(why)
	}
	for _, o := range opusStreams(s.Facts) {
		t := o.Timeline
		switch {
		case t == nil:
		case t.First < 0:
			return fail(fmt.Sprintf("the first page of sound has a granule position %d samples below its samples", -t.First), want)
		case t.Missing > 0:
			return fail(fmt.Sprintf("%d pages on which packets end have no granule position", t.Missing), want)
		case t.Largest >= timelineSlack || t.Largest <= -timelineSlack:
			return fail(offsetOf(t), want)
		case t.Largest != 0:
			return warned(fail(offsetOf(t), want))
		case t.Stray > 0:
			return warned(fail(fmt.Sprintf("%d pages have a granule position that they must not have: headers one other than 0, "+
				"or pages on which no packet ends one other than -1", t.Stray), want))
		}
	}
	return Outcome{}
}

func offsetOf(t *media.OpusTimeline) string {
	side := "above"
	if t.Largest < 0 {
		side = "below"
	}
	return fmt.Sprintf("page %d has a granule position %d samples (%.1f ms) %s the samples of the packets", t.Page,
		max(t.Largest, -t.Largest), float64(max(t.Largest, -t.Largest))/48, side)
}

// opusStreams lists the streams of a file of Ogg Opus.
func opusStreams(f *media.Facts) []*media.OpusStream {
	var streams []*media.OpusStream
	for i := range f.Audio {
		if o := f.Audio[i].Opus; o != nil && f.MIME == "audio/ogg" {
			streams = append(streams, o)
		}
	}
	return streams
}

func warned(o Outcome) Outcome {
	o.Severity = Warning
	return o
}

func checkOggPreskip(s Subject) Outcome {
	for _, o := range opusStreams(s.Facts) {
		switch {
		case o.PreSkip == 0:
			return fail("a pre-skip of 0", "312 samples, or what the encoder needs")
		case o.Samples > 0 && int64(o.PreSkip) >= o.Samples:
			out := fail(fmt.Sprintf("a pre-skip of %d samples in a stream of %d, so that nothing is played", o.PreSkip, o.Samples), "less than the stream has")
			out.Severity = Error
			return out
		}
	}
	return Outcome{}
}

// nativeRate in Hz is what WhatsApp's own voice notes say of their source.
const nativeRate = 16_000

func checkVoiceShape(s Subject) Outcome {
	for _, o := range opusStreams(s.Facts) {
		var differs []string
		if o.InputRate != nativeRate {
			differs = append(differs, fmt.Sprintf("%d Hz", o.InputRate))
		}
		if 10*o.Triples < 9*(o.Packets-1) { // the last one may be shorter, and the encoder may change its mode
			differs = append(differs, fmt.Sprintf("%d of %d packets of three frames of 20 ms", o.Triples, o.Packets))
		}
		if o.Vendor != "WhatsApp" || o.Comments > 0 {
			differs = append(differs, fmt.Sprintf("vendor %.40q with %d comments", o.Vendor, o.Comments))
		}
		if len(differs) > 0 {
			return fail(strings.Join(differs, ", "), "16000 Hz, packets of three frames of 20 ms, vendor \"WhatsApp\" without comments")
		}
	}
	return Outcome{}
}
