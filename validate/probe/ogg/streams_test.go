package ogg_test

import (
	"bytes"
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/ogg"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// describe says which tracks a file has, and whether it is chained.
func describe(f media.Facts) []string {
	var out []string
	if f.Container.Chained {
		out = append(out, "chained")
	}
	for _, v := range f.Video {
		out = append(out, v.Codec)
	}
	for _, a := range f.Audio {
		out = append(out, a.Codec+map[int]string{1: " mono", 2: " stereo"}[a.Channels])
	}
	for _, o := range f.Other {
		out = append(out, o.Kind)
	}
	return out
}

func TestStreams(t *testing.T) {
	t.Parallel()
	two := func(a, b string, more ...string) []byte {
		return slices.Concat(pageOf(first, 0, 1, 0, a), pageOf(first, 0, 2, 0, b), pageOf(0, 0, 1, 1, more...), pageOf(0, 0, 2, 1, tags),
			pageOf(last, 48000, 2, 2, frames(50, frame20)...), pageOf(last, 1<<6|49, 1, 2, frames(50, frame20)...))
	}
	cases := map[string]struct {
		file    []byte
		want    []string
		seconds float64
	}{
		"two of sound at once": {two(opusHead(2, 0), opusHead(1, 0), tags), []string{"opus stereo", "opus mono"}, 1},
		"pictures and sound":   {two(theoraHead(), opusHead(1, 0), "\x81theora", "\x82theora"), []string{"theora", "opus mono"}, 2},
		"skeleton":             {two("fishead\x00", opusHead(1, 0), "x"), []string{"opus mono", "metadata"}, 1},
		"subtitles":            {two("\x80kate\x00\x00\x00", opusHead(1, 0), "x"), []string{"opus mono", "text"}, 1},
		"chain of like parts":  {slices.Concat(opusFile(1, 2), stream(8, opusHead(1, 0), 3)), []string{"chained", "opus mono"}, 5 - 312.0/48000},
		"one serial twice":     {slices.Concat(opusFile(1, 2), opusFile(1, 2)), []string{"chained", "opus mono"}, 4 - 624.0/48000},
		"chain that changes":   {slices.Concat(opusFile(1, 2), stream(8, opusHead(2, 0), 1)), []string{"chained", "opus mono", "opus stereo"}, 3 - 312.0/48000},
		"long chain": {slices.Concat(opusFile(1, 400), stream(8, opusHead(2, 0), 400)),
			[]string{"chained", "opus mono", "opus stereo"}, 800 - 312.0/48000},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, deep := range []bool{false, true} {
				f := probetest.Read(ogg.Probe, c.file, deep)
				if diff := cmp.Diff(c.want, describe(f)); diff != "" {
					t.Errorf("deep %v: %s", deep, diff)
				}
				if f.Seconds == nil || math.Abs(*f.Seconds-c.seconds) > 1e-6 {
					t.Errorf("deep %v: plays %v s; want %v", deep, f.Seconds, c.seconds)
				}
			}
		})
	}
}

// A piece cut out of a longer stream keeps the granules of the whole.
func TestStart(t *testing.T) {
	t.Parallel()
	const hour = 3600 * 48000
	piece := slices.Concat(stream(7, opusHead(1, 0), 0),
		pageOf(0, hour+48000, 7, 2, frames(50, frame20)...), pageOf(last, hour+2*48000, 7, 3, frames(50, frame20)...))
	f := probetest.Read(ogg.Probe, piece, false)
	if f.Seconds == nil || *f.Seconds != 2 {
		t.Errorf("plays %v s; want 2", f.Seconds)
	}
}

// Of a long file only the ends are read, and they tell as much as the whole.
func TestLazy(t *testing.T) {
	t.Parallel()
	file := vorbisFile(20_000)
	lazy, fetched := probetest.Counted(ogg.Probe, file)
	if fetched > 512<<10 {
		t.Errorf("read %d of %d bytes; want the ends alone", fetched, len(file))
	}
	whole := probetest.Read(ogg.Probe, file, true)
	whole.Audio[0].Bytes = 0
	if diff := cmp.Diff(whole, lazy); diff != "" {
		t.Error(diff)
	}
	if f := probetest.Read(ogg.Probe, file[:len(file)-5], false); len(f.Damage) != 1 || f.Damage[0].Kind != media.Truncated {
		t.Errorf("cut: %v", f.Damage)
	}
}

// vorbisFile is a stream of n pages of 25 packets, a second each.
func vorbisFile(n int) []byte {
	b := slices.Concat(pageOf(first, 0, 7, 0, vorbisHead(1, 44100)), pageOf(0, 0, 7, 1, "\x03vorbis", "\x05vorbis"))
	for i := range n {
		flags := byte(0)
		if i == n-1 {
			flags = last
		}
		b = append(b, pageOf(flags, int64(i+1)*44100, 7, uint32(i+2), frames(25, "\x00"+strings.Repeat("a", 40))...)...)
	}
	return b
}

// Opus is read whole, as its timeline counts, unless it is far over what an audio message may have.
func TestOpusIsReadWhole(t *testing.T) {
	t.Parallel()
	file := stream(7, opusHead(1, 312), 500)
	page := pageOf(0, 77*48000-480, 7, 78, frames(50, frame20)...)
	at := bytes.Index(file, pageOf(0, 77*48000, 7, 78, frames(50, frame20)...))
	copy(file[at:], page)
	f := probetest.Read(ogg.Probe, file, false)
	if o := f.Audio[0].Opus; o == nil || o.Timeline == nil || o.Timeline.Largest != -480 || o.Timeline.Page != 78 {
		t.Errorf("got %+v; want page 78 480 samples below", o)
	}
}

// A file of pages that end nothing says no time.
func TestUndecided(t *testing.T) {
	t.Parallel()
	b := slices.Concat(pageOf(first, 0, 7, 0, vorbisHead(1, 44100)), pageOf(0, 0, 7, 1, "\x03vorbis", "\x05vorbis"), pageOf(last, -1, 7, 2, "\x00a"))
	f := probetest.Read(ogg.Probe, b, false)
	if f.Seconds != nil || f.Undecided["duration"] == "" {
		t.Errorf("plays %v s, undecided %v; want no duration and why", f.Seconds, f.Undecided)
	}
}

// A reader that is used up leaves damage undecided.
func TestBudget(t *testing.T) {
	t.Parallel()
	file := opusFile(1, 500)
	r := source.New(context.Background(), bytes.NewReader(file), int64(len(file)), source.Budget{Bytes: 20 << 10})
	f := ogg.Probe(r, true)
	if len(f.Damage) > 0 || f.Undecided["damage"] == "" {
		t.Errorf("damage %v, undecided %v; want it undecided", f.Damage, f.Undecided)
	}
}

func FuzzProbe(f *testing.F) {
	probetest.Fuzz(f, ogg.Probe, opusFile(1, 2), slices.Concat(opusFile(1, 1), stream(8, opusHead(2, 0), 1)),
		oneStream(vorbisHead(2, 44100), []string{"\x03vorbis", "\x05vorbis"}, 22050, frames(30, "\x00abc")...),
		oneStream(theoraHead(), []string{"\x81theora", "\x82theora"}, 1<<6|24, frames(25, "\x00a")...),
		oneStream(flacHead(), []string{"\x84"}, 44100, "\xff\xf8"), oneStream(speexHead(), []string{"tags"}, 32000, "abc"),
		opusFile(1, 2)[:500], append(opusFile(2, 1), "Ogg"...))
}
