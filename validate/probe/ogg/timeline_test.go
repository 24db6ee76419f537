package ogg_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/ogg"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// timed is a stream of pages of 50 frames of 20 ms with the granule positions given.
func timed(skip uint16, granules ...int64) []byte {
	b := stream(7, opusHead(1, skip), 0)
	for i, g := range granules {
		flags := byte(0)
		if i == len(granules)-1 {
			flags = last
		}
		b = append(b, pageOf(flags, g, 7, uint32(i+2), frames(50, frame20)...)...)
	}
	return b
}

// Granule positions against the samples of the packets.
func TestTimeline(t *testing.T) {
	t.Parallel()
	const s = 48000
	head := stream(7, opusHead(1, 312), 0)
	long := []byte(frame20)
	for len(long) < 1000 {
		long = append(long, 'a')
	}
	cases := map[string]struct {
		file    []byte
		want    *media.OpusTimeline
		granule float64 // seconds by the granules; 0 where they are those of the packets
	}{
		"right":                     {timed(312, s, 2*s, 3*s), nil, 0},
		"ends early":                {timed(312, s, 2*s, 3*s-959), nil, 0},
		"ends 120 ms early":         {timed(312, s, 2*s, 3*s-5760), nil, 0},
		"ends too early":            {timed(312, s, 2*s, 3*s-5761), &media.OpusTimeline{Largest: -5761, Page: 4}, 3 - 6073.0/s},
		"one page that ends early":  {timed(312, s-480), nil, 0},
		"starts late":               {timed(312, s+576, 2*s+576, 3*s+576), &media.OpusTimeline{First: 576, Largest: 576, Page: 2}, 3 + 264.0/s},
		"starts below":              {timed(312, s-1, 2*s-1, 3*s-1), &media.OpusTimeline{First: -1, Largest: -1, Page: 2}, 0},
		"jumps":                     {timed(312, s, 2*s+960, 3*s+960), &media.OpusTimeline{Largest: 960, Page: 3}, 3 + 648.0/s},
		"a third":                   {timed(312, s/3, 2*s/3, s), &media.OpusTimeline{First: -s * 2 / 3, Largest: -2 * s, Page: 4}, 1 - 312.0/s},
		"all 0":                     {timed(312, 0, 0, 0), &media.OpusTimeline{First: -s, Largest: -3 * s, Page: 4}, 0},
		"not known":                 {timed(312, s, -1, 3*s), &media.OpusTimeline{Missing: 1}, 0},
		"far off":                   {timed(312, s, math.MaxInt64, 3*s), &media.OpusTimeline{Largest: 1<<62 - 2*s, Page: 3}, 3},
		"far below":                 {timed(312, s, math.MinInt64, 3*s), &media.OpusTimeline{Largest: -1<<62 - 2*s, Page: 3}, 0},
		"a header with a position":  {slices.Concat(pageOf(first, 0, 7, 0, opusHead(1, 312)), pageOf(0, 9, 7, 1, tags), pageOf(last, 960, 7, 2, frame20)), &media.OpusTimeline{Stray: 1}, 0},
		"a page that ends nothing":  {slices.Concat(head, rawPage(0, -1, 7, 2, slices.Repeat([]byte{255}, 3), long[:765]), rawPage(last|continued, 960, 7, 3, []byte{235}, long[765:1000])), nil, 0},
		"and that has a position":   {slices.Concat(head, pageOf(0, 960, 7, 2, frame20), rawPage(0, 960, 7, 3, slices.Repeat([]byte{255}, 3), long[:765]), rawPage(last|continued, 1920, 7, 4, []byte{235}, long[765:1000])), &media.OpusTimeline{Stray: 1}, 0},
		"an empty page at the end":  {slices.Concat(head, pageOf(0, 960, 7, 2, frame20), rawPage(last, 960, 7, 3, nil, nil)), &media.OpusTimeline{Stray: 1}, 0},
		"no end mark and too early": {slices.Concat(head, pageOf(0, 960, 7, 2, frame20), pageOf(0, 1800, 7, 3, frame20)), &media.OpusTimeline{Largest: -120, Page: 3}, 0},
		"two parts, one of them late": {slices.Concat(timed(312, s), pageOf(first, 0, 8, 0, opusHead(1, 312)), pageOf(0, 0, 8, 1, tags), pageOf(last, s+480, 8, 2, frames(50, frame20)...)),
			&media.OpusTimeline{First: 480, Largest: 480, Page: 2}, 2 - 144.0/s},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, deep := range []bool{false, true} {
				f := probetest.Read(ogg.Probe, c.file, deep)
				if diff := cmp.Diff(c.want, f.Audio[0].Opus.Timeline); diff != "" {
					t.Errorf("deep %v: %s", deep, diff)
				}
				if got := f.Audio[0].GranuleSeconds; c.granule != 0 && (got == nil || math.Abs(*got-c.granule) > 1e-6 && c.granule != 3) {
					t.Errorf("deep %v: %v s by granules, want %v", deep, got, c.granule)
				}
			}
		})
	}
}

// What the headers and packets of a note say.
func TestOpusStream(t *testing.T) {
	t.Parallel()
	triple := "\x4b\x03abcdef" // SILK wide band, code 3
	native := slices.Concat(pageOf(first, 0, 7, 0, probetest.OpusHead(1, 312, 16000)), pageOf(0, 0, 7, 1, "OpusTags\x08\x00\x00\x00WhatsApp\x00\x00\x00\x00"),
		pageOf(last, 2*2880, 7, 2, triple, triple))
	want := &media.OpusStream{PreSkip: 312, InputRate: 16000, Vendor: "WhatsApp", Packets: 2, Triples: 2, Samples: 5760}
	if diff := cmp.Diff(want, probetest.Read(ogg.Probe, native, false).Audio[0].Opus); diff != "" {
		t.Error(diff)
	}
	ffmpeg := slices.Concat(pageOf(first, 0, 7, 0, opusHead(1, 0)), pageOf(0, 0, 7, 1, "OpusTags\x04\x00\x00\x00Lavf\x02\x00\x00\x00\x03\x00\x00\x00a=b\x03\x00\x00\x00c=d"),
		pageOf(last, 960, 7, 2, frame20))
	want = &media.OpusStream{InputRate: 44100, Vendor: "Lavf", Comments: 2, Packets: 1, Samples: 960}
	if diff := cmp.Diff(want, probetest.Read(ogg.Probe, ffmpeg, false).Audio[0].Opus); diff != "" {
		t.Error(diff)
	}
}

// Headers that some recorders write twice are no damage, and the sound is found.
func TestHeadersThatComeAgain(t *testing.T) {
	t.Parallel()
	head, sound := opusHead(1, 312), pageOf(last, 48000, 7, 4, frames(50, frame20)...)
	for name, file := range map[string][]byte{
		"both, marked as first": slices.Concat(stream(7, head, 0), stream(7, head, 0), pageOf(last, 48000, 7, 2, frames(50, frame20)...)),
		"both, of two streams":  slices.Concat(stream(8, head, 0), stream(7, head, 1)),
		"both, as packets":      slices.Concat(stream(7, head, 0), pageOf(0, 0, 7, 2, head), pageOf(0, 0, 7, 3, tags), sound),
		"the first":             slices.Concat(pageOf(first, 0, 7, 0, head), pageOf(0, 0, 7, 1, head), pageOf(0, 0, 7, 2, tags), pageOf(0, -1, 7, 3), sound),
		"the first, as first":   slices.Concat(pageOf(first, 0, 7, 0, head), stream(7, head, 1)),
	} {
		f := probetest.Read(ogg.Probe, file, false)
		if len(f.Audio) != 1 || f.Seconds == nil || *f.Seconds != 1-312.0/48000 {
			t.Errorf("%s: %+v, %v s", name, f.Audio, f.Seconds)
		}
		if len(f.Damage) == 0 || slices.ContainsFunc(f.Damage, func(d media.Damage) bool { return d.Kind != media.Suspect }) {
			t.Errorf("%s: damage %v; want what is suspect alone", name, f.Damage)
		}
	}
}
