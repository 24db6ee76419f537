package oggopus_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/ogg"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

const (
	serial    = 7
	tags      = "OpusTags\x04\x00\x00\x00Lavf\x01\x00\x00\x00\x03\x00\x00\x00a=b"
	frame20   = "\x48abcd" // SILK wide band, 20 ms
	continued = probetest.OggContinued
	first     = probetest.OggFirst
	last      = probetest.OggLast
)

// pageOf builds a page of whole packets.
func pageOf(flags byte, granule int64, sequence uint32, packets ...string) []byte {
	lacing, body := probetest.OggPackets(packets...)
	return probetest.OggPage(flags, granule, serial, sequence, lacing, body)
}

// headers are the two pages before the sound.
func headers(skip uint16) []byte {
	return slices.Concat(pageOf(first, 0, 0, probetest.OpusHead(1, skip, 48000)), pageOf(0, 0, 1, tags))
}

// note is a stream of pages of 50 packets of 20 ms that have the granule positions given.
func note(skip uint16, granules ...int64) []byte {
	b := headers(skip)
	for i, g := range granules {
		flags := byte(0)
		if i == len(granules)-1 {
			flags = last
		}
		b = append(b, pageOf(flags, g, uint32(i+2), slices.Repeat([]string{frame20}, 50)...)...)
	}
	return b
}

// read is a stream as the test's own reader of Ogg sees it.
type read struct {
	head, tags string
	packets    []string
	granules   []int64 // of pages of sound
	pages      int
	flags      []byte
}

// readBack reads what was written, page by page. It does not look at checksums.
func readBack(t *testing.T, b []byte) read {
	t.Helper()
	var r read
	var all []string
	packet := ""
	for len(b) > 0 {
		if len(b) < 27 || string(b[:4]) != "OggS" || len(b) < 27+int(b[26]) {
			t.Fatalf("page %d is none: %q", r.pages, b[:min(len(b), 40)])
		}
		if got := binary.LittleEndian.Uint32(b[18:]); got != uint32(r.pages) {
			t.Errorf("page %d has the number %d", r.pages, got)
		}
		if r.pages >= 2 {
			r.granules = append(r.granules, int64(binary.LittleEndian.Uint64(b[6:])))
		}
		r.pages++
		r.flags = append(r.flags, b[5])
		lacing := b[27 : 27+int(b[26])]
		b = b[27+len(lacing):]
		for _, l := range lacing {
			packet += string(b[:l])
			b = b[l:]
			if l < 255 {
				all, packet = append(all, packet), ""
			}
		}
	}
	if len(all) < 2 {
		t.Fatalf("%d packets", len(all))
	}
	r.head, r.tags, r.packets = all[0], all[1], all[2:]
	return r
}

// sound fails t unless b is a note without a flaw, and returns its track.
func sound(t *testing.T, b []byte) media.AudioTrack {
	t.Helper()
	f := probetest.Read(ogg.Probe, b, true)
	if len(f.Damage) > 0 || len(f.Audio) != 1 || f.Audio[0].Opus == nil || f.Container.Chained {
		t.Fatalf("damage %v, tracks %+v", f.Damage, f.Audio)
	}
	o := f.Audio[0].Opus
	if o.Timeline != nil || o.PreSkip == 0 || int64(o.PreSkip) >= o.Samples {
		t.Errorf("timeline %+v, pre-skip %d of %d samples", o.Timeline, o.PreSkip, o.Samples)
	}
	if n := bytes.Count(b, []byte("OggS\x00\x02")); n != 1 {
		t.Errorf("%d pages are marked as first", n)
	}
	return f.Audio[0]
}
